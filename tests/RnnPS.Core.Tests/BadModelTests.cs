namespace RnnPS.Core.Tests;

/// <summary>Weights, options and layers that do not fit.</summary>
public sealed class BadModelTests
{
    private static readonly Draw Any = new(1);

    public static TheoryData<string, Func<object>, string, string> Layers() => new()
    {
        {
            "sizes that can't be added",
            () => new RnnStackLayer(Cells.Elman(1, 2), Cells.Lstm(1, 3), RnnMerge.Sum),
            RnnErrorId.Merge,
            "Elman 1→2 and Lstm 1→3 differ in size and can't be merged by Sum"
        },
        { "no such merge", () => new RnnStackLayer(Cells.Elman(1, 2), Cells.Elman(1, 2), (RnnMerge)9), RnnErrorId.Merge, "no merge '9'" },
        {
            "inputs that differ",
            () => new RnnStackLayer(Cells.Elman(1, 2), Cells.Elman(3, 2)),
            RnnErrorId.WeightShape,
            "Elman 1→2 takes 1 feature, Elman 3→2 takes 3"
        },
        {
            "one cell for two directions",
            () => new RnnStackLayer(Cells.Elman(1, 2), RnnDirection.Bidirectional),
            RnnErrorId.Direction,
            "Bidirectional does not fit the single cell"
        },
        { "no such direction", () => new RnnStackLayer(Cells.Elman(1, 2), (RnnDirection)7), RnnErrorId.Direction, "direction 7" },
        {
            "a stream of a reverse model",
            () => new RnnRun(new RnnModel([new RnnStackLayer(Cells.Gru(1, 2), RnnDirection.Reverse)])),
            RnnErrorId.Direction,
            "Gru 1→2"
        },
        {
            "a stream of a bidirectional model",
            () => new RnnRun(new RnnModel([new RnnStackLayer(Cells.Gru(1, 2), Cells.Gru(1, 2))])),
            RnnErrorId.Direction,
            "whole sequences"
        },
        {
            "the second direction above does not fit",
            () => new RnnModel([new RnnStackLayer(Cells.Elman(1, 2), Cells.Elman(1, 2)), new RnnStackLayer(Cells.Elman(2, 2), Cells.Elman(2, 2))]),
            RnnErrorId.WeightShape,
            "Layers[2].InputWeights is 2×2 (rows×columns): expected 4×2"
        },
        {
            "an output activation without an output layer",
            () => new RnnModel([new RnnStackLayer(Cells.Elman(1, 2))], outputActivation: RnnOutputActivation.Softmax),
            RnnErrorId.Parameters,
            "OutputActivation Softmax"
        },
        {
            "an output bias without weights",
            () => new RnnModel([Cells.Elman(1, 2)], null, new RnnVector([1])),
            RnnErrorId.WeightShape,
            "OutputBias was given without OutputWeights"
        },
        {
            "an output bias too long",
            () => new RnnModel([Cells.Elman(1, 2)], new RnnMatrix(2, 1, [1, 2]), new RnnVector([1, 2])),
            RnnErrorId.WeightShape,
            "OutputBias [1 2] has 2 numbers: expected 1"
        },
    };

    public static TheoryData<string, Func<object>, string, string> Weights() => new()
    {
        {
            "a GRU of two gates",
            () => new GruCell(Any.Matrix(1, 4), Any.Matrix(2, 4)),
            RnnErrorId.WeightShape,
            "InputWeights is 1×4 (rows×columns): expected the same number of columns for each of the cell's 3 gates"
        },
        {
            "an LSTM of one and a half unit",
            () => new LstmCell(Any.Matrix(1, 6), Any.Matrix(2, 6)),
            RnnErrorId.WeightShape,
            "a multiple of 4"
        },
        {
            "four gates for coupled ones",
            () => new LstmCell(Any.Matrix(1, 8), Any.Matrix(2, 8), options: new LstmOptions { Coupled = true }),
            RnnErrorId.WeightShape,
            "a multiple of 3"
        },
        {
            "recurrent weights of another size",
            () => new GruCell(Any.Matrix(1, 6), Any.Matrix(3, 6)),
            RnnErrorId.WeightShape,
            "RecurrentWeights is 3×6 (rows×columns): expected 2×6"
        },
        {
            "a recurrent bias too short",
            () => new GruCell(Any.Matrix(1, 6), Any.Matrix(2, 6), null, new RnnVector([1, 2])),
            RnnErrorId.WeightShape,
            "RecurrentBias [1 2] has 2 numbers: expected 6"
        },
        {
            "peepholes of four gates",
            () => Cells.Lstm(1, 2, new LstmOptions { Peepholes = Any.Vector(8) }),
            RnnErrorId.WeightShape,
            "has 8 numbers: expected 6"
        },
        {
            "peepholes of three gates for coupled ones",
            () => Cells.Lstm(1, 2, new LstmOptions { Coupled = true, Peepholes = Any.Vector(6) }),
            RnnErrorId.WeightShape,
            "has 6 numbers: expected 4"
        },
        {
            "a projection of other units",
            () => Cells.Lstm(1, 2, new LstmOptions { ProjectionWeights = Any.Matrix(3, 1) }),
            RnnErrorId.WeightShape,
            "ProjectionWeights is 3×1 (rows×columns): expected 2×1"
        },
        {
            "recurrent weights that do not see the projection",
            () => new LstmCell(Any.Matrix(1, 8), Any.Matrix(2, 8), options: new LstmOptions { ProjectionWeights = Any.Matrix(2, 1) }),
            RnnErrorId.WeightShape,
            "RecurrentWeights is 2×8 (rows×columns): expected 1×8"
        },
        {
            "an empty matrix",
            () => new ElmanCell(new RnnMatrix(0, 2, []), Any.Matrix(2, 2)),
            RnnErrorId.WeightEmpty,
            "InputWeights is 0×2"
        },
        {
            "peepholes that are not finite",
            () => Cells.Lstm(1, 1, new LstmOptions { Peepholes = new RnnVector([1, double.PositiveInfinity, 2]) }),
            RnnErrorId.WeightNotFinite,
            "Peepholes holds Infinity"
        },
    };

    public static TheoryData<string, Func<object>, string, string> Activations() => new()
    {
        { "an unknown name", () => RnnActivationFunction.Parse("Tahn"), RnnErrorId.Activation, "'Tahn'" },
        { "a number for a name", () => RnnActivationFunction.Parse("99"), RnnErrorId.Activation, "'99'" },
        { "a number that is the place of a name", () => RnnActivationFunction.Parse("1"), RnnErrorId.Activation, "'1'" },
        { "two names", () => RnnActivationFunction.Parse("Tanh,Relu"), RnnErrorId.Activation, "'Tanh,Relu'" },
        { "the rule", () => RnnActivationFunction.Parse("Tahn"), RnnErrorId.Activation, "expected one of Tanh, Relu" },
        { "no such kind", () => new RnnActivationFunction((RnnActivation)77), RnnErrorId.Activation, "'77'" },
        { "alpha is NaN", () => new RnnActivationFunction(RnnActivation.Elu, double.NaN), RnnErrorId.Activation, "α of an activation is NaN" },
        {
            "beta is infinite",
            () => new RnnActivationFunction(RnnActivation.Affine, 1, double.PositiveInfinity),
            RnnErrorId.Activation,
            "β of an activation is Infinity"
        },
        { "a clip of nothing", () => Cells.Gru(1, 2, new GruOptions { ActivationClip = 0 }), RnnErrorId.Activation, "clip is 0" },
        { "a negative clip", () => Cells.Lstm(1, 2, new LstmOptions { ActivationClip = -1.5 }), RnnErrorId.Activation, "clip is -1.5" },
        {
            "a clip that is NaN",
            () => new ElmanCell(Any.Matrix(1, 1), Any.Matrix(1, 1), activationClip: double.NaN),
            RnnErrorId.Activation,
            "clip is NaN"
        },
    };

    public static TheoryData<string, RnnModel> TooLargeForSinglePrecision()
    {
        RnnModel Model(RnnCell cell) => new([cell]);
        LstmOptions options = new() { Peepholes = Any.Vector(6), ProjectionWeights = Any.Matrix(2, 1) };
        var data = new TheoryData<string, RnnModel>();
        foreach (string name in new[] { "InputWeights", "RecurrentWeights", "Bias", "Peepholes", "ProjectionWeights" })
        {
            RnnModel model = Model(Cells.Lstm(1, 2, options));
            model.SetWeight($"Layers[0].{name}", 0, 0, -1e200);
            data.Add(name, model);
        }

        RnnModel gru = Model(Cells.Gru(1, 2));
        gru.SetWeight("Layers[0].RecurrentBias", 0, 0, -1e200);
        data.Add("RecurrentBias", gru);
        foreach (string name in new[] { "OutputWeights", "OutputBias" })
        {
            RnnModel model = RnnModel.StartingExample();
            model.SetWeight(name, 0, 0, -1e200);
            data.Add(name, model);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Layers), DisableDiscoveryEnumeration = true)]
    public void Layers_that_do_not_fit_are_refused(string what, Func<object> act, string id, string text) =>
        Refusals.Check(what, act, id, text);

    [Theory]
    [MemberData(nameof(Weights), DisableDiscoveryEnumeration = true)]
    public void Weights_that_do_not_fit_are_refused(string what, Func<object> act, string id, string text) =>
        Refusals.Check(what, act, id, text);

    [Theory]
    [MemberData(nameof(Activations), DisableDiscoveryEnumeration = true)]
    public void Activations_that_are_none_are_refused(string what, Func<object> act, string id, string text) =>
        Refusals.Check(what, act, id, text);

    [Theory]
    [MemberData(nameof(TooLargeForSinglePrecision), DisableDiscoveryEnumeration = true)]
    public void A_weight_too_large_for_single_precision_is_named_by_stream_and_batch(string name, RnnModel model)
    {
        RnnSequence[] sequences = [.. Enumerable.Range(0, 2).Select(key => new RnnSequence(key, new RnnMatrix(1, 1, [1])))];
        string text = $"{name} holds -1E+200, which is too large for single precision";

        Refusals.Check("stream", () => new RnnRun(model, precision: RnnPrecision.Single), RnnErrorId.WeightNotFinite, text);
        Refusals.Check(
            "batch", () => new RnnBatch(model, RnnPrecision.Single).Run(sequences).ToList(), RnnErrorId.WeightNotFinite, text);
        Refusals.Check(
            "threads",
            () => new RnnBatch(model, RnnPrecision.Single, threads: 2).Run(sequences).ToList(),
            RnnErrorId.WeightNotFinite,
            text);
        // In double precision it is a number like others.
        Assert.Equal(2, new RnnBatch(model).Run(sequences).Count());
    }
}
