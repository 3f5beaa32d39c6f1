using System.Globalization;

namespace RnnPS.Core.Tests;

/// <summary>Times of a series: how they are read, which step explains them, and how they go on. Expected dates are from a calendar.</summary>
public sealed class TimeAxisTests
{
    [Theory]
    // Days and weeks; 2024 is a leap year and 2100 is none.
    [InlineData("2024-02-11 2024-02-12", "2024-02-13 2024-02-14")]
    [InlineData("2024-02-27 2024-02-28", "2024-02-29 2024-03-01")]
    [InlineData("2100-02-27 2100-02-28", "2100-03-01 2100-03-02")]
    [InlineData("2023-12-30 2023-12-31", "2024-01-01 2024-01-02")]
    [InlineData("2023-12-22 2023-12-29", "2024-01-05 2024-01-12")]
    [InlineData("20231222 20231229", "2024-01-05 2024-01-12")]
    [InlineData("2024-02-05 2024-02-06 2024-02-07 2024-02-08 2024-02-09", "2024-02-10 2024-02-11")]
    [InlineData("2024-01-01 2024-01-29 2024-02-26", "2024-03-25 2024-04-22")]
    // Hours and minutes, over a midnight, a leap day and a year's end.
    [InlineData("2024-03-01T00:00 2024-03-01T06:00", "2024-03-01T12:00 2024-03-01T18:00 2024-03-02T00:00")]
    [InlineData("2023-12-31T22:00 2023-12-31T23:00", "2024-01-01T00:00 2024-01-01T01:00")]
    [InlineData("2024-02-28T23:30:00 2024-02-28T23:45:00", "2024-02-29T00:00 2024-02-29T00:15")]
    [InlineData("2024-02-29T23:59:59.5 2024-02-29T23:59:59.75", "2024-03-01T00:00 2024-03-01T00:00:00.25")]
    [InlineData("20240211T1000 20240211T1100", "2024-02-11T12:00")]
    // Months with their day: the 30th and 31st do not drift through February.
    [InlineData("2024-01-15 2024-02-15", "2024-03-15 2024-04-15 2024-05-15")]
    [InlineData("2023-12-30 2024-01-30 2024-02-29", "2024-03-30 2024-04-30 2024-05-30")]
    [InlineData("2024-11-30 2024-12-30 2025-01-30 2025-02-28", "2025-03-30 2025-04-30 2025-05-30")]
    [InlineData("2023-01-29 2023-02-28 2023-03-29", "2023-04-29 2023-05-29")]
    [InlineData("2024-12-31 2025-01-31", "2025-02-28 2025-03-31 2025-04-30")]
    [InlineData("2023-11-30T18:00 2023-12-30T18:00", "2024-01-30T18:00 2024-02-29T18:00 2024-03-30T18:00")]
    [InlineData("2024-11 2024-12", "2025-01-01 2025-02-01")]
    [InlineData("2023-02-01 2023-03-01", "2023-04-01")]
    // Month ends.
    [InlineData("2024-01-31 2024-02-29", "2024-03-31 2024-04-30")]
    [InlineData("2023-02-28 2023-03-31 2023-04-30", "2023-05-31 2023-06-30")]
    [InlineData("2023-04-30 2023-06-30", "2023-08-31 2023-10-31")]
    // Quarters and years.
    [InlineData("2024-10-01 2025-01-01", "2025-04-01 2025-07-01")]
    [InlineData("2023-09-30 2023-12-31 2024-03-31", "2024-06-30 2024-09-30 2024-12-31")]
    [InlineData("2023-05-31 2023-08-31 2023-11-30", "2024-02-29 2024-05-31")]
    [InlineData("2022-12-31 2023-12-31", "2024-12-31 2025-12-31")]
    [InlineData("2020-02-29 2021-02-28", "2022-02-28 2023-02-28 2024-02-29")]
    [InlineData("2023-02-28 2024-02-28", "2025-02-28")]
    // Business days.
    [InlineData("2024-02-09 2024-02-12", "2024-02-13 2024-02-14 2024-02-15 2024-02-16 2024-02-19")]
    [InlineData("2024-02-08 2024-02-09 2024-02-12", "2024-02-13")]
    [InlineData("2024-12-27 2024-12-30 2024-12-31", "2025-01-01 2025-01-02 2025-01-03 2025-01-06")]
    [InlineData("2024-02-29T17:30 2024-03-01T17:30 2024-03-04T17:30", "2024-03-05T17:30")]
    // Three days that cross weekends, and are on them.
    [InlineData("2024-02-09 2024-02-12 2024-02-15", "2024-02-18 2024-02-21")]
    public void Dates_go_on_by_the_step_that_explains_all_rows(string times, string expected)
    {
        RnnTimeAxis axis = Axis(times.Split(' '));

        string[] next = expected.Split(' ');
        Assert.Equal(next.Select(time => (object)DateTime.Parse(time, CultureInfo.InvariantCulture)), next.Select((_, i) => axis.At(i + 1)));
        Assert.Equal(0, axis.Absent);
    }

    [Theory]
    [InlineData("1 2", "3 4")]
    [InlineData("1990 1991", "1992")]
    [InlineData("2001 2002 2003", "2004")]
    [InlineData("0.1 0.2 0.3 0.4", "0.5 0.6")]
    [InlineData("1959 1959.25 1959.5 1959.75", "1960 1960.25")]
    [InlineData("-3 -1 1", "3 5")]
    [InlineData("1700000000 1700003600", "1700007200")]
    [InlineData("1700000000000 1700000060000", "1700000120000")]
    [InlineData("20240101 20240199", "20240297")]
    public void Numbers_in_text_go_on_as_doubles(string times, string expected)
    {
        RnnTimeAxis axis = Axis(times.Split(' '));

        string[] next = expected.Split(' ');
        Assert.Equal(next.Select(time => (object)double.Parse(time, CultureInfo.InvariantCulture)), next.Select((_, i) => axis.At(i + 1)));
    }

    [Fact]
    public void Times_go_on_in_the_type_of_the_rows()
    {
        Assert.Equal(2026, Axis(2024, 2025).At(1));
        Assert.Equal(1700000002123456789, Axis(1700000000123456789, 1700000001123456789).At(1));
        Assert.Equal(1700000002123456789, Axis("1700000000123456789", "1700000001123456789").At(1));
        Assert.Equal(1.5, Axis(0.5, 1.0).At(1));
        Assert.Equal(0.4, Axis(0.1, 0.2, 0.1 + 0.2).At(1));
        Assert.Equal(1.3m, Axis(1.1m, 1.2m).At(1));
        Assert.Equal(new DateOnly(2024, 3, 1), Axis(new DateOnly(2024, 2, 28), new DateOnly(2024, 2, 29)).At(1));
        Assert.Equal(new DateOnly(2025, 2, 28), Axis(new DateOnly(2024, 12, 31), new DateOnly(2025, 1, 31)).At(1));
        foreach (DateTimeKind kind in Enum.GetValues<DateTimeKind>())
        {
            var date = Assert.IsType<DateTime>(Axis(new DateTime(2024, 6, 1, 0, 0, 0, kind), new DateTime(2024, 6, 2, 0, 0, 0, kind)).At(1));
            Assert.Equal(new DateTime(2024, 6, 3), date);
            Assert.Equal(kind, date.Kind);
        }

        var utc = Assert.IsType<DateTime>(Axis("2024-02-11T10:00Z", "2024-02-11T11:00Z").At(1));
        Assert.Equal((12, DateTimeKind.Utc), (utc.Hour, utc.Kind));
    }

    [Theory]
    // The clock is set back in Berlin: 02:00 is there twice.
    [InlineData("2024-10-27T01:00+02:00 2024-10-27T02:00+02:00 2024-10-27T02:00+01:00", "2024-10-27T03:00+01:00 2024-10-27T04:00+01:00")]
    [InlineData("2024-10-27T02:00+02:00 2024-10-27T02:00+01:00", "2024-10-27T03:00+01:00 2024-10-27T04:00+01:00 2024-10-27T05:00+01:00")]
    // The clock is set forward: 02:00 is not there.
    [InlineData("2024-03-31T00:00+01:00 2024-03-31T01:00+01:00 2024-03-31T03:00+02:00", "2024-03-31T04:00+02:00 2024-03-31T05:00+02:00")]
    [InlineData("2024-03-10T01:30-05:00 2024-03-10T03:00-04:00", "2024-03-10T03:30-04:00")]
    // Days and months go by the clock.
    [InlineData("2024-03-30T00:00+01:00 2024-03-31T00:00+01:00 2024-04-01T00:00+02:00", "2024-04-02T00:00+02:00")]
    [InlineData("2024-10-26T12:00+02:00 2024-10-27T12:00+01:00 2024-10-28T12:00+01:00", "2024-10-29T12:00+01:00")]
    [InlineData("2024-03-01T00:00+01:00 2024-04-01T00:00+02:00", "2024-05-01T00:00+02:00")]
    [InlineData("2024-03-28T09:00+01:00 2024-03-29T09:00+01:00 2024-04-01T09:00+02:00", "2024-04-02T09:00+02:00")]
    // Before the change, nothing tells of it: the offset stays.
    [InlineData("2024-03-31T00:00+01:00 2024-03-31T01:00+01:00", "2024-03-31T02:00+01:00")]
    [InlineData("2024-01-01T00:00Z 2024-01-01T00:30+00:00", "2024-01-01T01:00+00:00")]
    [InlineData("2024-01-01T00:00+05:30 2024-01-02T00:00+05:30", "2024-01-03T00:00+05:30")]
    public void Instants_advance_over_a_clock_change_and_keep_the_last_offset(string times, string expected)
    {
        static DateTimeOffset Parse(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

        foreach (RnnTimeAxis axis in new[] { Axis(times.Split(' ')), Axis([.. times.Split(' ').Select(time => (object)Parse(time))]) })
        {
            string[] next = expected.Split(' ');
            for (int i = 0; i < next.Length; i++)
            {
                var time = Assert.IsType<DateTimeOffset>(axis.At(i + 1));
                Assert.Equal(Parse(next[i]), time);
                Assert.Equal(Parse(next[i]).Offset, time.Offset);
            }
        }
    }

    [Theory]
    [InlineData("yyyyMM", "202411 202412", "202501 202502")]
    [InlineData("yyyyMMddHH", "2024123122 2024123123", "2025010100 2025010101")]
    [InlineData("yyyyMMddHH", "2024022822 2024022823", "2024022900")]
    [InlineData("yyMM", "2311 2312", "2401 2402")]
    [InlineData("yyyyMMddHHmm", "202402292345 202403010000", "202403010015")]
    [InlineData("dd.MM.yyyy", "11.02.2024 12.02.2024", "13.02.2024")]
    [InlineData("dd.MM.yyyy", "30.11.2024 30.12.2024", "30.01.2025 28.02.2025 30.03.2025")]
    [InlineData("MMM-yyyy", "Nov-2024 Dec-2024", "Jan-2025")]
    [InlineData("yyyyMMdd", "20241230 20241231", "20250101")]
    [InlineData("yyyy-MM-ddTHH:mmzzz", "2024-10-27T02:00+02:00 2024-10-27T02:00+01:00", "2024-10-27T03:00+01:00")]
    [InlineData("UnixSeconds", "1704067200 1706745600 1709251200", "1711929600")]
    [InlineData("UnixNanoseconds", "1704067200000000000 1706745600000000000", "1709251200000000000")]
    [InlineData("Number", "202411 202412", "202413")]
    public void A_format_reads_times_and_writes_them(string format, string times, string expected)
    {
        string[] next = expected.Split(' ');
        RnnTimeAxis text = Axis(new RnnTimeFormat(format), [.. times.Split(' ')]);
        Assert.Equal(next, next.Select((_, i) => Convert.ToString(text.At(i + 1), CultureInfo.InvariantCulture)));
        if (times.All(letter => char.IsDigit(letter) || letter == ' '))
        {
            RnnTimeAxis numbers = Axis(new RnnTimeFormat(format), [.. times.Split(' ').Select(time => (object)long.Parse(time, CultureInfo.InvariantCulture))]);
            Assert.Equal(next.Select(time => (object)long.Parse(time, CultureInfo.InvariantCulture)), next.Select((_, i) => numbers.At(i + 1)));
        }
    }

    [Theory]
    [InlineData("de-DE", "11.02.2024 12.02.2024", "2024-02-13")]
    [InlineData("de-DE", "9.2.2024 12.2.2024", "2024-02-13")]
    [InlineData("en-US", "02/28/2024 02/29/2024", "2024-03-01")]
    [InlineData("en-GB", "30/12/2024 31/12/2024", "2025-01-01")]
    [InlineData("en-GB", "11/02/2024 11/03/2024", "2024-04-11")]
    [InlineData("de-DE", "2024-02-11 2024-02-12", "2024-02-13")]
    public void A_culture_reads_its_dates_and_ISO(string culture, string times, string expected) => Assert.Equal(
        DateTime.Parse(expected, CultureInfo.InvariantCulture), Axis(new RnnTimeFormat(culture: CultureInfo.GetCultureInfo(culture)), [.. times.Split(' ')]).At(1));

    [Theory]
    [InlineData("de-DE", null, "2020,5 2020,75", 2021.0)]
    [InlineData("de-DE", "Number", "202411,5 202412", 202412.5)]
    [InlineData("fr-FR", null, "-0,5 0", 0.5)]
    [InlineData("en-US", null, "2020.5 2020.75", 2021.0)]
    [InlineData("de-DE", null, "7 9", 11.0)]
    public void A_culture_reads_its_numbers(string culture, string? format, string times, double expected) =>
        Assert.Equal(expected, Axis(new RnnTimeFormat(format, CultureInfo.GetCultureInfo(culture)), [.. times.Split(' ')]).At(1));

    [Theory]
    // Text that is not in ISO 8601 is never guessed.
    [InlineData("11.02.2024 12.02.2024", "Row 0 of sequence s: t is '11.02.2024'", "-Culture de-DE (it reads 2024-02-11, 2024-02-12)", "-TimeFormat 'dd.MM.yyyy'")]
    [InlineData("11/02/2024 12/02/2024", "-Culture en-US (it reads 2024-11-02, 2024-12-02)", "-Culture en-GB (it reads 2024-02-11, 2024-02-12)", "'dd/MM/yyyy'")]
    [InlineData("11/02/2024 13/02/2024", "-Culture en-GB", "-TimeFormat 'dd/MM/yyyy'")]
    [InlineData("Nov-2024 Dec-2024", "Row 0", "-TimeFormat 'MMM-yyyy'")]
    [InlineData("2024-2-8 2024-2-9", "-TimeFormat 'yyyy-M-d'")]
    [InlineData("2024-W05 2024-W06", "'2024-W05'", "a date such as 2026-11-24", "-TimeFormat")]
    [InlineData("2023-02-29 2023-03-01", "'2023-02-29'", "not a time")]
    [InlineData("10:00 11:00", "'10:00'", "not a time")]
    [InlineData("soon later", "'soon'", "a date such as 2026-11-24")]
    // One notation.
    [InlineData("2024-02-11 2024-02-12T10:00", "Row 1 of sequence s: t is '2024-02-12T10:00'", "another way than '2024-02-11'")]
    [InlineData("2024-02-11T10:00 2024-02-11T11:00+01:00", "Row 1", "another way")]
    [InlineData("2024-02-11 13.02.2024", "Row 1", "'13.02.2024'")]
    [InlineData("1 2 three", "Row 2", "'three'")]
    // Numbers that are dates.
    [InlineData("202411 202412", "202411, which looks like a date", "-TimeFormat yyyyMM", "-TimeFormat Number")]
    [InlineData("202401 202402 202403", "-TimeFormat yyyyMM")]
    [InlineData("2024123122 2024123123", "-TimeFormat yyyyMMddHH")]
    [InlineData("202412312345 202501010000", "-TimeFormat yyyyMMddHHmm")]
    [InlineData("11022024 12022024", "-TimeFormat ddMMyyyy or MMddyyyy")]
    [InlineData("240130 240131", "-TimeFormat yyMMdd")]
    [InlineData("2411 2412", "-TimeFormat yyMM")]
    [InlineData("2311 2312 2401", "-TimeFormat yyMM")]
    [InlineData("2024.11 2024.12", "-TimeFormat yyyy.MM")]
    [InlineData("20243 20244", "the year and the quarter")]
    [InlineData("202451 202452", "the year and the week")]
    [InlineData("2023364 2023365", "the year and the day of the year")]
    // Order.
    [InlineData("2024-02-12 2024-02-11 2024-02-10", "Row 1 of sequence s: t is 2024-02-11, which is before 2024-02-12", "newest row comes first", "[array]::Reverse")]
    [InlineData("2024-02-10 2024-02-12 2024-02-11", "Row 2", "sort the rows by t")]
    [InlineData("2001 2000", "Row 1", "newest row comes first")]
    [InlineData("2024-02-11 2024-02-12 2024-02-12", "Row 2", "as in the row above")]
    [InlineData("5 5", "Row 1", "expected each time once")]
    [InlineData("2024-10-27T01:00 2024-10-27T02:00 2024-10-27T02:00", "Row 2", "offset from UTC")]
    [InlineData("2024-02-11T10:00+01:00 2024-02-11T09:00Z", "Row 1", "as in the row above")]
    // No step.
    [InlineData("2024-02-11 2024-02-13 2024-02-16", "Row 2 of sequence s: t is 2024-02-16", "step of 2 days", "No regular step", "leave -TimeProperty out")]
    [InlineData("2024-01-31 2024-02-29 2024-03-30", "Row 2", "step of 1 month")]
    [InlineData("2024-01-01T10:00:00 2024-01-01T10:05:01 2024-01-01T10:10:00 2024-01-01T10:15:00", "Row 2", "step of 301 seconds")]
    [InlineData("2024-02-05 2024-02-07 2024-02-09 2024-02-12 2024-02-14", "Row 3", "2024-02-12")]
    [InlineData("1 2 3 3.4 4", "Row 3", "does not fit")]
    [InlineData("2024-01-01 2024-01-02 2034-01-01", "Row 2", "does not fit")]
    [InlineData("2024-02-11 2024-02-12 2024-02-20 2024-03-07", "step of 1 day", "No regular step")]
    [InlineData("1 2 4 8 16", "does not fit", "No regular step")]
    public void What_is_wrong_with_times_is_named_with_its_row(string times, params string[] message)
    {
        RnnException error = Assert.Throws<RnnException>(() => Axis(times.Split(' ')));

        Assert.Equal(RnnErrorId.Time, error.Id);
        Assert.All(message, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Objects_that_differ_and_empty_rows_are_named()
    {
        Refused("Row 1 of sequence s: t is empty", () => Axis("2024-02-11", null, "2024-02-13"));
        Refused("Row 1 of sequence s: t is empty", () => Axis("2024-02-11", " "));
        Refused("Row 1", () => Axis(new DateTime(2024, 2, 11), "2024-02-12"));
        Refused("Row 2", () => Axis(new DateTime(2024, 2, 11), new DateTime(2024, 2, 12), new DateTimeOffset(2024, 2, 13, 0, 0, 0, TimeSpan.Zero)));
        Refused("Row 1", () => Axis(new DateTime(2024, 2, 11), new DateTime(2024, 2, 12, 0, 0, 0, DateTimeKind.Utc)));
        Refused("Row 0", () => Axis(true, false));
        Refused("-TimeFormat yyyyMM does not read", () => Axis(new RnnTimeFormat("yyyyMM"), "202411", "2024-12"));
        Refused("with the year", () => _ = new RnnTimeFormat("HH:mm"));
        Refused("UnixSeconds", () => _ = new RnnTimeFormat("%"));
        Refused("beyond the calendar", () => Axis("9998-12-31", "9999-12-31").At(1));
        Refused("beyond the calendar", () => Axis(new DateTime(2020, 1, 1), new DateTime(2021, 1, 1)).At(9000));
        Refused("fewer than two rows", () => Axis("2024-02-11"));
    }

    [Theory]
    [InlineData("2024-02-11 2024-02-12 2024-02-14 2024-02-15", "Row 2 of sequence s: t is 2024-02-14, and the row of 2024-02-13 before it is absent", "0 1 3 4", "2024-02-16")]
    [InlineData("2024-01-31 2024-02-29 2024-04-30", "the row of 2024-03-31 before it is absent", "0 1 3", "2024-05-31")]
    [InlineData("2023-12-30 2024-01-30 2024-03-30", "the row of 2024-02-29 before it is absent", "0 1 3", "2024-04-30")]
    [InlineData("2020 2021 2024", "the row of 2022 before it is absent (2 absent rows in all; the step is 1)", "0 1 4", "2025")]
    // Good Friday, a holiday.
    [InlineData("2024-03-27 2024-03-28 2024-04-01 2024-04-02", "the row of 2024-03-29 before it is absent (1 absent row in all; the step is 1 business day)", "0 1 3 4", "2024-04-03")]
    [InlineData("2024-02-29T22:00 2024-02-29T23:00 2024-03-01T02:00", "the row of 2024-03-01 before it is absent (2 absent rows", "0 1 4", "2024-03-01T03:00")]
    [InlineData("2023-03-31 2023-06-30 2023-12-31", "the row of 2023-09-30", "0 1 3", "2024-03-31")]
    [InlineData("0.1 0.2 0.4", "the row of 0.3", "0 1 3", "0.5")]
    public void Absent_rows_are_missing_values(string times, string message, string places, string next)
    {
        string[] rows = times.Split(' ');
        RnnSequence history = History(rows.Length);
        RnnTimeAxis axis = Axis(rows);

        RnnException error = Assert.Throws<RnnException>(() => axis.Complete(history, RnnMissingValue.Error));
        Assert.Equal(RnnErrorId.MissingValue, error.Id);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains("-MissingValue Interpolate", error.Message, StringComparison.Ordinal);

        RnnSequence complete = axis.Complete(history, RnnMissingValue.Mask);
        int[] expected = [.. places.Split(' ').Select(place => int.Parse(place, CultureInfo.InvariantCulture))];
        Assert.Equal(expected[^1] + 1, complete.Length);
        for (int place = 0; place < complete.Length; place++)
        {
            int row = Array.IndexOf(expected, place);
            Assert.Equal(row < 0 ? double.NaN : history.Values[row][0], complete.Values[place][0]);
            Assert.Equal(place, complete.StepAt(place));
        }

        Assert.Equal(double.TryParse(next, CultureInfo.InvariantCulture, out double number) ? number : DateTime.Parse(next, CultureInfo.InvariantCulture), axis.At(1));
    }

    [Fact]
    public void A_forecast_over_an_absent_row_is_that_of_the_filled_series()
    {
        // The next number is half the one before plus a quarter of the state before.
        var model = new RnnModel(new ElmanCell(new RnnMatrix(1, 1, [0.5]), new RnnMatrix(1, 1, [0.25]), activation: RnnActivation.Identity));
        var options = new RnnForecastOptions { Count = 2, Feedback = FeedbackMap.Create(1, 1, [], []), MissingValue = RnnMissingValue.Interpolate };
        var history = new RnnSequence("s", new RnnMatrix(3, 1, [4, 8, 16]));
        var axis = RnnTimeAxis.Create(history, ["2024-02-11", "2024-02-12", "2024-02-14"], "t");

        List<RnnForecastStep> steps = [.. new RnnForecaster(model, options).Run(history, axis: axis)];

        // 12 is between 8 and 16; h = x / 2 + h / 4 over 4, 8, 12, 16, then over the forecasts.
        double state = 0;
        foreach (double value in new double[] { 4, 8, 12, 16 })
        {
            state = (value / 2) + (state / 4);
        }

        Assert.Equal([state, (state / 2) + (state / 4)], steps.Select(step => (double)step.Value));
        Assert.Equal([4L, 5L], steps.Select(step => step.Step));
        Assert.Equal([new DateTime(2024, 2, 15), new DateTime(2024, 2, 16)], steps.Select(step => step.Time));
        RnnException error = Assert.Throws<RnnException>(() => new RnnForecaster(model, options with { MissingValue = RnnMissingValue.Error }).Run(history, axis: axis));
        Assert.Equal(RnnErrorId.MissingValue, error.Id);
    }

    [Fact]
    public void Future_rows_go_on_from_the_last_row()
    {
        RnnTimeAxis axis = Axis("2024-02-11", "2024-02-12");
        Assert.Same(axis, axis.Follow(["2024-02-13", "2024-02-14"]));
        Assert.Same(axis, axis.Follow([new DateTime(2024, 2, 13)]));
        RefusedFuture("Row 0 of -Future: t is 2024-02-14, but 1 day after 2024-02-12 is 2024-02-13", axis, "2024-02-14", "2024-02-15");
        RefusedFuture("Row 1 of -Future: t is 2024-02-15, but 1 day after 2024-02-13 is 2024-02-14", axis, "2024-02-13", "2024-02-15");
        RefusedFuture("Row 0 of -Future: t is 2024-02-12", axis, "2024-02-12");
        RefusedFuture("is 2024-05-31", Axis("2024-03-31", "2024-04-30"), "2024-05-30");
        RefusedFuture("but 1 business day after 2024-02-12 is 2024-02-13", Axis("2024-02-09", "2024-02-12"), "2024-02-15");
        RefusedFuture("is 2025", Axis(2023, 2024), 2026);
        Assert.Equal(RnnErrorId.Time, Assert.Throws<RnnException>(() => axis.Follow(["13.02.2024"])).Id);
        Assert.Equal(RnnErrorId.Time, Assert.Throws<RnnException>(() => axis.Follow([null])).Id);
    }

    [Fact]
    public void Future_rows_tell_the_offset_of_times()
    {
        RnnTimeAxis days = Axis("2024-03-30T00:00+01:00", "2024-03-31T00:00+01:00").Follow(["2024-04-01T00:00+02:00"]);
        RnnTimeAxis hours = Axis("2024-03-31T00:00+01:00", "2024-03-31T01:00+01:00").Follow(["2024-03-31T03:00+02:00"]);

        Assert.Equal("2024-04-01T00:00+02:00 2024-04-02T00:00+02:00", string.Join(' ', Written(days, 1), Written(days, 2)));
        Assert.Equal("2024-03-31T03:00+02:00 2024-03-31T04:00+02:00", string.Join(' ', Written(hours, 1), Written(hours, 2)));
    }

    private static string Written(RnnTimeAxis axis, int steps) => ((DateTimeOffset)axis.At(steps)).ToString("yyyy-MM-ddTHH:mmzzz", CultureInfo.InvariantCulture);

    private static RnnSequence History(int rows) => new("s", new RnnMatrix(rows, 1, [.. Enumerable.Range(1, rows).Select(row => (double)row)]));

    private static RnnTimeAxis Axis(params object?[] times) => Axis(new RnnTimeFormat(), times);

    private static RnnTimeAxis Axis(RnnTimeFormat format, params object?[] times) => RnnTimeAxis.Create(History(times.Length), times, "t", format);

    private static void Refused(string message, Action action)
    {
        RnnException error = Assert.Throws<RnnException>(action);
        Assert.Equal(RnnErrorId.Time, error.Id);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private static void RefusedFuture(string message, RnnTimeAxis axis, params object?[] times)
    {
        RnnException error = Assert.Throws<RnnException>(() => axis.Follow(times));
        Assert.Equal(RnnErrorId.Future, error.Id);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
