namespace RnnPS.Core.Tests;

/// <summary>The result of a backtest in words, and the seasons that times have.</summary>
public sealed class VerdictTests
{
    [Theory]
    [InlineData(0.172, 0.0034, "17 % better than X (p = 0.003)")]
    [InlineData(0.172, 0.00034, "17 % better than X (p < 0.001)")]
    [InlineData(0.0052, 0.0499, "0.52 % better than X (p = 0.050)")]
    [InlineData(0.172, 0.05, "no better than X (p = 0.050)")]
    [InlineData(-0.4, 0.3, "no better than X (p = 0.300)")]
    [InlineData(-0.4, 0.003, "40 % worse than X (p = 0.003)")]
    [InlineData(double.NegativeInfinity, 0.003, "worse than X (p = 0.003)")]
    [InlineData(0.172, null, "17 % better than X (not tested)")]
    [InlineData(-0.4, null, "40 % worse than X (not tested)")]
    [InlineData(0.0, null, "no better than X (not tested)")]
    [InlineData(double.NaN, null, "not measured: no error to compare")]
    public void Only_a_difference_that_the_test_finds_is_called_one(double improvement, double? p, string expected) =>
        Assert.Equal(expected, new BaselineComparison(RnnForecastMethod.Naive, improvement, 1, 1, p).Verdict("X"));

    [Theory]
    [InlineData("2024-01-01T00:00", "2024-01-01T00:30", "48 yesterday, 336 last week")]
    [InlineData("2024-01-01T00:00", "2024-01-01T01:00", "24 yesterday, 168 last week")]
    [InlineData("2024-01-01T00:00", "2024-01-01T05:00", "")]
    [InlineData("2024-01-01T00:00", "2024-01-01T08:00", "3 yesterday, 21 last week")]
    [InlineData("2024-01-01T00:00", "2024-01-01T00:00:01", "86400 yesterday, 604800 last week")]
    [InlineData("2024-01-02", "2024-01-03", "7 last week")]
    [InlineData("2024-01-02", "2024-01-09", "52 last year")]
    [InlineData("2024-01-31", "2024-02-29", "12 last year")]
    [InlineData("2024-01-31", "2024-04-30", "4 last year")]
    [InlineData("2024-01-31", "2024-06-30", "")]
    [InlineData("2024-01-31", "2025-01-31", "")]
    [InlineData("2024-01-05", "2024-01-08", "5 last week")]
    [InlineData("3", "4", "")]
    public void Times_have_the_cycles_of_the_calendar(string first, string second, string expected)
    {
        var axis = RnnTimeAxis.Create(Backtests.Series(1, 2), [first, second], "t");

        Assert.Equal(expected, string.Join(", ", axis.Cycles.Select(cycle => $"{cycle.Period} {cycle.Previous}")));
    }

    [Theory]
    [InlineData(400, null, 168, "repeating last week")]
    [InlineData(370, null, 24, "repeating yesterday")]
    [InlineData(80, null, 1, null)]
    [InlineData(400, 24, 24, "repeating yesterday")]
    [InlineData(400, 30, 30, "repeating the last 30 rows")]
    [InlineData(400, 1, 1, null)]
    public void The_period_is_the_longest_of_which_there_are_two_before_the_first_origin(int rows, int? given, int period, string? words)
    {
        RnnSequence series = Backtests.Series(Backtests.Noise(rows, seed: 1));
        var start = new DateTime(2024, 1, 1);
        var axis = RnnTimeAxis.Create(series, [.. Enumerable.Range(0, rows).Select(hour => (object)start.AddHours(hour))], "t");

        RnnBacktest backtest = Backtests.Run(Backtests.Growth(1), series, Backtests.Options(12, 12, 4) with { Period = given }, axis: axis);

        Assert.Equal(period, backtest.Period);
        IReadOnlyList<RnnForecastAccuracy> measures = backtest.Measure();
        Assert.Equal(words is not null, measures.Any(one => one.Method == RnnForecastMethod.SeasonalNaive));
        Assert.Equal(words ?? "repeating the last value", backtest.Targets[0].Context.Words(words is null ? RnnForecastMethod.Naive : RnnForecastMethod.SeasonalNaive));
        Assert.Equal(start.AddHours(rows - 48), measures[0].Steps[0].Time);
        Assert.Equal(start.AddHours(rows - 1), measures[0].Steps[^1].Time);
    }

    [Fact]
    public void An_absent_row_keeps_its_place_in_the_season_and_its_time()
    {
        double[] values = [.. Enumerable.Range(0, 60).Select(row => (double)(row % 7))];
        int[] there = [.. Enumerable.Range(0, 60).Where(row => row is not (20 or 47))];
        var start = new DateTime(2024, 1, 1);
        RnnSequence series = Backtests.Series([.. there.Select(row => values[row])]);
        var axis = RnnTimeAxis.Create(series, [.. there.Select(row => (object)start.AddDays(row))], "t");

        RnnForecastAccuracy seasonal = Backtests.Run(Backtests.Growth(1), series, Backtests.Options(7, 7, 2, null), axis: axis)
            .Measure().Single(one => one.Method == RnnForecastMethod.SeasonalNaive);

        Assert.Equal((0.0, 13, 1, 7), (seasonal.Mae, seasonal.Count, seasonal.Missing, seasonal.Period));
        Assert.Equal(Enumerable.Range(46, 14).Select(row => start.AddDays(row)), seasonal.Steps.Select(step => (DateTime)step.Time!));
    }

    [Fact]
    public void Times_in_the_series_keep_their_own_offset()
    {
        string[] times = ["2024-03-30T00:00+01:00", "2024-03-31T00:00+01:00", "2024-04-01T00:00+02:00", "2024-04-02T00:00+02:00"];
        var axis = RnnTimeAxis.Create(Backtests.Series(1, 2, 3, 4), times, "t");

        Assert.Equal(times.Select(time => (object)DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture)), Enumerable.Range(0, 4).Select(row => axis.Within(row)));
    }
}
