using System.Globalization;

namespace RnnPS.Tests;

/// <summary>From a file to a forecast without a model: the times of the forecast. Expected times are from a calendar.</summary>
public sealed class FileToForecastTests : IDisposable
{
    private readonly Session _session = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("RnnPS").FullName;

    public FileToForecastTests() => _session.Run("$InformationPreference = $WarningPreference = 'SilentlyContinue'", ("file", Path.Combine(_folder, "load.csv")));

    public void Dispose()
    {
        _session.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_German_file()
    {
        // 40 hours up to 27 November 2026, 4:00.
        string[] hours = [.. Clock(new DateTime(2026, 11, 25, 13, 0, 0), 40, TimeSpan.FromHours(1)).Select(hour => hour.ToString("dd.MM.yyyy HH:mm", CultureInfo.InvariantCulture))];
        File.WriteAllLines(Path.Combine(_folder, "load.csv"), ["Zeit;Last", .. hours.Select((hour, row) => $"{hour};{(1000 + row).ToString(CultureInfo.InvariantCulture)},5")]);

        List<RnnForecastStep> steps = _session.Run<RnnForecastStep>(
            "Import-RnnSequence $file Last -Delimiter ';' -Culture de-DE | Invoke-RnnForecast -TimeProperty Zeit -Culture de-DE -Count 2");

        Assert.Equal([new DateTime(2026, 11, 27, 5, 0, 0), new DateTime(2026, 11, 27, 6, 0, 0)], steps.Select(step => step.Time));
        // The next number of a line is 1040.5. Read in another culture, it would be 10405.
        Assert.InRange((double)steps[0].Value, 1035, 1046);
    }

    [Theory]
    // On 29 March 2026 the clock goes from 2:00 to 3:00, and on 25 October from 3:00 to 2:00.
    [InlineData("2026-03-27T12:00+01:00", 40, "2026-03-29T05:00+02:00 2026-03-29T06:00+02:00")]
    [InlineData("2026-10-23T12:00+02:00", 40, "2026-10-25T03:00+01:00 2026-10-25T04:00+01:00")]
    // Rows do not tell when the clock will be set.
    [InlineData("2026-10-23T12:00+02:00", 39, "2026-10-25T03:00+02:00 2026-10-25T04:00+02:00")]
    public void Hours_with_an_offset_go_on_by_the_instant_over_a_change_of_the_clock(string first, int rows, string expected)
    {
        TimeZoneInfo berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        DateTimeOffset start = DateTimeOffset.Parse(first, CultureInfo.InvariantCulture);
        Write(Enumerable.Range(0, rows).Select(row => Offset(TimeZoneInfo.ConvertTime(start.AddHours(row), berlin))));

        Assert.Equal(expected.Split(' '), Forecast<DateTimeOffset>(expected.Split(' ').Length, Offset));
    }

    [Fact]
    public void Days_with_an_offset_go_on_by_the_clock_on_the_wall()
    {
        Write(Clock(new DateTime(2026, 3, 1), 40, TimeSpan.FromDays(1)).Select(day => $"{day:yyyy-MM-ddTHH:mm}{(day < new DateTime(2026, 3, 29, 3, 0, 0) ? "+01:00" : "+02:00")}"));

        Assert.Equal(["2026-04-10T00:00+02:00", "2026-04-11T00:00+02:00"], Forecast<DateTimeOffset>(2, Offset));
    }

    [Fact]
    public void The_hour_that_a_clock_without_offsets_leaves_out_is_a_missing_value()
    {
        var gap = new DateTime(2026, 3, 29, 2, 0, 0);
        Write(Clock(new DateTime(2026, 3, 27, 12, 0, 0), 48, TimeSpan.FromHours(1)).Where(hour => hour != gap).Select(Local));

        List<RnnForecastStep> steps = _session.Run<RnnForecastStep>("Import-RnnSequence $file Load | Invoke-RnnForecast -TimeProperty Time -Count 2");

        Assert.Equal(["2026-03-29T12:00", "2026-03-29T13:00"], steps.Select(step => Local((DateTime)step.Time!)));
        // 47 rows, and the absent one.
        Assert.Equal([48L, 49L], steps.Select(step => step.Step));
    }

    [Theory]
    [InlineData(60, "Line 41, row 39 of sequence load: Time is 2026-10-25 02:00:00, as in the row above")]
    // 2:00 comes after 2:30.
    [InlineData(30, "Line 80, row 78 of sequence load: Time is 2026-10-25 02:00:00, which is before 2026-10-25 02:30:00 of the row above")]
    [InlineData(15, "Line 158, row 156 of sequence load: Time is 2026-10-25 02:00:00, which is before 2026-10-25 02:45:00 of the row above")]
    public void The_hour_that_a_clock_without_offsets_has_twice_is_an_error_that_names_the_remedy(int minutes, string message)
    {
        TimeZoneInfo berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var start = new DateTimeOffset(2026, 10, 23, 12, 0, 0, TimeSpan.FromHours(2));
        Write(Enumerable.Range(0, 48 * 60 / minutes).Select(row => Local(TimeZoneInfo.ConvertTime(start.AddMinutes(row * minutes), berlin).DateTime)));

        Outcome outcome = _session.Try("Import-RnnSequence $file Load | Invoke-RnnForecast -TimeProperty Time -Count 2");

        Assert.Equal(RnnErrorId.Time, Outcome.Id(outcome.Error));
        Assert.StartsWith(message, outcome.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("Where a clock was set back, write times with their offset from UTC", outcome.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(outcome.Output);
    }

    [Fact]
    public void Business_days()
    {
        // Up to Thursday, 26 November 2026, without a holiday.
        Write(Clock(new DateTime(2026, 9, 1), 87, TimeSpan.FromDays(1))
            .Where(day => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && day != new DateTime(2026, 10, 12)).Select(Day));

        Assert.Equal(["2026-11-27", "2026-11-30", "2026-12-01", "2026-12-02"], Forecast<DateTime>(4, Day));
    }

    [Theory]
    [InlineData(31, "2026-12-31 2027-01-31 2027-02-28 2027-03-31")]
    [InlineData(30, "2026-12-30 2027-01-30 2027-02-28 2027-03-30")]
    [InlineData(1, "2026-12-01 2027-01-01 2027-02-01 2027-03-01")]
    public void Months_to_a_day_or_to_their_end(int day, string expected)
    {
        // 47 months from January 2023 to November 2026, with 29 February 2024.
        Write(Enumerable.Range(0, 47).Select(month => (2023 + (month / 12), 1 + (month % 12)))
            .Select(month => Day(new DateTime(month.Item1, month.Item2, Math.Min(day, DateTime.DaysInMonth(month.Item1, month.Item2))))));

        Assert.Equal(expected.Split(' '), Forecast<DateTime>(4, Day));
    }

    [Fact]
    public void Absent_rows_are_missing_values_that_the_networks_do_not_learn()
    {
        // A line with holes that would be jumps if its rows were taken one after the other.
        DateTime[] days = [.. Clock(new DateTime(2026, 9, 1), 80, TimeSpan.FromDays(1))];
        int[] kept = [.. Enumerable.Range(0, days.Length).Where(row => row is < 20 or > 23 && row % 11 != 5)];
        File.WriteAllLines(Path.Combine(_folder, "load.csv"), ["Time,Load", .. kept.Select(row => FormattableString.Invariant($"{Day(days[row])},{100 + (2 * row)}"))]);

        List<RnnForecastStep> steps = _session.Run<RnnForecastStep>("Import-RnnSequence $file Load | Invoke-RnnForecast -TimeProperty Time -Count 3");

        Assert.Equal(["2026-11-20", "2026-11-21", "2026-11-22"], steps.Select(step => Day((DateTime)step.Time!)));
        Assert.Equal([80L, 81L, 82L], steps.Select(step => step.Step));
        Assert.All(steps, (step, ahead) => Assert.InRange((double)step.Value, 260 + (2 * ahead) - 4, 260 + (2 * ahead) + 4));
    }

    [Theory]
    [InlineData("swap", "Line 12, row 10 of sequence load: Time is 2026-09-10, which is before 2026-09-11 of the row above: sort the rows by Time")]
    [InlineData("twice", "Line 12, row 10 of sequence load: Time is 2026-09-10, as in the row above: expected each time once")]
    [InlineData("reverse", "Line 3, row 1 of sequence load: Time is 2026-10-09, which is before 2026-10-10 of the row above: the newest row comes first")]
    [InlineData("text", "Line 12, row 10 of sequence load: Time is 'soon', which is written in another way")]
    [InlineData("empty", "Line 12, row 10 of sequence load: Time is empty")]
    public void Disorder_and_rows_without_a_time_are_errors(string fault, string message)
    {
        List<string> days = [.. Clock(new DateTime(2026, 9, 1), 40, TimeSpan.FromDays(1)).Select(Day)];
        switch (fault)
        {
            case "swap":
                (days[9], days[10]) = (days[10], days[9]);
                break;
            case "twice":
                days.Insert(9, days[9]);
                break;
            case "reverse":
                days.Reverse();
                break;
            default:
                days[10] = fault == "text" ? "soon" : string.Empty;
                break;
        }

        Write(days);

        Outcome outcome = _session.Try("Import-RnnSequence $file Load | Invoke-RnnForecast -TimeProperty Time -Count 2");

        Assert.Equal(RnnErrorId.Time, Outcome.Id(outcome.Error));
        Assert.StartsWith(message, outcome.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(outcome.Output);
    }

    private static IEnumerable<DateTime> Clock(DateTime start, int rows, TimeSpan step) => Enumerable.Range(0, rows).Select(row => start + (row * step));

    private static string Day(DateTime day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Local(DateTime time) => time.ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture);

    private static string Offset(DateTimeOffset time) => time.ToString("yyyy-MM-ddTHH:mmzzz", CultureInfo.InvariantCulture);

    // A noisy season, so that there is something to learn.
    private void Write(IEnumerable<string> times) => File.WriteAllLines(
        Path.Combine(_folder, "load.csv"), ["Time,Load", .. times.Select((time, row) => FormattableString.Invariant($"{time},{50 + (10 * Math.Sin(row / 4.0)) + (row * 7 % 5)}"))]);

    private string[] Forecast<T>(int count, Func<T, string> text) =>
        [.. _session.Run<RnnForecastStep>($"Import-RnnSequence $file Load | Invoke-RnnForecast -TimeProperty Time -Count {count}").Select(step => text((T)step.Time!))];
}
