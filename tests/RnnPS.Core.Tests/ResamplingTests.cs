using System.Globalization;

namespace RnnPS.Core.Tests;

/// <summary>Rows put into buckets of time. Expected starts are from a calendar.</summary>
public sealed class ResamplingTests
{
    [Theory]
    [InlineData("1h", "1 hour")]
    [InlineData("15min", "15 minutes")]
    [InlineData(" 2 weeks ", "2 weeks")]
    [InlineData("Month", "1 month")]
    [InlineData("quarter", "1 quarter")]
    [InlineData("12 months", "1 year")]
    [InlineData("7d", "1 week")]
    [InlineData("00:30:00", "30 minutes")]
    [InlineData("1.5", null)]
    [InlineData("0h", null)]
    [InlineData("-1h", null)]
    [InlineData("", null)]
    [InlineData("Moon", null)]
    [InlineData("99999999999d", null)]
    [InlineData("-00:30:00", null)]
    [InlineData("1m", null)]
    public void A_step_is_a_name_or_a_number_and_a_unit(string text, string? expected)
    {
        if (expected is null)
        {
            Refusals.Check(text, () => RnnBucketStep.Read(text), RnnErrorId.Parameters, "is not a step");
            return;
        }

        Assert.Equal(expected, RnnBucketStep.Read(text).ToString());
    }

    [Theory]
    // Thursday, Friday and the weekend are in the week of Monday, 23 November 2026.
    [InlineData("Week", "2026-11-26 2026-11-27 2026-11-29 2026-11-30", "2026-11-23 2026-11-30")]
    [InlineData("Month", "2026-01-31 2026-02-28 2026-03-01", "2026-01-01 2026-02-01 2026-03-01")]
    [InlineData("Quarter", "2026-03-31 2026-04-01 2026-12-31", "2026-01-01 2026-04-01 2026-07-01 2026-10-01")]
    [InlineData("Year", "2025-12-31 2026-01-01", "2025-01-01 2026-01-01")]
    [InlineData("15min", "2026-11-27T10:14:59 2026-11-27T10:15:00 2026-11-27T10:50", "2026-11-27T10:00 2026-11-27T10:15 2026-11-27T10:30 2026-11-27T10:45")]
    [InlineData("Day", "2024-02-28T23:59 2024-02-29T00:00 2024-03-01T12:00", "2024-02-28 2024-02-29 2024-03-01")]
    // Summer time: the hour of 2:00 is there twice in autumn, and not in spring.
    [InlineData("1h", "2026-10-25T01:30+02:00 2026-10-25T02:30+02:00 2026-10-25T02:30+01:00 2026-10-25T03:30+01:00", "2026-10-25T01:00+02:00 2026-10-25T02:00+02:00 2026-10-25T02:00+01:00 2026-10-25T03:00+01:00")]
    [InlineData("1h", "2026-03-29T01:30+01:00 2026-03-29T03:30+02:00", "2026-03-29T01:00+01:00 2026-03-29T03:00+02:00")]
    [InlineData("Day", "2026-03-28T12:00+01:00 2026-03-29T00:00+01:00 2026-03-29T23:00+02:00 2026-03-30T00:00+02:00", "2026-03-28T00:00+01:00 2026-03-29T00:00+01:00 2026-03-30T00:00+02:00")]
    public void Buckets_start_where_the_calendar_says(string step, string times, string starts)
    {
        RnnResampling buckets = Create(step, times.Split(' '));

        Assert.Equal(
            starts.Split(' ').Select(Read),
            Enumerable.Range(0, (int)(buckets.LastPartial - buckets.FirstPartial + 1)).Select(i => buckets.TimeOf(buckets.FirstPartial + i)));

        static object Read(string time) => time.Contains('+', StringComparison.Ordinal)
            ? (object)DateTimeOffset.Parse(time, CultureInfo.InvariantCulture)
            : DateTime.Parse(time, CultureInfo.InvariantCulture);
    }

    [Fact]
    public void A_day_in_spring_has_23_hours_and_one_in_autumn_25()
    {
        TimeZoneInfo berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        foreach ((DateTime day, int hours) in ((DateTime, int)[])[(new(2026, 3, 29), 23), (new(2026, 10, 25), 25), (new(2026, 11, 1), 24)])
        {
            DateTimeOffset start = new(day.AddDays(-1), berlin.GetUtcOffset(day.AddDays(-1)));
            RnnResampling buckets = Create("Day", [.. Enumerable.Range(0, 24 + hours + 24).Select(hour => (object)TimeZoneInfo.ConvertTime(start.AddHours(hour), berlin))]);

            Assert.Equal([24.0, hours, 24], buckets.ToSequence([RnnAggregation.Sum], buckets.First, buckets.Last).Values.Select(row => row[0]));
        }
    }

    [Fact]
    public void Each_method_takes_the_values_that_are_there()
    {
        string[] times = [.. Enumerable.Range(0, 12).Select(hour => FormattableString.Invariant($"2026-11-{27 + (hour / 6)}T{hour % 6 * 4:00}:00"))];
        double[] values = [3, 1, double.NaN, 2, 9, 5, 4, 4, 4, 4, 4, 6];
        RnnResampling buckets = Create("Day", times, values);

        Assert.Equal([20.0 / 5, 26.0 / 6], Values(RnnAggregation.Mean));
        // A value is missing, so the sum is unknown.
        Assert.Equal([double.NaN, 26], Values(RnnAggregation.Sum));
        Assert.Equal([3.0, 4], Values(RnnAggregation.First));
        Assert.Equal([5.0, 6], Values(RnnAggregation.Last));
        Assert.Equal([1.0, 4], Values(RnnAggregation.Min));
        Assert.Equal([9.0, 6], Values(RnnAggregation.Max));

        double[] Values(RnnAggregation method) => [.. buckets.ToSequence([method], buckets.First, buckets.Last).Values.Select(row => row[0])];
    }

    [Fact]
    public void A_sum_with_an_absent_row_and_a_bucket_without_rows_are_missing()
    {
        DateTime start = new(2026, 11, 27);
        DateTime[] hours = [.. Enumerable.Range(0, 96).Select(hour => start.AddHours(hour)).Where(hour => hour != start.AddHours(5) && (hour.Day != 29))];
        RnnResampling buckets = Create("Day", [.. hours.Cast<object>()]);

        Assert.Equal([double.NaN, 24, double.NaN, 24], buckets.ToSequence([RnnAggregation.Sum], buckets.First, buckets.Last).Values.Select(row => row[0]));
        Assert.Equal([1, 1, double.NaN, 1], buckets.ToSequence([RnnAggregation.Mean], buckets.First, buckets.Last).Values.Select(row => row[0]));
    }

    [Theory]
    [InlineData("Day", "2026-11-27T00:00 2026-11-27T12:00 2026-11-28T00:00 2026-11-28T12:00", 0, 0)]
    [InlineData("Day", "2026-11-27T12:00 2026-11-28T00:00 2026-11-28T12:00 2026-11-29T00:00", 1, 1)]
    // Hours on the half.
    [InlineData("Day", "2026-11-26T22:30 2026-11-26T23:30 2026-11-27T00:30", 1, 1)]
    [InlineData("Quarter", "2026-01-01 2026-02-01 2026-03-01 2026-04-01", 0, 1)]
    [InlineData("Quarter", "2026-01-31 2026-02-28 2026-03-31", 0, 0)]
    [InlineData("Quarter", "2026-02-28 2026-03-31 2026-04-30 2026-05-31 2026-06-30", 1, 0)]
    // Monday to Friday are a whole week of business days.
    [InlineData("Week", "2026-11-19 2026-11-20 2026-11-23 2026-11-24 2026-11-25 2026-11-26 2026-11-27", 1, 0)]
    // Days without a regular step, whose smallest distance is one day.
    [InlineData("Month", "2026-01-01 2026-01-02 2026-01-09 2026-01-20 2026-02-27 2026-02-28", 0, 0)]
    [InlineData("Month", "2026-01-02 2026-01-03 2026-01-09 2026-01-20 2026-02-26 2026-02-27", 1, 1)]
    // A finer step has all its buckets.
    [InlineData("Day", "2026-01-01 2026-02-01 2026-03-01", 0, 0)]
    public void A_bucket_is_whole_if_no_more_row_would_be_in_it(string step, string times, int before, int after)
    {
        RnnResampling buckets = Create(step, times.Split(' '));

        Assert.Equal((before, after), (buckets.First - buckets.FirstPartial, buckets.LastPartial - buckets.Last));
    }

    [Fact]
    public void What_has_no_buckets_is_refused()
    {
        Refusals.Check("numbers", () => Create("Day", 1, 2, 3), RnnErrorId.Time, "a number, and a step of 1 day needs dates");
        Refusals.Check("days", () => Create("1h", new DateOnly(2026, 1, 1), new DateOnly(2026, 1, 2)), RnnErrorId.Time, "which a step of 1 hour needs");
        Refusals.Check("order", () => Create("Day", "2026-01-02", "2026-01-01", "2026-01-03"), RnnErrorId.Time, "sort the rows");
        Refusals.Check("twice", () => Create("Day", "2026-01-02", "2026-01-02"), RnnErrorId.Time, "expected each time once");
        RnnResampling seconds = Create("Second", "2026-01-01", "2027-01-01");
        Refusals.Check("size", () => seconds.ToSequence([RnnAggregation.Mean], seconds.FirstPartial, seconds.LastPartial), RnnErrorId.Size, "Give a longer step");
        Refusals.Check(
            "beside",
            () => RnnResampling.Create(Series(1), ["2026-01-01T00:00+01:00"], "t", null, RnnBucketStep.Read("Day"), Create("Day", "2026-01-01")),
            RnnErrorId.Time,
            "in another way");
    }

    private static RnnResampling Create(string step, params object[] times) => Create(step, times, [.. Enumerable.Repeat(1.0, times.Length)]);

    private static RnnResampling Create(string step, object[] times, double[] values) =>
        RnnResampling.Create(new RnnSequence("s", new RnnMatrix(values.Length, 1, values)), times, "t", null, RnnBucketStep.Read(step));

    private static RnnSequence Series(int rows) => new("s", new RnnMatrix(rows, 1, new double[rows]));
}
