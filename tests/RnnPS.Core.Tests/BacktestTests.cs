namespace RnnPS.Core.Tests;

/// <summary>Rolling origins: what they see, what they forecast, and how it is measured.</summary>
[Trait("Vectors", "Yes")]
public sealed class BacktestTests
{
    private static readonly RnnMatrix Residuals = new(5, 1, [-2, -1, 0, 1, 2]);

    [Theory]
    [InlineData(RnnMissingValue.Error)]
    [InlineData(RnnMissingValue.Interpolate)]
    [InlineData(RnnMissingValue.CarryForward)]
    [InlineData(RnnMissingValue.Mask)]
    public void No_value_after_an_origin_changes_a_forecast_from_it(RnnMissingValue policy)
    {
        RnnModel model = Runs.Random(1, 6, 1, seed: 4);
        double[] values = Backtests.Noise(80, seed: 1);
        RnnBacktestOptions options = Backtests.Options(6, 4, 5, period: 7) with { MissingValue = policy };
        if (policy != RnnMissingValue.Error)
        {
            // Also right before an origin, where a neighbour to interpolate from would come after it.
            Array.ForEach([3, 30, 31, 57, 58, 61, 70], row => values[row] = double.NaN);
        }

        List<RnnBacktestStep> steps = Run(values);
        Assert.Equal(5 * 6, steps.Count);
        foreach (long origin in steps.Select(step => step.Origin).Distinct())
        {
            string[] expected = [.. steps.Where(step => step.Origin == origin).Select(Bits)];
            foreach (double poison in policy == RnnMissingValue.Error ? [1e9, -3] : (double[])[1e9, -3, double.NaN])
            {
                double[] poisoned = [.. values.Select((value, row) => row > origin ? poison : value)];

                Assert.Equal(expected, Run(poisoned, to: origin).Where(step => step.Origin == origin).Select(Bits));
            }
        }

        List<RnnBacktestStep> Run(double[] values, long to = long.MaxValue)
        {
            var backtest = new RnnBacktest(Backtests.Series(values), [0], [0], options);
            RnnForecastOptions forecast = Backtests.Forecast(6, residuals: Residuals) with { MissingValue = policy };
            var forecaster = new RnnForecaster(model, forecast);
            return [.. backtest.Run(_ => forecaster, forecast.Feedback).TakeWhile(step => step.Origin <= to)];
        }
    }

    [Fact]
    public void The_last_forecast_ends_with_the_series_and_origins_are_a_step_apart()
    {
        RnnBacktest backtest = Backtests.Run(Backtests.Growth(0.5), Backtests.Series(1, 2, 4, 8, 16, 32, 64, 128), Backtests.Options(2, 3, 2));

        Assert.Equal([2, 5], backtest.Origins);
        RnnBacktestStep[] steps = [.. backtest.Measure()[0].Steps];
        Assert.Equal([(2L, 1, 3L), (2, 2, 4), (5, 1, 6), (5, 2, 7)], steps.Select(step => (step.Origin, step.Ahead, step.Step)));
        Assert.Equal([8.0, 16, 64, 128], steps.Select(step => step.Actual!.Value));
        Assert.Equal([2.0, 1, 16, 8], steps.Select(step => step.Forecast));
        Assert.Equal([6.0, 15, 48, 120], steps.Select(step => step.Error!.Value));
        Assert.Equal([4.0, 4, 32, 32], steps.Select(step => step.Naive));
        // (4 − 1) / 2 = 1.5 and (32 − 1) / 5 = 6.2 a row.
        Assert.Equal([5.5, 7, 38.2, 44.4], steps.Select(step => step.Drift), (expected, actual) => Math.Abs(expected - actual) < 1e-12);
        Assert.All(steps, step => Assert.Null(step.SeasonalNaive));
    }

    [Fact]
    public void The_seasonal_method_repeats_the_last_known_value_of_each_season()
    {
        RnnBacktest backtest = Backtests.Run(
            Backtests.Growth(1), Backtests.Series(1, 2, 3, 4, 5, double.NaN, 7, 8, 9, 10, 11), Backtests.Options(5, 1, 1, period: 3));

        // The history is 1 2 3 | 4 5 –: the third season falls back to 3.
        Assert.Equal([4.0, 5, 3, 4, 5], backtest.Measure()[0].Steps.Select(step => step.SeasonalNaive!.Value));
        // |4 − 1| and |5 − 2|.
        Assert.Equal(3, backtest.Measure()[0].Scale);
    }

    [Fact]
    public void Measures_follow_their_formulas()
    {
        RnnBacktestOptions options = Backtests.Options(5, 5, 6) with { Intervals = [0.8] };
        RnnForecastAccuracy model = Backtests.Run(
            Backtests.Growth(1), Backtests.Series(Backtests.Noise(60, seed: 3)), options, Backtests.Forecast(5, residuals: Residuals) with { Intervals = [0.8] }).Measure()[0];

        double smape = model.Steps.Average(step => 2 * 100 * Math.Abs(step.Actual!.Value - step.Forecast) / (Math.Abs(step.Actual.Value) + Math.Abs(step.Forecast)));
        // The interval score with α = 0.2: u − l + 2/α (l − y) 1(y < l) + 2/α (y − u) 1(y > u).
        double score = model.Steps.Average(step => (step.Actual < step.Lower, step.Actual > step.Upper) switch
        {
            (true, _) => step.Upper!.Value - step.Lower!.Value + (10 * (step.Lower.Value - step.Actual!.Value)),
            (_, true) => step.Upper!.Value - step.Lower!.Value + (10 * (step.Actual!.Value - step.Upper.Value)),
            _ => step.Upper!.Value - step.Lower!.Value,
        });
        double covered = model.Steps.Average(step => step.Actual >= step.Lower && step.Actual <= step.Upper ? 1.0 : 0);
        Assert.InRange(covered, 0.1, 0.9);
        Assert.Equal(smape, model.Smape, 1e-9);
        Assert.Equal(score, model.IntervalScore!.Value, 1e-9);
        Assert.Equal(covered, model.Coverage!.Value, 1e-12);
        Assert.Equal(model.Steps.Average(step => step.Upper!.Value - step.Lower!.Value), model.Width!.Value, 1e-9);
        Assert.Equal((30, 6, 0.8), (model.Count, model.Origins, model.Interval));
    }

    [Fact]
    public void Percentages_of_zeros_are_those_that_are_documented()
    {
        // From 0, the forecasts are 0: exact at the first row, wrong at the second.
        RnnForecastAccuracy model = Backtests.Run(Backtests.Growth(1), Backtests.Series(1, 2, 0, 0, 4), Backtests.Options(2, 1, 1)).Measure()[0];
        Assert.Equal((100, 100), (model.Mape, model.Smape));

        model = Backtests.Run(Backtests.Growth(1), Backtests.Series(1, 2, 4, 0, 4), Backtests.Options(2, 1, 1)).Measure()[0];
        Assert.Equal((double.PositiveInfinity, 100), (model.Mape, model.Smape));
    }

    [Fact]
    public void Missing_and_masked_values_are_left_out_and_counted()
    {
        double[] values = Backtests.Noise(40, seed: 5);
        var masked = new RnnSequence("masked", new RnnMatrix(40, 1, values), mask: [.. Enumerable.Range(0, 40).Select(row => row is not (33 or 36))]);
        double[] missing = [.. values.Select((value, row) => row is 33 or 36 ? double.NaN : value)];
        RnnBacktestOptions options = Backtests.Options(4, 4, 3) with { MissingValue = RnnMissingValue.Mask };
        RnnForecastOptions forecast = Backtests.Forecast(4) with { MissingValue = RnnMissingValue.Mask };

        IReadOnlyList<RnnForecastAccuracy> expected = Backtests.Run(Backtests.Growth(0.9), Backtests.Series(missing), options, forecast).Measure();
        IReadOnlyList<RnnForecastAccuracy> actual = Backtests.Run(Backtests.Growth(0.9), masked, options, forecast).Measure();

        Assert.All(expected, one => Assert.Equal((10, 2, 3), (one.Count, one.Missing, one.Origins)));
        Assert.Equal(expected.Select(one => (one.Mae, one.Rmse, one.Mase, one.Count, one.Missing)), actual.Select(one => (one.Mae, one.Rmse, one.Mase, one.Count, one.Missing)));
        Assert.Equal(expected[0].Steps.Where(step => step.Error is not null).Average(step => Math.Abs(step.Error!.Value)), expected[0].Mae, 1e-12);
        Assert.Equal([33L, 36], expected[0].Steps.Where(step => step.Actual is null).Select(step => step.Step));
    }

    [Fact]
    public void Without_any_actual_value_nothing_is_measured()
    {
        RnnForecastAccuracy model = Backtests.Run(Backtests.Growth(1), Backtests.Series(1, 2, 3, double.NaN), Backtests.Options(1, 1, 1)).Measure()[0];

        Assert.Equal((0, 1, double.NaN, double.NaN), (model.Count, model.Missing, model.Mae, model.Mase));
        Assert.Equal("not measured: no error to compare", model.Verdict);
    }

    [Theory]
    [InlineData(4, 4, 3, 1, 14)]
    [InlineData(4, 2, 3, 7, 16)]
    [InlineData(4, 4, 1, 1, 6)]
    public void Too_few_rows_are_an_error_that_says_how_many_are_needed(int count, int step, int origins, int period, int needed)
    {
        RnnBacktestOptions options = Backtests.Options(count, step, origins, period);
        Backtests.Run(Backtests.Growth(1), Backtests.Series(Backtests.Noise(needed, seed: 1)), options);

        RnnException error = Assert.Throws<RnnException>(() =>
            Backtests.Run(Backtests.Growth(1), Backtests.Series(Backtests.Noise(needed - 1, seed: 1)), options));

        Assert.Equal(RnnErrorId.SequenceLength, error.Id);
        Assert.Contains($"has {needed - 1} rows", error.Message, StringComparison.Ordinal);
        Assert.Contains($"need at least {needed}:", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Large_numbers_of_rows_do_not_overflow()
    {
        RnnException error = Assert.Throws<RnnException>(() => Backtests.Run(
            Backtests.Growth(1), Backtests.Series(1, 2, 3), Backtests.Options(int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue)));

        Assert.Equal(RnnErrorId.SequenceLength, error.Id);
    }

    [Fact]
    public void A_season_without_a_value_is_an_error()
    {
        RnnException error = Assert.Throws<RnnException>(() => Backtests.Run(
            Backtests.Growth(1), Backtests.Series(1, double.NaN, 3, double.NaN, 5, 6), Backtests.Options(2, 1, 1, period: 2)));

        Assert.Equal(RnnErrorId.MissingValue, error.Id);
        Assert.Contains("season of 2 rows up to row 3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_targets_are_measured_one_by_one()
    {
        double[] first = Backtests.Noise(40, seed: 7), second = Backtests.Noise(40, seed: 8);
        var both = new RnnSequence("both", new RnnMatrix(40, 2, [.. first.Zip(second).SelectMany(row => new[] { row.First, row.Second })]), ["a", "b"]);
        RnnBacktestOptions options = Backtests.Options(4, 4, 3, period: 7);

        IReadOnlyList<RnnForecastAccuracy> measures = Backtests.Run(Backtests.Growth(0.9, features: 2), both, options).Measure();

        Assert.Equal(["a", "a", "a", "a", "b", "b", "b", "b"], measures.Select(one => one.Target));
        Assert.Equal(
            new[] { first, second }.SelectMany(values => Backtests.Run(Backtests.Growth(0.9), Backtests.Series(values), options).Measure()).Select(one => (one.Method, one.Mae, one.Mase, one.PValue)),
            measures.Select(one => (one.Method, one.Mae, one.Mase, one.PValue)));
        Assert.All(measures[0].Steps, step => Assert.Equal("a", step.Target));
    }

    [Fact]
    public void A_target_that_is_no_input_and_inputs_that_are_no_targets_are_read_from_the_same_rows()
    {
        // The model adds the inputs x and k, and predicts y, which is their sum one row later. Nothing is fed back.
        var cell = new ElmanCell(new RnnMatrix(2, 1, [1, 1]), new RnnMatrix(1, 1, [0]), activation: RnnActivation.Identity);
        double[] x = Backtests.Noise(20, seed: 1), k = Backtests.Noise(20, seed: 2);
        double[] rows = [.. Enumerable.Range(0, 20).SelectMany(t => new[] { k[t], t == 0 ? 0 : x[t - 1] + k[t - 1], x[t] })];
        var series = new RnnSequence("sum", new RnnMatrix(20, 3, rows), ["k", "y", "x"]);
        var feedback = FeedbackMap.Create(2, 1, ["x", "k"], ["y"]);
        var backtest = new RnnBacktest(series, [2, 0], [1], Backtests.Options(3, 3, 4));
        var forecaster = new RnnForecaster(new RnnModel(cell), Backtests.Forecast(3) with { Feedback = feedback });

        Assert.Equal(12, backtest.Run(_ => forecaster, feedback).Count());
        RnnForecastAccuracy model = backtest.Measure()[0];
        Assert.Equal(("y", 0.0), (model.Target, model.Mae));
    }

    [Theory]
    [InlineData(RnnMissingValue.Interpolate, 6.0)]
    [InlineData(RnnMissingValue.CarryForward, 5.0)]
    public void A_missing_value_of_a_known_input_is_filled_from_the_known_rows(RnnMissingValue policy, double filled)
    {
        // The forecast is the known input itself, one row later.
        var cell = new ElmanCell(new RnnMatrix(2, 1, [0, 1]), new RnnMatrix(1, 1, [0]), activation: RnnActivation.Identity);
        double[] rows = [.. Enumerable.Range(0, 9).SelectMany(t => new[] { t, t == 6 ? double.NaN : t })];
        var feedback = FeedbackMap.Create(2, 1, ["x", "k"], ["x"]);
        var backtest = new RnnBacktest(new RnnSequence("known", new RnnMatrix(9, 2, rows), ["x", "k"]), [0, 1], [0], Backtests.Options(4, 4, 1) with { MissingValue = policy });
        var forecaster = new RnnForecaster(new RnnModel(cell), Backtests.Forecast(4) with { Feedback = feedback, MissingValue = policy });

        Assert.Equal([4.0, 5, filled, 7], backtest.Run(_ => forecaster, feedback).Select(step => step.Forecast));
    }

    [Fact]
    public void The_total_is_that_of_all_forecasts_with_errors_scaled_by_series()
    {
        RnnBacktestOptions options = Backtests.Options(4, 4, 5, period: 7);
        RnnBacktest[] all = [.. Enumerable.Range(0, 3).Select(i => Backtests.Run(
            Backtests.Growth(0.97), Backtests.Series([.. Backtests.Noise(60, seed: i).Select(value => value * Math.Pow(10, i))]), options))];
        var total = new RnnBacktestTotal(options);
        Array.ForEach(all, total.Add);

        IReadOnlyList<RnnForecastAccuracy> measures = total.Measure();

        RnnForecastAccuracy[] models = [.. all.Select(backtest => backtest.Measure()[0])];
        RnnForecastAccuracy model = measures[0];
        Assert.Equal(("Total", RnnForecastMethod.Model, 60, 5), (model.Sequence, model.Method, model.Count, model.Origins));
        Assert.Equal(models.Average(one => one.Mae), model.Mae, 1e-9);
        Assert.Equal(models.Average(one => one.Mase), model.Mase, 1e-12);
        Assert.Equal(Math.Sqrt(models.Average(one => one.Rmse * one.Rmse)), model.Rmse, 1e-9);
        // The test compares the means of the scaled errors, origin by origin.
        double[] differences = [.. models[0].Steps.Select(step => step.Origin).Distinct().Select(origin => models.Average(one => one.Steps
            .Where(step => step.Origin == origin).Average(step => (Math.Abs(step.Error!.Value) - Math.Abs(step.Actual!.Value - step.SeasonalNaive!.Value)) / one.Scale)))];
        RnnForecastAccuracy seasonal = measures.Single(one => one.Method == RnnForecastMethod.SeasonalNaive);
        Assert.Equal(DieboldMariano.Test(differences, 1).Statistic!.Value, seasonal.Statistic!.Value, 1e-9);
        Assert.Empty(model.Steps);
    }

    [Fact]
    public void The_total_leaves_out_series_without_a_scale_where_it_is_needed()
    {
        RnnBacktestOptions options = Backtests.Options(2, 2, 3);
        RnnBacktest normal = Backtests.Run(Backtests.Growth(0.9), Backtests.Series(Backtests.Noise(30, seed: 1)), options);
        RnnBacktest constant = Backtests.Run(Backtests.Growth(0.9), Backtests.Series([.. Enumerable.Repeat(5.0, 30)]), options);
        var total = new RnnBacktestTotal(options);
        total.Add(normal);
        total.Add(constant);

        RnnForecastAccuracy model = total.Measure()[0];

        Assert.Equal(double.NaN, constant.Measure()[0].Mase);
        Assert.Equal((12, normal.Measure()[0].Mase, normal.Measure()[0].PValue!.Value), (model.Count, model.Mase, model.PValue!.Value), Close);

        static bool Close((long, double, double) expected, (long, double, double) actual) =>
            expected.Item1 == actual.Item1 && Math.Abs(expected.Item2 - actual.Item2) < 1e-12 && Math.Abs(expected.Item3 - actual.Item3) < 1e-9;
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit()
    {
        RnnModel model = Runs.Random(1, 6, 1, seed: 2);
        RnnSequence series = Backtests.Series(Backtests.Noise(80, seed: 2));
        string[] one = Run(1);

        Assert.All([2, 3, 100], threads => Assert.Equal(one, Run(threads)));

        string[] Run(int threads) => [.. Backtests.Run(
            model, series, Backtests.Options(5, 5, 7, 7) with { Threads = threads }, Backtests.Forecast(5, residuals: Residuals)).Measure()[0].Steps.Select(Bits)];
    }

    [Fact]
    public void Each_origin_may_have_a_forecaster_of_its_own_which_sees_its_history()
    {
        double[] values = Backtests.Noise(30, seed: 6);
        var backtest = new RnnBacktest(Backtests.Series(values), [0], [0], Backtests.Options(2, 2, 4));
        List<double[]> histories = [];
        RnnForecastOptions forecast = Backtests.Forecast(2);

        List<RnnBacktestStep> steps = [.. backtest.Run(
            history =>
            {
                histories.Add([.. history.Values.Select(row => row[0])]);
                return new RnnForecaster(Backtests.Growth(history.Length), forecast);
            },
            forecast.Feedback)];

        Assert.Equal([22, 24, 26, 28], histories.Select(history => history.Length));
        Assert.All(histories, history => Assert.Equal(values.Take(history.Length), history));
        Assert.Equal([22.0, 24, 26, 28], steps.Where(step => step.Ahead == 1).Select(step => Math.Round(step.Forecast / step.Naive)));
    }

    [Fact]
    public void The_error_of_the_first_origin_is_thrown_on_any_number_of_threads()
    {
        // From the second origin on, the history has a missing value.
        double[] values = [.. Enumerable.Range(0, 20).Select(row => row == 13 ? double.NaN : row)];
        RnnForecastOptions forecast = Backtests.Forecast(2) with { MissingValue = RnnMissingValue.Error };

        Assert.All([1, 2, 8], threads =>
        {
            RnnException error = Assert.Throws<RnnException>(() => Backtests.Run(
                Backtests.Growth(1), Backtests.Series(values), Backtests.Options(2, 2, 4) with { Threads = threads }, forecast));
            Assert.Equal(RnnErrorId.MissingValue, error.Id);
            Assert.Contains("Step 13", error.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void It_can_be_stopped()
    {
        using var stop = new CancellationTokenSource();
        var backtest = new RnnBacktest(Backtests.Series(Backtests.Noise(60, seed: 6)), [0], [0], Backtests.Options(2, 2, 10) with { Threads = 1 });
        RnnForecastOptions forecast = Backtests.Forecast(2);
        var forecaster = new RnnForecaster(Backtests.Growth(1), forecast);
        using IEnumerator<RnnBacktestStep> steps = backtest.Run(_ => forecaster, forecast.Feedback, stop.Token).GetEnumerator();
        Assert.True(steps.MoveNext());
        stop.Cancel();

        Assert.Throws<OperationCanceledException>(() =>
        {
            while (steps.MoveNext())
            {
            }
        });
    }

    private static string Bits(RnnBacktestStep step) => string.Join(
        ' ',
        new[] { step.Forecast, step.Lower ?? double.NaN, step.Upper ?? double.NaN, step.Naive, step.SeasonalNaive ?? double.NaN, step.Drift }
            .Select(BitConverter.DoubleToInt64Bits).Append(step.Step));
}
