namespace RnnPS.Core.Tests;

/// <summary>Backtests of forecast models, trained anew at each origin or kept, and intervals of several levels.</summary>
public sealed class ForecastBacktestTests
{
    private const int Count = 4;

    private static readonly double[] Levels = [0.9, 0.5, 0.8];

    [Fact]
    public void No_value_after_an_origin_changes_a_forecast_from_it_of_a_model_that_is_trained_there()
    {
        double[] values = Backtests.Noise(60, seed: 2);
        List<RnnBacktestStep> steps = Refit(values);

        for (int origin = 0; origin < 2; origin++)
        {
            double[] poisoned = [.. values];
            // The last origins are 4 rows apart: 52 and 56 rows are known.
            poisoned.AsSpan(52 + (origin * Count)).Fill(1e6);
            IEnumerable<RnnBacktestStep> expected = steps.Take((origin + 1) * Count);
            IEnumerable<RnnBacktestStep> actual = Refit(poisoned).Take((origin + 1) * Count);

            Assert.Equal(expected.SelectMany(Bits), actual.SelectMany(Bits));
        }

        // A later origin does see them.
        Assert.NotEqual(Bits(steps[^1]), Bits(Refit([.. values.Select((value, row) => row == 54 ? 1e3 : value)])[^1]));
    }

    [Fact]
    public void A_model_that_is_trained_at_an_origin_is_that_of_the_rows_before_it()
    {
        double[] values = Backtests.Noise(60, seed: 3);
        double[] expected = [.. new[] { 52, 56 }.SelectMany(rows => Train(Backtests.Series(values[..rows])).Forecast(Backtests.Series(values[..rows]), Count)).Select(step => (double)step.Value)];

        Assert.Equal(expected, Refit(values).Select(step => step.Forecast));
    }

    [Fact]
    public void A_kept_model_forecasts_from_each_origin_and_knows_what_it_has_seen()
    {
        double[] values = Backtests.Noise(60, seed: 4);
        RnnForecastModel model = Train(Backtests.Series(values[..52]));
        Assert.Equal((52, 51L), (model.TrainedRows, model.LastStep));
        Assert.False(model.HasSeenAfter(Backtests.Series(values[..52]), null));
        Assert.True(model.HasSeenAfter(Backtests.Series(values[..51]), null));

        RnnBacktest backtest = Create(values, threads: 2);
        List<RnnBacktestStep> steps = [.. backtest.Run(history => _ => model.Forecast(history, Count, Levels))];

        double[] expected = [.. new[] { 52, 56 }.SelectMany(rows => model.Forecast(Backtests.Series(values[..rows]), Count)).Select(step => (double)step.Value)];
        Assert.Equal(expected, steps.Select(step => step.Forecast));
        Assert.Equal(8, backtest.Measure()[0].Count);
    }

    [Fact]
    public void A_model_with_times_knows_what_it_has_seen_by_the_calendar()
    {
        RnnSequence series = Backtests.Series(Backtests.Noise(60, seed: 5));
        RnnTimeAxis Axis(int first, int rows) => RnnTimeAxis.Create(
            series.Slice(0, rows), [.. Enumerable.Range(first, rows).Select(day => (object?)new DateTime(2024, 1, 1).AddDays(day))], "day");
        RnnForecastModel model = ForecastSearch.Run(series, Draw, Options(), Axis(0, 60));

        Assert.Equal(new DateTime(2024, 1, 1).AddDays(59), model.LastTime);
        // The same days, counted from later ones.
        Assert.False(model.HasSeenAfter(series.Slice(0, 40), Axis(20, 40)));
        Assert.True(model.HasSeenAfter(series.Slice(0, 39), Axis(20, 39)));
    }

    [Fact]
    public void Intervals_of_several_levels_are_nested_and_each_is_that_of_its_level_alone()
    {
        double[] values = Backtests.Noise(60, seed: 6);
        RnnForecastModel model = Train(Backtests.Series(values));
        RnnForecastOptions options = Backtests.Forecast(6) with { Residuals = new Draw(1).Matrix(40, 1), Intervals = Levels };
        Func<IReadOnlyList<double>, RnnForecastStep[]>[] forecasts =
        [
            levels => [.. model.Forecast(Backtests.Series(values), 6, levels)],
            levels => [.. new RnnForecaster(Backtests.Growth(0.9), options with { Intervals = levels }).Run(Backtests.Series(values))],
            levels => [.. new RnnForecaster(
                Quantiles(), options with { Intervals = levels, Residuals = null, Quantiles = new RnnVector([0.05, 0.25, 0.5, 0.75, 0.95]) }).Run(Backtests.Series(values))],
        ];
        foreach (Func<IReadOnlyList<double>, RnnForecastStep[]> forecast in forecasts)
        {
            RnnForecastStep[] steps = forecast(Levels);
            Assert.All(steps, step =>
            {
                Assert.Equal([0.5, 0.8, 0.9], step.Intervals.Select(interval => interval.Level));
                double[] bounds = [.. step.AllIntervals.Reverse().Select(interval => (double)interval.Lower), (double)step.Value, .. step.AllIntervals.Select(interval => (double)interval.Upper)];
                Assert.Equal(bounds.Order(), bounds);
                Assert.Equal((bounds[0], bounds[^1]), ((double)step.Lower!, (double)step.Upper!));
            });
            foreach ((int index, double level) in ((double[])[0.5, 0.8, 0.9]).Index())
            {
                Assert.All(forecast([level]), step => Assert.Empty(step.Intervals));
                Assert.Equal(steps.Select(step => step.AllIntervals[index]), forecast([level]).Select(step => step.AllIntervals.Single()));
            }
        }
    }

    [Fact]
    public void A_backtest_measures_each_level_by_itself()
    {
        double[] values = Backtests.Noise(60, seed: 7);
        RnnForecastModel model = Train(Backtests.Series(values[..40]));
        RnnForecastAccuracy[] Measure(double[] levels)
        {
            RnnBacktest backtest = Create(values, 1, origins: 5, levels);
            foreach (RnnBacktestStep step in backtest.Run(history => _ => model.Forecast(history, Count, levels)))
            {
                Assert.Equal(levels.Length, step.AllIntervals.Count);
            }

            return [.. backtest.Measure()];
        }

        RnnForecastAccuracy[] all = Measure(Levels);
        foreach (double level in Levels)
        {
            RnnForecastAccuracy[] alone = Measure([level]);
            Assert.Equal(
                alone.Select(method => new RnnIntervalAccuracy(level, method.Coverage!.Value, method.Width!.Value, method.IntervalScore!.Value)),
                all.Select(method => method.Intervals.Single(interval => interval.Level == level)));
        }

        RnnForecastAccuracy one = all[0];
        Assert.Equal((0.9, one.Intervals[2].Coverage, one.Intervals[2].Width), (one.Interval, one.Coverage, one.Width));
        // The shares themselves, counted.
        Assert.All(one.Intervals.Index(), item => Assert.Equal(
            one.Steps.Average(step => step.Actual >= (double)step.AllIntervals[item.Index].Lower && step.Actual <= (double)step.AllIntervals[item.Index].Upper ? 1.0 : 0),
            item.Item.Coverage,
            1e-12));
    }

    private static List<RnnBacktestStep> Refit(double[] values) => [.. Create(values, 1).Run(history =>
    {
        RnnForecastModel model = Train(history);
        return _ => model.Forecast(history, Count, Levels);
    })];

    private static RnnBacktest Create(double[] values, int threads, int origins = 2, double[]? levels = null) => new(
        Backtests.Series(values), [0], [0], Backtests.Options(Count, Count, origins, period: 7) with { Threads = threads, Intervals = levels ?? Levels });

    private static RnnForecastModel Train(RnnSequence history) => ForecastSearch.Run(history, Draw, Options());

    private static RnnForecastSearchOptions Options() => new() { Count = Count, Periods = [7], Networks = 1, Seed = 1, Differences = [1], Transform = RnnTransform.None };

    private static RnnModel Draw(int inputs, int seed)
    {
        var draw = new Draw(seed);
        return new RnnModel([new RnnStackLayer(RandomNetwork.Cell(draw, RnnCellKind.Gru, inputs, 3))], draw.Matrix(3, 1), draw.Vector(1));
    }

    // Five quantiles around the last value.
    private static RnnModel Quantiles() => new(
        [new RnnStackLayer(new ElmanCell(new RnnMatrix(1, 1, [1]), new RnnMatrix(1, 1, [0]), activation: RnnActivation.Identity))],
        new RnnMatrix(1, 5, [1, 1, 1, 1, 1]),
        new RnnVector([-3, -1, 0, 1, 3]));

    private static long[] Bits(RnnBacktestStep step) =>
    [
        .. ((double[])[step.Forecast, .. step.AllIntervals.SelectMany(interval => (double[])[(double)interval.Lower, (double)interval.Upper])]).Select(BitConverter.DoubleToInt64Bits),
    ];
}
