namespace RnnPS.Core.Tests;

/// <summary>The forms in which networks read a series: by hand, and undone.</summary>
public sealed class ForecastFormTests
{
    private static readonly double[] Values = [3, 5, 4, 8, 7, 12, 10, 15];

    [Fact]
    public void Differences_are_those_of_the_definition()
    {
        var once = new Differencing([2]);
        Assert.Equal(8 - 5, once.At(Values, 3));

        var twice = new Differencing([3, 1]);
        Assert.Equal((7 - 5) - (8 - 3), twice.At(Values, 4));
        Assert.Equal(4, twice.Length);
        Assert.Equal(7.0, new Differencing([]).At(Values, 4));
    }

    [Theory]
    [InlineData(RnnTransform.None)]
    [InlineData(RnnTransform.Log)]
    [InlineData(RnnTransform.Sqrt)]
    [InlineData(RnnTransform.BoxCox)]
    public void A_series_grows_by_its_own_changes_to_its_own_values(RnnTransform transform)
    {
        foreach (int[] lags in (int[][])[[], [1], [3], [3, 1], [2, 2]])
        {
            var form = new RnnForecastForm { Transform = transform, Lambda = -0.3, Differences = lags };
            var whole = new FormSeries(form, Values, new SeriesPlace(0), SeriesScale.Common);
            FormSeries grown = whole.Take(5, capacity: 3);
            for (int row = 5; row < Values.Length; row++)
            {
                Assert.Equal(Values[row], grown.Grow(whole.ChangeAt(row)), 12);
            }

            Assert.Equal(Values.Length, grown.Length);
        }
    }

    [Fact]
    public void The_inputs_are_the_change_the_lags_of_the_target_and_the_calendar_of_the_target()
    {
        var form = new RnnForecastForm { Differences = [1], Lags = [3], Periods = [4] };
        var series = new FormSeries(form, Values, new SeriesPlace(10), SeriesScale.Common);
        var inputs = new double[form.InputSize];
        series.WriteInputs(5, inputs);

        // The target is the change at row 6, which has place 16 in the calendar: the start of a period of 4.
        Assert.Equal([12 - 7, 8 - 4, 0, 1, 0, 1], inputs);
        Assert.Equal(3, form.Skipped);
        Assert.Equal("difference 1, lag 3, calendar 4", form.ToString());
        Assert.Equal("log, level", new RnnForecastForm { Transform = RnnTransform.Log }.ToString());
    }

    [Fact]
    public void A_transform_is_defined_where_its_function_is()
    {
        Assert.False(Of(RnnTransform.Log).Takes(0));
        Assert.False(Of(RnnTransform.BoxCox).Takes(0));
        Assert.False(Of(RnnTransform.Sqrt).Takes(-1));
        Assert.True(Of(RnnTransform.Sqrt).Takes(0) && Of(RnnTransform.None).Takes(-1));
        Assert.Equal(0, Of(RnnTransform.Sqrt).Undo(-2));
        Assert.Equal(0, Of(RnnTransform.BoxCox).Undo(-3));
        ValueTransform Of(RnnTransform kind) => new(kind, 0.5);
    }

    /// <summary>The numbers are those of BoxCox and BoxCox.lambda(method = "guerrero") of R's forecast 8.20.</summary>
    [Fact]
    public void The_Box_Cox_transform_and_its_exponent_are_those_of_R()
    {
        var transform = new ValueTransform(RnnTransform.BoxCox, 0.3);
        Assert.Equal(1.301297, transform.Apply(3), 6);
        Assert.Equal(4.790711, transform.Undo(2), 6);
        Assert.Equal(Math.Log(3), new ValueTransform(RnnTransform.BoxCox, 0).Apply(3));
        Assert.Equal(-0.1780672, ValueTransform.Guerrero([3, 5, 4, 8, 7, 12, 10, 15, 9, 20, 14, 31], period: 1), 3);
        Assert.Equal(1, ValueTransform.Guerrero([3, 5, 4], period: 1));
        Assert.Equal(1, ValueTransform.Guerrero([3, 3, 3, 3, 3, 3], period: 1));
    }

    [Fact]
    public void A_season_is_found_where_the_series_repeats_and_not_in_a_random_walk()
    {
        var draw = new Draw(5);
        double[] season = [.. Enumerable.Range(0, 120).Select(row => Math.Sin(2 * Math.PI * row / 12) + (0.3 * draw.Signed()))];
        double walk = 0;
        double[] random = [.. Enumerable.Range(0, 400).Select(_ => walk += draw.Signed())];

        Assert.True(SeasonTest.Repeats(season, 12));
        Assert.False(SeasonTest.Repeats(season, 7));
        Assert.False(SeasonTest.Repeats(season.AsSpan(0, 30), 12));
        Assert.False(SeasonTest.Repeats(random, 12));
        Assert.False(SeasonTest.Repeats(new double[50], 4));
    }

    [Fact]
    public void The_half_width_is_a_quantile_of_the_errors_of_its_step()
    {
        // One step ahead: the errors 1 to 9, whose spread is √(285 / 9). The rank is ⌈10 · 0.8⌉, the eighth.
        var scale = new IntervalScale([.. Enumerable.Range(1, 9).Select(i => (0, (double)(i % 2 == 0 ? i : -i)))], count: 1, rows: 100);

        Assert.Equal(8 * Math.Sqrt(1 + (2.0 / 100)), scale.HalfWidth(0, 0.8), 12);
        Assert.Equal(9 * Math.Sqrt(1 + (2.0 / 100)), scale.HalfWidth(0, 0.99), 12);
        Assert.Equal(2 * scale.HalfWidth(0, 0.8), scale.HalfWidth(3, 0.8), 12);
        Assert.Equal(0, new IntervalScale([], 1, 1).HalfWidth(0, 0.9));
    }

    [Fact]
    public void A_later_step_is_not_more_certain()
    {
        var scale = new IntervalScale([.. Enumerable.Range(0, 60).Select(i => (i % 6, i % 6 == 3 ? 0.1 : 1.0 + i))], count: 6, rows: 60);

        double[] widths = [.. Enumerable.Range(0, 10).Select(ahead => scale.HalfWidth(ahead, 0.9))];
        Assert.Equal(widths.Order(), widths);
    }
}
