using RnnPS.Charts;

namespace RnnPS.Page.Tests;

/// <summary>What the tests show in pages.</summary>
internal static class Contents
{
    /// <summary>The starting example, whose numbers can be calculated by hand.</summary>
    public static RnnPageContent Example() => Of(RnnModel.StartingExample(), [[1], [2]], [[1.5], [2.7]]);

    public static RnnPageContent Of(RnnModel model, double[][] inputs, double[][] targets, RnnLossFunction? loss = null) => new()
    {
        Models = [("model", model)],
        Series = [Series(inputs, targets)],
        Loss = loss ?? RnnLossFunction.MeanSquaredError,
    };

    public static TrainingSeries Series(double[][] inputs, double[][] targets, string[]? names = null, object? key = null, object?[]? source = null)
    {
        int width = inputs[0].Length + targets[0].Length;
        double[] values = [.. inputs.Zip(targets).SelectMany(row => row.First.Concat(row.Second))];
        return new TrainingSeries(
            new RnnSequence(key, new RnnMatrix(inputs.Length, width, values), names, source),
            [.. Enumerable.Range(0, inputs[0].Length)],
            [.. Enumerable.Range(inputs[0].Length, targets[0].Length)]);
    }

    /// <summary>A cell that hands its input on, so that its state is known.</summary>
    public static RnnPageContent Echo(double[] inputs, object?[]? source = null) => new()
    {
        Models = [("model", new RnnModel(new ElmanCell(new RnnMatrix(1, 1, [1]), new RnnMatrix(1, 1, [0]), null, RnnActivation.Identity)))],
        Series = [Series([.. inputs.Select(input => new[] { input })], [.. inputs.Select(input => new[] { input })], source is null ? null : ["x", "y"], null, source)],
        Loss = RnnLossFunction.MeanSquaredError,
        ReadRow = row => [KeyValuePair.Create("date", (string)row)],
    };

    public static RnnModel Lstm(int inputs, int units, int seed = 1) => Gated(inputs, units, seed, RnnCellKind.Lstm);

    public static RnnModel Gated(int inputs, int units, int seed, RnnCellKind kind)
    {
        var draw = new Core.Tests.Draw(seed);
        int gates = RnnCellType.Of(kind).GateCount;
        RnnCell cell = RnnCellType.Of(kind).Create(new RnnCellOptions(draw.Matrix(inputs, gates * units), draw.Contracting(units, gates, units)) { Bias = draw.Vector(gates * units) });
        return new RnnModel([new RnnStackLayer(cell)], draw.Matrix(units, 1), draw.Vector(1));
    }

    /// <summary>A page with every view.</summary>
    public static RnnPageContent Everything()
    {
        double[][] inputs = [.. Enumerable.Range(0, 24).Select(t => new[] { Math.Sin(t / 3.0), Math.Cos(t / 5.0) })];
        double[][] targets = [.. Enumerable.Range(0, 24).Select(t => new[] { Math.Sin((t + 1) / 3.0) })];
        RnnEpoch[] epochs = [.. Enumerable.Range(1, 30).Select(epoch => new RnnEpoch
        {
            Epoch = epoch,
            Loss = 10.0 / (epoch * epoch),
            ValidationLoss = (8.0 / (epoch * epoch)) + 0.05,
            IsBest = epoch == 25,
            GradientNorm = 3.0 / epoch,
            ClippedGradientNorm = 1,
            LearningRate = 0.01,
            StepsPerSecond = 1,
            Elapsed = TimeSpan.Zero,
        })];
        RnnForecastStep[] forecast = [.. Enumerable.Range(24, 8).Select(t => new RnnForecastStep(
            0, t, [Math.Sin(t / 3.0)], [(0.5, [Math.Sin(t / 3.0) - 0.2], [Math.Sin(t / 3.0) + 0.2]), (0.9, [Math.Sin(t / 3.0) - 0.5], [Math.Sin(t / 3.0) + 0.5])], null))];
        return new RnnPageContent
        {
            Models = [("model", Lstm(2, 3)), ("compared", Gated(2, 3, 2, RnnCellKind.Gru))],
            Series = [Series(inputs, targets, ["load", "temperature", "next"])],
            Loss = RnnLossFunction.MeanSquaredError,
            Items = [.. epochs, .. forecast],
            Known = [new RnnKnownSeries(null, 0, "load", [.. Enumerable.Range(0, 24).Select(t => ((long)t, (object?)null, Math.Sin(t / 3.0)))])],
        };
    }
}
