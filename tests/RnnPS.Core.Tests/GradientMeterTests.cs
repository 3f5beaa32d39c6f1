namespace RnnPS.Core.Tests;

/// <summary>Gradients on their way back, against PyTorch and against linear cells, whose factor is known.</summary>
[Trait("Vectors", "Yes")]
public sealed class GradientMeterTests
{
    // PyTorch, float64: the norms of h.grad of the starting example, for inputs 1, 2, 1, 2, 1 and targets 1.5, 2.7, 1.5, 2.7, 1.5.
    private static readonly double[] Whole = [0.4021626621487847, 1.0406392326244844, 4.088022264970902, 1.4076322611672818, 4.04294002731622];
    private static readonly double[] Last = [0.002289419972292372, 0.01859852944931457, 0.08344190322065093, 0.8873773334678163, 4.04294002731622];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_starting_examples_norms_are_those_of_PyTorch(bool lastOnly)
    {
        RnnGradient gradient = Assert.Single(Measure(
            RnnModel.StartingExample(), Series([[1, 1.5], [2, 2.7], [1, 1.5], [2, 2.7], [1, 1.5]], 1), lastOnly));

        Near.Equal(lastOnly ? Last : Whole, new RnnVector([.. gradient.Steps.Select(step => step.Norm)]), 1e-12);
        Near.Equal(Last, new RnnVector([.. gradient.Steps.Select(step => step.FromEnd)]), 1e-12);
        Assert.Equal(lastOnly ? 0.817268203223784 : 1.6174566725869473, gradient.Loss, 1e-12);
        Assert.Equal(RnnGradientTrend.Vanishes, gradient.Trend);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(1.5)]
    public void A_linear_cells_factor_is_its_recurrent_weight_in_either_direction(double weight)
    {
        ElmanCell cell = Linear(weight);
        var model = new RnnModel([new RnnStackLayer(cell, Linear(weight))], new RnnMatrix(2, 1, [1, 1]));
        IReadOnlyList<RnnGradient> gradients = Measure(model, Series([.. Enumerable.Range(0, 8).Select(i => new[] { i, -1.0 })], 1));

        Assert.Equal([RnnDirection.Forward, RnnDirection.Reverse], gradients.Select(gradient => gradient.Direction));
        Assert.All(gradients, gradient => Assert.Equal(weight, gradient.Factor, 1e-10));
        // The forward cell's way starts at the last step, the other's at the first.
        Assert.Equal(7, Largest(gradients[0], weight < 1));
        Assert.Equal(0, Largest(gradients[1], weight < 1));
    }

    [Fact]
    public void With_a_scaling_gradients_are_those_of_the_scaled_numbers()
    {
        RnnModel plain = Runs.Random(1, 3, 1, seed: 4);
        RnnModel scaled = Runs.Random(1, 3, 1, seed: 4);
        var scaler = RnnScaler.Create(RnnScaling.Standard, new RnnVector([50]), new RnnVector([20]));
        scaled.SetScaling(scaler, scaler);
        double[][] small = [[0.5, -1], [1.5, 0.25], [-1, 1], [0.75, 0.5]];
        double[][] raw = [.. small.Select(row => row.Select(value => 50 + (20 * value)).ToArray())];

        RnnGradient expected = Measure(plain, Series(small, 1))[0];
        RnnGradient actual = Measure(scaled, Series(raw, 1))[0];

        Near.Equal([.. expected.Steps.Select(step => step.Norm)], new RnnVector([.. actual.Steps.Select(step => step.Norm)]), 1e-10);
        Assert.Equal(expected.Factor, actual.Factor, 1e-10);
        // The loss is that of raw numbers.
        Assert.Equal(400 * expected.Loss, actual.Loss, 1e-9);
    }

    [Fact]
    public void Masked_steps_and_those_without_a_target_are_passed_over()
    {
        RnnModel model = Runs.Random(1, 3, 1, seed: 5);
        var gap = new TrainingSeries(
            new RnnSequence("s", new RnnMatrix(5, 2, [1, 2, double.NaN, 3, 4, 5, 6, 7, 8, double.NaN])), [0], [1], missing: RnnMissingValue.Mask);

        RnnGradient gradient = Measure(model, gap)[0];

        // The network reads the last step, whose target is missing; no loss comes after it.
        Assert.Equal([0L, 2, 3, 4], gradient.Steps.Select(step => step.Step));
        Assert.Equal([true, true, true, false], gradient.Steps.Select(step => step.Norm > 0));
    }

    [Fact]
    public void A_model_that_puts_out_once_has_one_loss()
    {
        RnnModel every = Runs.Random(1, 3, 1, seed: 6);
        var once = new RnnModel(every.Stack, every.OutputWeights, every.OutputBias, outputStep: RnnOutputStep.Last);
        double[][] rows = [[1, 2], [3, 4], [5, 6]];

        RnnGradient expected = Measure(every, Series(rows, 1), lastOnly: true)[0];
        RnnGradient actual = Measure(once, Series(rows, 1))[0];

        Assert.Equal(expected.Steps.Select(step => step.Norm), actual.Steps.Select(step => step.Norm));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_group_of_parameters_passes_also_with_a_scaling(bool scaling)
    {
        RnnModel model = Runs.Random(1, 3, 1, seed: 7);
        if (scaling)
        {
            var scaler = RnnScaler.Create(RnnScaling.Standard, new RnnVector([3]), new RnnVector([2]));
            model.SetScaling(scaler, scaler);
        }

        RnnGradientCheck check = GradientMeter.Check(
            model, [Series([[1, 2], [3, 4], [5, 6]], 1), Series([[2, 1], [4, 3]], 1)], RnnLossFunction.MeanSquaredError, samples: 100);

        RnnGradientTest[] tests = [.. check.Groups.Select(group => new RnnGradientTest(model, group, 1e-6))];
        Assert.Equal(["1×3", "3×3", "1×3", "3×1", "1×1"], tests.Select(test => test.Size));
        Assert.All(tests, test => Assert.True(test.Passed, test.ToString()));
        Assert.All(tests, test => Assert.Equal(test.Parameters, test.Checked));
        Assert.All(check.Groups, group => Assert.False(new RnnGradientTest(model, group, 0).Passed));
    }

    [Fact]
    public void What_has_no_loss_is_refused()
    {
        RnnModel model = Runs.Random(1, 3, 1, seed: 8);
        model.SetScaling(null, RnnScaler.Create(RnnScaling.Standard, new RnnVector([3]), new RnnVector([2])));

        Refusals.Check("classes of scaled outputs", () => Measure(model, Series([[1, 2]], 1), loss: RnnLossFunction.Poisson), RnnErrorId.Scaling, "a loss of differences");
        Refusals.Check("no target", () => Measure(model, new TrainingSeries(
            new RnnSequence("s", new RnnMatrix(2, 2, [1, double.NaN, 2, double.NaN])), [0], [1], missing: RnnMissingValue.Mask)), RnnErrorId.EmptyInput, "no loss");
        Refusals.Check("too many inputs", () => Measure(model, Series([[1, 2, 3]], 2)), RnnErrorId.InputLength, "takes 1");
    }

    [Fact]
    public void An_LSTM_is_judged_by_its_cell_state_in_either_direction()
    {
        // Gates of 0.5 with nothing else: c(t) = c(t − 1)/2 + c̃/2, and h does not reach the gates.
        LstmCell half = new(new RnnMatrix(1, 4, [0, 0, 1, 0]), new RnnMatrix(1, 4, [0, 0, 0, 0]));
        var model = new RnnModel([new RnnStackLayer(half, half)], new RnnMatrix(2, 1, [1, 1]));

        IReadOnlyList<RnnGradient> gradients = Measure(model, Series([.. Enumerable.Range(0, 8).Select(i => new[] { i, -1.0 })], 1));

        Assert.All(gradients, gradient => Assert.Equal(0.5, gradient.Factor, 1e-12));
        // The gradient of h has no way back, so that only the last step has one.
        Assert.All(gradients, gradient => Assert.Equal(7, gradient.Steps.Count(step => step.FromEnd == 0)));
        Assert.All(gradients, gradient => Assert.All(gradient.Steps, step => Assert.True(step.CellStateFromEnd > 0)));
        Assert.Null(Measure(RnnModel.StartingExample(), Series([[1, 1.5], [2, 2.7]], 1))[0].Steps[0].CellStateFromEnd);
    }

    private static int Largest(RnnGradient gradient, bool nearest)
    {
        double[] norms = [.. gradient.Steps.Select(step => step.FromEnd)];
        int end = gradient.Direction == RnnDirection.Forward ? norms.Length - 1 : 0;
        return nearest ? Array.IndexOf(norms, norms.Max()) : end;
    }

    private static ElmanCell Linear(double weight) => new(
        new RnnMatrix(1, 1, [1]), new RnnMatrix(1, 1, [weight]), activation: RnnActivation.Identity);

    private static TrainingSeries Series(double[][] rows, int inputs) => new(
        new RnnSequence("s", new RnnMatrix(rows.Length, rows[0].Length, [.. rows.SelectMany(row => row)])),
        [.. Enumerable.Range(0, inputs)],
        [.. Enumerable.Range(inputs, rows[0].Length - inputs)]);

    private static IReadOnlyList<RnnGradient> Measure(
        RnnModel model, TrainingSeries series, bool lastOnly = false, RnnLossFunction? loss = null) =>
        GradientMeter.Measure(model, series, loss ?? RnnLossFunction.MeanSquaredError, lastOnly, _ => [new RnnSpectrum("State", 1, 1)]);
}
