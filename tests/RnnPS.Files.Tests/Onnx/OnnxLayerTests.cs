using RnnPS.Core.Tests;

namespace RnnPS.Files.Tests;

/// <summary>Recurrent layers as ONNX, run by ONNX Runtime.</summary>
public sealed class OnnxLayerTests
{
    private const int Inputs = 3;

    private static readonly int[] Lengths = [4, 6, 1];

    public static TheoryData<string, RnnDirection, RnnMerge> KindsAndDirections()
    {
        var data = new TheoryData<string, RnnDirection, RnnMerge>();
        foreach (string kind in OnnxCells.Kinds)
        {
            data.Add(kind, RnnDirection.Forward, default);
            data.Add(kind, RnnDirection.Reverse, default);
            foreach (RnnMerge merge in Enum.GetValues<RnnMerge>())
            {
                data.Add(kind, RnnDirection.Bidirectional, merge);
            }
        }

        return data;
    }

    public static TheoryData<RnnActivation> Activations() => [.. Enum.GetValues<RnnActivation>()];

    [Theory]
    [MemberData(nameof(KindsAndDirections))]
    public void Every_kind_direction_and_merge_gives_the_same_outputs(string kind, RnnDirection direction, RnnMerge merge)
    {
        foreach (RnnOutputStep step in Enum.GetValues<RnnOutputStep>())
        {
            var draw = new Draw(91);
            RnnModel model = new([Layer(draw, kind, direction, merge)], outputStep: step);
            OnnxComparison.Compare(model, OnnxComparison.Sequences(draw, Inputs, 5, 5));
            OnnxComparison.Compare(model, OnnxComparison.Sequences(draw, Inputs, Lengths));
        }
    }

    [Theory]
    [MemberData(nameof(KindsAndDirections))]
    public void States_go_in_and_come_out_by_the_lengths_of_the_sequences(string kind, RnnDirection direction, RnnMerge merge)
    {
        if (kind == "Lstm projection")
        {
            // Its state in ONNX is the one before the projection; the test of halves covers it.
            return;
        }

        var draw = new Draw(92);
        RnnModel model = new([Layer(draw, kind, direction, merge)]);
        RnnState[] states = [.. Lengths.Select(_ => new RnnState(
            model,
            [.. model.Layers.Select(cell => draw.Vector(cell.OutputSize))],
            [.. model.Layers.Select(cell => cell is LstmCell ? draw.Vector(cell.HiddenSize) : (RnnVector?)null)]))];
        OnnxComparison.Compare(model, OnnxComparison.Sequences(draw, Inputs, Lengths), states);
    }

    [Theory]
    [MemberData(nameof(Activations))]
    public void Every_activation_of_every_gate_with_any_constants_gives_the_same_outputs(RnnActivation activation)
    {
        var common = new RnnActivationFunction(activation);
        RnnActivationFunction[] functions = common.Alpha == 0
            ? [common]
            : [common, new RnnActivationFunction(activation, 0.3, common.Beta == 0 ? null : 0.4)];
        foreach (RnnActivationFunction f in functions)
        {
            // The other cell has constants of its own: ONNX lists those of both cells in one attribute.
            RnnActivationFunction other = new(RnnActivation.HardSigmoid, 0.25, 0.45);
            foreach (string kind in new[] { "Elman", "Lstm", "Gru after", "Gru before" })
            {
                foreach ((RnnActivationFunction? gate, RnnActivationFunction? candidate, RnnActivationFunction? state) in Places(kind, f))
                {
                    var draw = new Draw(93);
                    OnnxComparison.Compare(
                        new RnnModel([new RnnStackLayer(
                            OnnxCells.Create(draw, kind, f: gate, g: candidate, h: state), OnnxCells.Create(draw, kind, f: other))]),
                        OnnxComparison.Sequences(draw, Inputs, 5));
                }
            }
        }
    }

    [Theory]
    [InlineData("Elman")]
    [InlineData("Gru after")]
    [InlineData("Gru before")]
    public void A_clip_gives_the_same_outputs(string kind)
    {
        var draw = new Draw(94);
        OnnxComparison.Compare(
            new RnnModel([new RnnStackLayer(OnnxCells.Create(draw, kind, clip: 0.4))]), OnnxComparison.Sequences(draw, Inputs, 5));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void A_bias_that_is_missing_is_zero(bool bias, bool recurrentBias)
    {
        foreach (string kind in OnnxCells.Kinds)
        {
            var draw = new Draw(95);
            RnnCell Next(bool bias, bool recurrentBias) => OnnxCells.Create(draw, kind, bias: (bias, recurrentBias));
            RnnSequence[] sequences = OnnxComparison.Sequences(draw, Inputs, Lengths);
            OnnxComparison.Compare(new RnnModel([new RnnStackLayer(Next(bias, recurrentBias))]), sequences);
            OnnxComparison.Compare(new RnnModel([new RnnStackLayer(Next(bias, recurrentBias), Next(true, true))]), sequences);
        }
    }

    [Theory]
    [InlineData("Lstm", "Lstm peepholes", 4, 4)]
    [InlineData("Elman", "Lstm", 4, 4)]
    [InlineData("Gru after", "Gru before", 4, 4)]
    [InlineData("Lstm", "Lstm coupled", 4, 4)]
    [InlineData("Lstm projection", "Gru after", 5, 2)]
    [InlineData("Lstm projection", "Lstm", 2, 2)]
    [InlineData("Lstm", "Lstm projection", 2, 2)]
    [InlineData("Lstm projection", "Lstm projection", 3, 4)]
    [InlineData("Lstm", "Lstm", 4, 5)]
    [InlineData("Gru before", "Elman", 2, 6)]
    public void The_two_cells_of_a_layer_may_differ(string forward, string reverse, int hidden, int reverseHidden)
    {
        foreach (RnnMerge merge in Enum.GetValues<RnnMerge>())
        {
            var draw = new Draw(96);
            RnnCell one = OnnxCells.Create(draw, forward, hidden: hidden);
            RnnCell other = OnnxCells.Create(draw, reverse, hidden: reverseHidden);
            if (merge != RnnMerge.Concat && one.OutputSize != other.OutputSize)
            {
                continue;
            }

            foreach (RnnOutputStep step in Enum.GetValues<RnnOutputStep>())
            {
                RnnModel model = new([new RnnStackLayer(one, other, merge)], outputStep: step);
                RnnSequence[] sequences = OnnxComparison.Sequences(draw, Inputs, Lengths);
                OnnxComparison.Compare(model, sequences);
                if (step == RnnOutputStep.Every && !model.Layers.Any(cell => cell is LstmCell { ProjectionWeights: not null }))
                {
                    OnnxComparison.Compare(model, sequences, [.. Lengths.Select(_ => new RnnState(model))]);
                }
            }
        }
    }

    [Fact]
    public void Cells_that_differ_in_their_clip_become_two_operators()
    {
        var draw = new Draw(97);
        OnnxComparison.Compare(
            new RnnModel([new RnnStackLayer(OnnxCells.Create(draw, "Elman", clip: 0.4), OnnxCells.Create(draw, "Elman", clip: 0.2), RnnMerge.Sum)]),
            OnnxComparison.Sequences(draw, Inputs, Lengths));
    }

    [Theory]
    [InlineData("Elman")]
    [InlineData("Lstm")]
    [InlineData("Lstm projection")]
    [InlineData("Gru after")]
    public void Two_halves_with_the_state_between_equal_the_whole(string kind)
    {
        var draw = new Draw(98);
        RnnCell below = OnnxCells.Create(draw, kind);
        RnnModel model = new(
            [below, OnnxCells.Create(draw, kind, below.OutputSize, hidden: 5)],
            draw.Matrix(kind == "Lstm projection" ? 2 : 5, 2),
            draw.Vector(2));
        RnnSequence[] sequences = OnnxComparison.Sequences(draw, Inputs, 8, 8, 8);
        double[][][] whole = OnnxComparison.Ours(model, sequences);
        using var exported = new ExportedModel(model, new ModelWriteOptions { Stateful = true });
        Dictionary<string, float[]> states = exported.States.ToDictionary(
            name => name, name => new float[sequences.Length * exported.Optional[name].Dimensions[2]]);

        double[][][] first = exported.Run([.. sequences.Select(sequence => sequence.Slice(0, 5))], states);
        double[][][] second = exported.Run([.. sequences.Select(sequence => sequence.Slice(5, 3))], states);

        for (int i = 0; i < sequences.Length; i++)
        {
            OnnxComparison.AssertNear(whole[i], [.. first[i], .. second[i]], kind);
        }
    }

    [Fact]
    public void States_and_lengths_may_be_left_out()
    {
        var draw = new Draw(99);
        RnnModel model = new([Layer(draw, "Lstm", RnnDirection.Bidirectional, RnnMerge.Concat), new RnnStackLayer(OnnxCells.Create(draw, "Gru after", 8))]);
        RnnSequence[] sequences = OnnxComparison.Sequences(draw, Inputs, 5, 5);
        using var exported = new ExportedModel(model, new ModelWriteOptions { Stateful = true, Lengths = true });

        double[][][] actual = exported.Run(sequences);

        double[][][] expected = OnnxComparison.Ours(model, sequences);
        for (int i = 0; i < sequences.Length; i++)
        {
            OnnxComparison.AssertNear(expected[i], actual[i], "without states and lengths");
        }

        Assert.Equal(["initial_c_0", "initial_h_0", "initial_h_1"], exported.States);
    }

    [Fact]
    public void One_state_serves_all_sequences()
    {
        var draw = new Draw(100);
        RnnModel model = new([OnnxCells.Create(draw, "Gru after")]);
        RnnSequence[] sequences = OnnxComparison.Sequences(draw, Inputs, 5, 5);
        var state = new RnnState(model, draw.Vector(4));
        OnnxComparison.Compare(model, sequences, [state.Copy(model), state.Copy(model)]);
    }

    private static RnnStackLayer Layer(Draw draw, string kind, RnnDirection direction, RnnMerge merge) => direction switch
    {
        RnnDirection.Bidirectional => new RnnStackLayer(OnnxCells.Create(draw, kind), OnnxCells.Create(draw, kind), merge),
        _ => new RnnStackLayer(OnnxCells.Create(draw, kind), direction),
    };

    // Each gate alone with the function.
    private static IEnumerable<(RnnActivationFunction? F, RnnActivationFunction? G, RnnActivationFunction? H)> Places(string kind, RnnActivationFunction f)
    {
        yield return (f, null, null);
        if (kind != "Elman")
        {
            yield return (null, f, null);
        }

        if (kind == "Lstm")
        {
            yield return (null, null, f);
        }
    }
}
