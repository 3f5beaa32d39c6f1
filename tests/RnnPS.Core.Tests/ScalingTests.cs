namespace RnnPS.Core.Tests;

/// <summary>A model with a scaling takes and gives raw numbers; its layers see scaled ones.</summary>
public sealed class ScalingTests
{
    private static readonly RnnScaler Inputs = RnnScaler.Create(RnnScaling.Standard, new RnnVector([10, -3]), new RnnVector([4, 0.5]));
    private static readonly RnnScaler Outputs = RnnScaler.Create(RnnScaling.MinMax, new RnnVector([100, 0.1]), new RnnVector([50, 3]));

    [Theory]
    [InlineData(RnnScaling.Standard, new[] { 3.0, 5 }, new[] { 1.4142135623730951, 1 })]
    [InlineData(RnnScaling.MinMax, new[] { 1.0, 5 }, new[] { 4.0, 1 })]
    public void A_scaler_is_fitted_to_each_feature_of_all_parts(RnnScaling kind, double[] offset, double[] scale)
    {
        // The second feature is constant; a missing value counts for nothing.
        RnnScaler scaler = RnnScaler.Fit(
            kind, new RnnMatrix(3, 2, [1, 5, 2, 5, 3, 5]), new RnnMatrix(3, 2, [4, 5, double.NaN, 5, 5, 5]))!;

        Near.Equal(offset, scaler.Offset, 1e-15);
        Near.Equal(scale, scaler.Scale, 1e-15);
        Assert.Equal(kind, scaler.Kind);
    }

    [Fact]
    public void A_large_mean_costs_no_digits()
    {
        RnnScaler scaler = RnnScaler.Fit(RnnScaling.Standard, new RnnMatrix(2, 1, [1e9 + 1, 1e9 + 3]))!;

        Assert.Equal((1e9 + 2, 1.0), (scaler.Offset[0], scaler.Scale[0]));
    }

    [Fact]
    public void No_scaling_is_no_scaler() => Assert.Null(RnnScaler.Fit(RnnScaling.None, new RnnMatrix(1, 1, [1])));

    [Theory]
    [InlineData(RnnPrecision.Double, 1)]
    [InlineData(RnnPrecision.Double, 5)]
    [InlineData(RnnPrecision.Single, 3)]
    public void Raw_numbers_go_in_and_come_out(RnnPrecision precision, int chunk)
    {
        RnnModel plain = Runs.Random(2, 3, 2, seed: 1);
        RnnModel scaled = Runs.Random(2, 3, 2, seed: 1);
        scaled.SetScaling(Inputs, Outputs);
        double[][] raw = [.. Runs.Input(5, 2, seed: 2).Select(x => new[] { 10 + (4 * x[0]), -3 + (0.5 * x[1]) })];
        double[][] small = [.. raw.Select(x => new[] { (x[0] - 10) / 4, (x[1] + 3) / 0.5 })];

        List<RnnStep> expected = Runs.Run(plain, small, precision: precision);
        List<RnnStep> actual = Runs.Run(scaled, raw, chunk, precision: precision);

        for (int t = 0; t < raw.Length; t++)
        {
            double[] y = Runs.Vector(expected[t].Output);
            Assert.Equal([100 + (50 * y[0]), 0.1 + (3 * y[1])], Runs.Vector(actual[t].Output));
            Assert.Equal(expected[t].State, actual[t].State);
            // What is shown came in, whatever was computed with.
            Assert.Equal(raw[t], Runs.Vector(actual[t].Input));
        }
    }

    [Theory]
    [InlineData(RnnOutputStep.Every)]
    [InlineData(RnnOutputStep.Last)]
    public void A_batch_with_masks_and_both_directions_is_scaled_too(RnnOutputStep when)
    {
        var draw = new Draw(3);
        RnnCell[] cells = [.. Enumerable.Range(0, 2).Select(_ => new ElmanCell(draw.Matrix(2, 2), draw.Matrix(2, 2), draw.Vector(2)))];
        RnnMatrix weights = draw.Matrix(4, 2);
        RnnModel Model() => new([new RnnStackLayer(cells[0], cells[1])], weights, new RnnVector([0.5, -0.5]), outputStep: when);
        RnnModel scaled = Model();
        scaled.SetScaling(Inputs, Outputs);
        RnnMatrix small = draw.Matrix(4, 2);
        double[] raw = [.. small.SelectMany(x => new[] { 10 + (4 * x[0]), -3 + (0.5 * x[1]) })];
        bool[] mask = [false, true, false, true];

        RnnStep[] expected = [.. new RnnBatch(Model()).Run([new RnnSequence("a", small, mask: mask)])];
        RnnStep[] actual = [.. new RnnBatch(scaled).Run([new RnnSequence("a", new RnnMatrix(4, 2, raw), mask: mask)])];

        Assert.Equal(expected.Length, actual.Length);
        foreach ((RnnStep plain, RnnStep step) in expected.Zip(actual))
        {
            double[] y = Runs.Vector(plain.Output);
            Near.Equal([100 + (50 * y[0]), 0.1 + (3 * y[1])], Runs.Vector(step.Output), 1e-13);
            Assert.Equal(raw.Skip(2 * (int)step.Step).Take(2), Runs.Vector(step.Input));
        }
    }

    [Fact]
    public void A_scaling_stays_when_a_weight_is_set_and_shows_in_the_summary()
    {
        RnnModel model = RnnModel.StartingExample();
        Assert.DoesNotContain("scaled", model.ToSummary(), StringComparison.Ordinal);
        model.SetScaling(
            RnnScaler.Create(RnnScaling.Standard, new RnnVector([49.13]), new RnnVector([40.25])),
            RnnScaler.Create(RnnScaling.MinMax, new RnnVector([0]), new RnnVector([190.2])));

        model.SetWeight("Layers[0].Bias", 0, 0, 0.25);
        model.SetWeight("OutputBias", 0, 0, 0.25);

        Assert.Equal([49.13], model.InputScaler!.Offset);
        Assert.Equal([190.2], model.OutputScaler!.Scale);
        Assert.Contains("inputs scaled: Standard, mean 49.13, deviation 40.25", model.ToSummary(), StringComparison.Ordinal);
        Assert.Contains("outputs scaled: MinMax, smallest 0, range 190.2", model.ToSummary(), StringComparison.Ordinal);
        model.SetScaling(null, null);
        Assert.Null(model.InputScaler);
    }

    [Fact]
    public void What_can_not_be_scaled_is_refused()
    {
        RnnModel model = RnnModel.StartingExample();
        RnnScaler one = RnnScaler.Create(RnnScaling.Standard, new RnnVector([0]), new RnnVector([1]));
        RnnCell cell = model.Layers[0];
        var classifier = new RnnModel([new RnnStackLayer(cell)], model.OutputWeights, outputActivation: RnnOutputActivation.Sigmoid);

        Refuse("inputs", () => model.SetScaling(Inputs, null), "2 inputs does not fit a model with 1 input");
        Refuse("outputs", () => model.SetScaling(one, Outputs), "scaler of 2 outputs");
        Refuse("activation", () => classifier.SetScaling(null, one), "an output layer without an activation");
        Refuse("no output layer", () => new RnnModel(cell).SetScaling(null, one), "an output layer without an activation");
        Refuse("zero", () => RnnScaler.Create(RnnScaling.Standard, new RnnVector([0]), new RnnVector([0])), "finite scales other than 0");
        Refuse("kind", () => RnnScaler.Create(RnnScaling.None, new RnnVector([0]), new RnnVector([1])), "expected Standard or MinMax");
        Refuse("lengths", () => RnnScaler.Create(RnnScaling.MinMax, new RnnVector([0]), new RnnVector([1, 1])), "the same number of");
        Refuse("nothing", () => RnnScaler.Fit(RnnScaling.MinMax, new RnnMatrix(1, 1, [double.NaN])), "has no value");
        Refuse("huge", () => RnnScaler.Fit(RnnScaling.Standard, new RnnMatrix(2, 1, [1e308, -1e308])), "too large to scale");
    }

    private static void Refuse(string what, Action act, string text) => Refusals.Check(
        what,
        () =>
        {
            act();
            return what;
        },
        RnnErrorId.Scaling,
        text);
}
