namespace RnnPS.Core.Tests;

/// <summary>The search for a forecast model: what it finds, what it can't see, and what it refuses.</summary>
public sealed class ForecastSearchTests
{
    private const int Hidden = 8;

    [Fact]
    public void A_season_with_a_trend_is_forecast_better_than_the_last_season()
    {
        double[] values = Seasonal(180, seed: 1);
        RnnForecastModel model = Search(values[..156], count: 12);

        Assert.Equal([12], model.Periods);
        Assert.StartsWith("better than repeating", model.Verdict[(model.Verdict.IndexOf('%', StringComparison.Ordinal) + 2)..], StringComparison.Ordinal);
        Assert.Equal(1, model.Members.Sum(member => member.Share) + model.BaselineShare, 12);
        // Rows that the search has not seen.
        double[] forecast = [.. model.Forecast(Sequence(values[..156]), 24).Select(step => (double)step.Value)];
        double[] repeated = RnnForecastModel.Repeat(values.AsSpan(0, 156), 12, 24);
        Assert.InRange(MeanError(forecast, values[156..]), 0, MeanError(repeated, values[156..]) / 2);
    }

    [Fact]
    public void A_random_walk_is_no_better_forecast_than_by_its_last_value()
    {
        var draw = new Draw(3);
        double walk = 50;
        double[] values = [.. Enumerable.Range(0, 200).Select(_ => walk += draw.Signed())];
        RnnForecastModel model = Search(values, count: 5);

        Assert.Equal(1, model.BaselineLag);
        Assert.True(model.BaselineShare > 0);
        Assert.InRange(model.Error, 0.9 * model.BaselineError, 1.1 * model.BaselineError);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_on_any_number_of_threads()
    {
        double[] values = Seasonal(72, seed: 2);
        double[] Bits(int threads) => [.. Search(values, count: 6, threads).Forecast(Sequence(values), 6, 0.9)
            .SelectMany(step => (double[])[(double)step.Value, (double)step.Lower!, (double)step.Upper!])];

        Assert.Equal(Bits(1), Bits(2));
        Assert.Equal(Bits(1), Bits(4));
    }

    [Fact]
    public void No_value_after_an_origin_changes_a_forecast_from_it()
    {
        double[] values = Seasonal(96, seed: 4);
        int[] origins = [40, 52, 64, 76];
        foreach (RnnForecastForm form in (RnnForecastForm[])
            [new() { Periods = [12] }, new() { Differences = [12, 1], Transform = RnnTransform.Log }, new() { Lags = [12], Differences = [1] }])
        {
            var member = new RnnForecastMember(form, Draw(form.InputSize, 1), 1);
            double[][] expected = member.Forecast(values, new SeriesPlace(0), SeriesScale.Common, origins, 12, CancellationToken.None);
            for (int i = 0; i < origins.Length; i++)
            {
                double[] poisoned = [.. values];
                poisoned.AsSpan(origins[i]).Fill(1e6);

                Assert.Equal(expected[i], member.Forecast(poisoned, new SeriesPlace(0), SeriesScale.Common, origins, 12, CancellationToken.None)[i]);
                Assert.Equal(expected[i], member.Forecast(values.AsSpan(0, origins[i]), new SeriesPlace(0), SeriesScale.Common, [origins[i]], 12, CancellationToken.None)[0]);
            }
        }
    }

    [Fact]
    public void A_forecast_far_from_zero_is_the_same_as_one_near_it()
    {
        // Scaling and differences make the level irrelevant, up to rounding.
        double[] values = Seasonal(96, seed: 6);
        double[] near = Forecast(values);
        double[] far = Forecast([.. values.Select(value => value + 1e6)]);

        Assert.All(near.Zip(far), pair => Assert.InRange(pair.Second - 1e6 - pair.First, -1, 1));

        static double[] Forecast(double[] values) => [.. Search([.. values.Select(value => -value)], count: 6)
            .Forecast(Sequence([.. values.Select(value => -value)]), 6).Select(step => -(double)step.Value)];
    }

    [Fact]
    public void Missing_values_are_passed_over()
    {
        double[] values = Seasonal(120, seed: 7);
        double[] known = [.. values.Select((value, row) => row % 11 == 5 ? double.NaN : value)];
        RnnForecastModel model = Search(known[..108], count: 12);
        double[] forecast = [.. model.Forecast(Sequence(known[..108]), 12).Select(step => (double)step.Value)];

        Assert.InRange(MeanError(forecast, values[108..]), 0, MeanError(RnnForecastModel.Repeat(values.AsSpan(0, 108), 12, 12), values[108..]));
    }

    [Fact]
    public void Rows_without_values_at_either_end_are_no_part_of_the_training()
    {
        double[] values = Seasonal(96, seed: 1);
        double[] padded = [double.NaN, double.NaN, .. values, .. Enumerable.Repeat(double.NaN, 20)];

        RnnForecastModel model = Search(padded, count: 6);

        Assert.Equal(Search(values, count: 6).Error, model.Error);
        Assert.True(double.IsFinite((double)model.Forecast(Sequence(padded), 6, 0.9)[5].Value));
    }

    [Fact]
    public void A_missing_value_tells_nothing_of_the_next_one()
    {
        var draw = new Draw(9);
        double[] noise = [.. Enumerable.Range(0, 240).Select(row => row % 3 == 0 ? draw.Signed() : double.NaN)];

        // Two of three values are missing. Noise is forecast by its mean at best, which is better than its last value by 1 − √½ or so.
        RnnForecastModel model = Search(noise, count: 3);

        Assert.InRange(model.Error, 0.6 * model.BaselineError, 1.2 * model.BaselineError);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.0)]
    [InlineData(95.0)]
    [InlineData(-0.5)]
    [InlineData(double.NaN)]
    public void An_interval_is_a_share(double interval)
    {
        RnnForecastModel model = Search([.. Enumerable.Repeat(7.0, 40)], count: 3);
        Refusals.Check("interval", () => model.Forecast(Sequence([7, 7, 7]), 3, interval), RnnErrorId.Interval, "expected the share of outcomes");
    }

    [Fact]
    public void Numbers_beyond_the_largest_are_an_error()
    {
        double[] values = [.. Enumerable.Range(1, 40).Select(row => 1e300 * row)];
        Refusals.Check("huge", () => Search(values, count: 1).Forecast(Sequence(values), 1, 0.9), RnnErrorId.NotFinite, "scale the values");
    }

    [Fact]
    public void Values_that_are_not_positive_are_not_transformed_and_those_that_become_so_are_refused()
    {
        double[] values = Seasonal(60, seed: 8);
        Assert.All(Search([.. values.Select(value => value - 200)], count: 3).Candidates, candidate => Assert.NotEqual(RnnTransform.Log, candidate.Form?.Transform));

        RnnForecastModel model = Search(values, count: 3);
        var logs = new RnnForecastModel
        {
            Members = [new RnnForecastMember(new RnnForecastForm { Transform = RnnTransform.Log }, Draw(1, 1), 1)],
            BaselineLag = 1,
            BaselineShare = 0,
            Candidates = model.Candidates,
            Periods = [],
            Count = 3,
            Sequences = [0],
            Name = null,
            Origins = 1,
            Error = 1,
            BaselineError = 1,
        };
        Refusals.Check("zero", () => logs.Forecast(Sequence([1, 2, 0, 3]), 2), RnnErrorId.NotFinite, "Step 2 of the history 0 is 0");
    }

    [Fact]
    public void What_is_given_is_not_searched_for()
    {
        double[] values = Seasonal(96, seed: 8);
        string[] Tried(RnnForecastSearchOptions options) =>
            [.. ForecastSearch.Run(Sequence(values), Draw, options).Candidates.Where(candidate => candidate.Form is not null).Select(candidate => candidate.Name).Order()];
        RnnForecastSearchOptions one = Options(3, 1) with { Transform = RnnTransform.Sqrt, Differences = [RnnForecastSearchOptions.Season, 1], Lags = [] };

        Assert.Equal(["sqrt, difference 12+1"], Tried(one));
        Assert.Equal(["sqrt, level, lag 2+12"], Tried(one with { Differences = [], Lags = [2, RnnForecastSearchOptions.Season] }));
        Assert.Equal(["sqrt, difference 12+1", "sqrt, difference 12+1, lag 12"], Tried(one with { Lags = null }));
        Assert.Equal(
            ["sqrt, difference 1", "sqrt, difference 12", "sqrt, difference 12+1", "sqrt, level"], Tried(one with { Differences = null }));
        Assert.Equal(["difference 1", "log, difference 1"], Tried(one with { Transform = RnnTransform.Auto, Differences = [1] }));
        Assert.StartsWith("power ", Assert.Single(Tried(one with { Transform = RnnTransform.BoxCox })), StringComparison.Ordinal);
    }

    [Fact]
    public void A_transform_that_a_value_has_not_and_a_season_that_is_not_there_are_refused()
    {
        RnnForecastSearchOptions options = Options(3, 1);
        double[] values = [.. Seasonal(60, seed: 8)[..59], -1];
        Refusals.Check(
            "log", () => ForecastSearch.Run(Sequence(values), Draw, options with { Transform = RnnTransform.Log }), RnnErrorId.NotFinite, "takes values above 0");
        Refusals.Check(
            "season",
            () => ForecastSearch.Run(Sequence(values), Draw, options with { Periods = [5], Differences = [RnnForecastSearchOptions.Season] }),
            RnnErrorId.Parameters,
            "does not repeat after 5 rows");
        Refusals.Check(
            "no period",
            () => ForecastSearch.Run(Sequence(values), Draw, options with { Periods = [], Lags = [RnnForecastSearchOptions.Season] }),
            RnnErrorId.Parameters,
            "No period of the series is known");
        Refusals.Check(
            "lag", () => ForecastSearch.Run(Sequence(values), Draw, options with { Lags = [-2] }), RnnErrorId.Parameters, "-Lag has -2");
    }

    [Fact]
    public void A_search_whose_time_is_over_has_a_model_and_says_so()
    {
        RnnForecastModel cut = ForecastSearch.Run(Sequence(Seasonal(96, seed: 8)), Draw, Options(3, 1) with { MaxDuration = TimeSpan.Zero });

        Assert.True(cut.IsCutShort);
        Assert.Equal(1, cut.Candidates.Count(candidate => candidate.Form is not null && double.IsFinite(candidate.Error)));
        Assert.Equal(3, cut.Forecast(Sequence(Seasonal(96, seed: 8)), 3, 0.9).Count);
        Assert.False(Search(Seasonal(96, seed: 8), count: 3).IsCutShort);
    }

    [Fact]
    public void An_interval_is_symmetric_in_the_transform_of_the_best_form_unless_that_makes_it_far_worse()
    {
        var log = new ValueTransform(RnnTransform.Log, 1);
        HeldPoint[] even = [.. Enumerable.Range(1, 20).Select(row => new HeldPoint(row % 4, 10 * row * Math.Exp(row % 2 == 0 ? 0.1 : -0.1), 10 * row))];
        Assert.Equal(log, HeldIntervals.Choose([new HeldSeries(SeriesScale.Common, even)], log, count: 4, rows: 20).Transform);

        // The logarithms of forecasts near 0 are far from those of their values.
        HeldPoint[] nearZero = [.. even, .. Enumerable.Range(0, 4).Select(ahead => new HeldPoint(ahead, 5, 1e-300))];
        (ValueTransform transform, IntervalScale scale) = HeldIntervals.Choose([new HeldSeries(SeriesScale.Common, nearZero)], log, count: 4, rows: 20);
        Assert.Equal(ValueTransform.None, transform);
        Assert.InRange(scale.HalfWidth(0, 0.9), 1, 100);

        // A logarithm is not defined for a forecast of networks that read the values.
        Assert.Equal(ValueTransform.None, HeldIntervals.Choose([new HeldSeries(SeriesScale.Common, [.. even, new HeldPoint(0, 5, -1)])], log, count: 4, rows: 20).Transform);
    }

    [Fact]
    public void A_short_series_is_refused_and_a_short_history_too()
    {
        Refusals.Check("search", () => Search(Seasonal(29, seed: 1), count: 3), RnnErrorId.SequenceLength, "29 rows up to its last value: to train a forecast, at least 30");
        RnnForecastModel model = Search(Seasonal(96, seed: 1), count: 3);
        Refusals.Check("history", () => model.Forecast(Sequence([1, 2]), 3), RnnErrorId.SequenceLength, "the model needs at least");
        Refusals.Check(
            "empty", () => Search([.. Enumerable.Repeat(double.NaN, 40)], count: 3), RnnErrorId.MissingValue, "no values");
    }

    [Fact]
    public void A_constant_series_is_forecast_as_constant()
    {
        RnnForecastModel model = Search([.. Enumerable.Repeat(7.0, 40)], count: 3);

        Assert.All(model.Forecast(Sequence([.. Enumerable.Repeat(7.0, 40)]), 3, 0.9), step => Assert.Equal((7.0, 7.0, 7.0), ((double)step.Value, (double)step.Lower!, (double)step.Upper!)));
        Assert.StartsWith("no better than", model.Verdict, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stop_ends_the_search()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.Throws<OperationCanceledException>(() => ForecastSearch.Run(Sequence(Seasonal(60, seed: 1)), Draw, Options(3, 1), cancellation: source.Token));
    }

    private static RnnForecastModel Search(double[] values, int count, int threads = 2) => ForecastSearch.Run(Sequence(values), Draw, Options(count, threads));

    private static RnnForecastSearchOptions Options(int count, int threads) =>
        new() { Count = count, Periods = [12], Networks = 2, Seed = 1, Threads = threads };

    private static RnnModel Draw(int inputs, int seed)
    {
        var draw = new Draw(seed);
        return new RnnModel([new RnnStackLayer(RandomNetwork.Cell(draw, RnnCellKind.Gru, inputs, Hidden))], draw.Matrix(Hidden, 1), draw.Vector(1));
    }

    private static RnnSequence Sequence(double[] values) => new(0, new RnnMatrix(values.Length, 1, values));

    // A trend, a season of 12 rows, and noise.
    private static double[] Seasonal(int rows, int seed)
    {
        var draw = new Draw(seed);
        return [.. Enumerable.Range(0, rows).Select(row => 100 + (0.5 * row) + (20 * Math.Sin(2 * Math.PI * row / 12)) + draw.Signed())];
    }

    private static double MeanError(double[] forecast, double[] actual) => forecast.Zip(actual, (one, other) => Math.Abs(one - other)).Average();
}
