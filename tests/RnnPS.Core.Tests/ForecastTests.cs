namespace RnnPS.Core.Tests;

/// <summary>Free-running forecasts against the same run by hand, and intervals against their theory.</summary>
[Trait("Vectors", "Yes")]
public sealed class ForecastTests
{
    [Theory]
    [InlineData("lstm", 1)]
    [InlineData("gru", 2)]
    [InlineData("lstm", 3)]
    public void What_was_put_out_goes_in_again(string kind, int lead)
    {
        RnnModel model = Model(kind, 2, 2);
        double[][] history = Runs.Input(7, 2, seed: 3);
        const int count = 6;

        List<RnnForecastStep> steps = Forecast(model, history, new RnnForecastOptions { Count = count, Feedback = Echo(2), Lead = lead });

        // By hand: the whole series so far is run anew for each step.
        List<double[]> series = [.. history];
        for (int i = 0; i < count; i++)
        {
            double[] next = Runs.Vector(Runs.Run(model, [.. series])[series.Count - lead].Output);
            Assert.Equal(next, Runs.Vector(steps[i].Value));
            Assert.Equal(7 + i, steps[i].Step);
            Assert.Null(steps[i].Lower);
            series.Add(next);
        }
    }

    [Fact]
    public void Known_inputs_come_from_the_future_and_others_are_fed_back()
    {
        RnnModel model = Model("gru", 3, 1);
        double[][] history = Runs.Input(5, 3, seed: 4);
        double[][] future = Runs.Input(3, 2, seed: 5);
        var feedback = FeedbackMap.Create(3, 1, ["a", "y", "b"], ["Y"]);
        Assert.Equal([0, 2], feedback.Given);

        List<RnnForecastStep> steps = Forecast(model, history, new RnnForecastOptions { Count = 4, Feedback = feedback }, future);

        List<double[]> series = [.. history];
        for (int i = 0; i < 4; i++)
        {
            double next = (double)Runs.Run(model, [.. series])[^1].Output;
            Assert.Equal(next, steps[i].Value);
            if (i < 3)
            {
                series.Add([future[i][0], next, future[i][1]]);
            }
        }
    }

    [Fact]
    public void A_lead_of_zero_reads_the_future_only()
    {
        RnnModel model = Model("lstm", 2, 1);
        double[][] history = Runs.Input(4, 2, seed: 6);
        double[][] future = Runs.Input(3, 2, seed: 7);
        var options = new RnnForecastOptions { Count = 3, Lead = 0, Feedback = FeedbackMap.Create(2, 1, ["a", "b"], ["y"]) };

        List<RnnForecastStep> steps = Forecast(model, history, options, future);

        Assert.Equal(Runs.Run(model, [.. history, .. future]).Skip(4).Select(step => step.Output), steps.Select(step => step.Value));
    }

    [Fact]
    public void Scaling_is_undone_on_the_way_out_and_done_on_the_way_in()
    {
        RnnModel model = Model("gru", 1, 1);
        model.SetScaling(
            RnnScaler.Create(RnnScaling.Standard, new RnnVector([50]), new RnnVector([40])),
            RnnScaler.Create(RnnScaling.Standard, new RnnVector([50]), new RnnVector([40])));
        double[][] history = [[10], [60], [110], [70]];

        List<RnnForecastStep> steps = Forecast(model, history, new RnnForecastOptions { Count = 2, Feedback = Echo(1) });

        double first = (double)Runs.Run(model, history)[^1].Output;
        Assert.Equal(first, steps[0].Value);
        Assert.Equal((double)Runs.Run(model, [.. history, [first]])[^1].Output, steps[1].Value);
    }

    [Fact]
    public void A_model_that_puts_out_once_a_sequence_forecasts_after_each_step()
    {
        RnnModel every = Model("gru", 1, 1);
        var once = new RnnModel(every.Stack, every.OutputWeights, every.OutputBias, outputStep: RnnOutputStep.Last);
        double[][] history = Runs.Input(5, 1, seed: 8);
        var options = new RnnForecastOptions { Count = 4, Feedback = Echo(1) };

        Assert.Equal(Forecast(every, history, options).Select(step => step.Value), Forecast(once, history, options).Select(step => step.Value));
    }

    [Fact]
    public void Residuals_add_up_over_the_steps_as_theory_has_it()
    {
        // y = 0.8·x. After h steps the variance of the errors is σ²·(1 + 0.64 + … + 0.64^(h−1)).
        RnnModel model = Linear(0.8);
        var random = new CounterRandom(5, 9);
        double[] errors = [.. Enumerable.Range(0, 4000).Select(i => 2 * random.Normal(i))];
        var options = new RnnForecastOptions
        {
            Count = 8,
            Feedback = Echo(1),
            Intervals = [0.8],
            Residuals = new RnnMatrix(errors.Length, 1, errors),
            PathCount = 20000,
        };

        List<RnnForecastStep> steps = Forecast(model, [[10]], options);

        // The normal distribution's quantile of 0.9.
        const double z = 1.2815515655446004;
        double variance = 0;
        for (int i = 0; i < steps.Count; i++)
        {
            variance += 4 * Math.Pow(0.64, i);
            double value = 10 * Math.Pow(0.8, i + 1);
            Assert.Equal(value, (double)steps[i].Value, 1e-12);
            double half = z * Math.Sqrt(variance);
            Assert.Equal(value - half, (double)steps[i].Lower!, 0.04 * half);
            Assert.Equal(value + half, (double)steps[i].Upper!, 0.04 * half);
        }
    }

    [Fact]
    public void Quantile_outputs_are_the_interval_of_the_first_step_and_grow_from_there()
    {
        // Quantiles 0.05, 0.5 and 0.95 of x + a uniform number from −1 to 1, out of order.
        var cell = new ElmanCell(new RnnMatrix(1, 1, [1]), new RnnMatrix(1, 1, [0]), activation: RnnActivation.Identity);
        var model = new RnnModel([cell], new RnnMatrix(1, 3, [1, 1, 1]), new RnnVector([0.9, -0.9, 0]));
        var options = new RnnForecastOptions
        {
            Count = 5,
            Feedback = Echo(1),
            Intervals = [0.9],
            Quantiles = new RnnVector([0.95, 0.05, 0.5]),
            PathCount = 20000,
        };

        List<RnnForecastStep> steps = Forecast(model, [[3]], options);

        Assert.Equal((3.0, 2.1, 3.9), ((double)steps[0].Value, (double)steps[0].Lower!, (double)steps[0].Upper!));
        Assert.All(steps, step => Assert.Equal(3.0, (double)step.Value, 1e-12));
        // A sum of five uniform numbers: near normal, of variance 5/3.
        double half = 1.6448536269514722 * Math.Sqrt(5 / 3.0);
        Assert.Equal(3 - half, (double)steps[4].Lower!, 0.04 * half);
        Assert.Equal(3 + half, (double)steps[4].Upper!, 0.04 * half);
    }

    [Fact]
    public void The_same_seed_gives_the_same_interval_and_another_seed_another()
    {
        List<RnnForecastStep> Run(int seed) => Forecast(Linear(0.9), [[1]], new RnnForecastOptions
        {
            Count = 3,
            Feedback = Echo(1),
            Intervals = [0.5],
            Residuals = new RnnMatrix(4, 1, [-1, -0.2, 0.3, 1.1]),
            PathCount = 100,
            Seed = seed,
        });

        Assert.Equal(Run(1).Select(step => step.Upper), Run(1).Select(step => step.Upper));
        Assert.NotEqual(Run(1)[2].Upper, Run(2)[2].Upper);
    }

    [Fact]
    public void A_masked_step_of_the_history_keeps_state_and_output()
    {
        RnnModel model = Model("lstm", 1, 1);
        var masked = new RnnSequence("m", new RnnMatrix(4, 1, [1, 2, 99, 3]), mask: [true, true, false, true]);
        var missing = new RnnSequence("n", new RnnMatrix(4, 1, [1, 2, double.NaN, 3]));
        var options = new RnnForecastOptions { Count = 3, Feedback = Echo(1) };

        IEnumerable<object> plain = Forecast(model, [[1], [2], [3]], options).Select(step => step.Value);

        Assert.Equal(plain, new RnnForecaster(model, options).Run(masked).Select(step => step.Value));
        options = options with { MissingValue = RnnMissingValue.Mask };
        Assert.Equal(plain, new RnnForecaster(model, options).Run(missing).Select(step => step.Value));
    }

    [Fact]
    public void What_cannot_be_forecast_is_refused()
    {
        RnnModel model = Model("gru", 2, 1);
        RnnSequence history = Sequence(Runs.Input(3, 2, seed: 1));
        var options = new RnnForecastOptions { Count = 3, Feedback = FeedbackMap.Create(2, 1, ["a", "y"], ["y"]) };
        var backward = new RnnModel([new RnnStackLayer(model.Layers[0], RnnDirection.Reverse)]);

        Refused(RnnErrorId.Direction, "all Forward", () => _ = new RnnForecaster(backward, options));
        Refused(RnnErrorId.Feedback, "a lead of 0", () => _ = new RnnForecaster(model, options with { Lead = 0 }));
        Refused(RnnErrorId.Interval, "no residuals", () => _ = new RnnForecaster(model, options with { Intervals = [0.9] }));
        Refused(RnnErrorId.Interval, "does not output two or more quantiles", () => _ = new RnnForecaster(model, options with { Intervals = [0.9], Quantiles = new RnnVector([0.5]) }));
        Refused(RnnErrorId.Interval, "between 0 and 1", () => _ = new RnnForecaster(model, options with { Intervals = [1] }));
        Refused(RnnErrorId.Interval, "from 0.2 to 0.8", () => _ = new RnnForecaster(
            Model("gru", 2, 2), options with { Intervals = [0.9], Quantiles = new RnnVector([0.2, 0.8]) }));
        Refused(RnnErrorId.Future, "known values of 1 input (feature 0) for 2 steps, but there are none", () => new RnnForecaster(model, options).Run(history));
        Refused(RnnErrorId.Future, "the future has 1 row of 1 feature", () => new RnnForecaster(model, options).Run(history, Sequence([[1]])));
        Refused(RnnErrorId.Future, "Row 1", () => new RnnForecaster(model, options).Run(history, Sequence([[1], [double.NaN]])));
        Refused(RnnErrorId.SequenceLength, "at least 5", () => new RnnForecaster(model, options with { Lead = 5 }).Run(history));
        Refused(RnnErrorId.MissingValue, "feature 1 is missing", () => new RnnForecaster(model, options with { Count = 1 }).Run(Sequence([[1, double.NaN]])));
        Refused(RnnErrorId.Feedback, "2 inputs and forecasts 1 target", () => FeedbackMap.Create(2, 1, [], []));
        Refused(RnnErrorId.NotFinite, "the model diverges when its outputs become its inputs", () => Forecast(Linear(1e200), [[1]], new RnnForecastOptions { Count = 3, Feedback = Echo(1) }));
    }

    private static FeedbackMap Echo(int size) => FeedbackMap.Create(size, size, [], []);

    private static RnnModel Model(string kind, int inputs, int outputs)
    {
        var draw = new Draw(5);
        RnnCell cell = kind == "lstm" ? Cells.Lstm(inputs, 4) : Cells.Gru(inputs, 4);
        return new RnnModel([cell], draw.Matrix(4, outputs), draw.Vector(outputs));
    }

    private static RnnModel Linear(double factor) =>
        new(new ElmanCell(new RnnMatrix(1, 1, [factor]), new RnnMatrix(1, 1, [0]), activation: RnnActivation.Identity));

    private static RnnSequence Sequence(double[][] rows) => new("s", new RnnMatrix(rows.Length, rows[0].Length, [.. rows.SelectMany(row => row)]));

    private static List<RnnForecastStep> Forecast(RnnModel model, double[][] history, RnnForecastOptions options, double[][]? future = null) =>
        [.. new RnnForecaster(model, options).Run(Sequence(history), future is null ? null : Sequence(future))];

    private static void Refused(string id, string message, Action action)
    {
        RnnException error = Assert.Throws<RnnException>(action);
        Assert.Equal(id, error.Id);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
