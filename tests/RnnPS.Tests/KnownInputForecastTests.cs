using System.Management.Automation;

namespace RnnPS.Tests;

/// <summary>Forecasts without a model from inputs that are known for the rows of the forecast: the calendar, holidays and other columns.</summary>
public sealed class KnownInputForecastTests : IDisposable
{
    // 80 days from 1 January 2026: the load falls by 3 with each degree, and by 40 on a holiday.
    private const string Days =
        """
        $holidays = '2026-01-06', '2026-01-15', '2026-01-30', '2026-02-03', '2026-02-17', '2026-03-02', '2026-03-10', '2026-03-17'
        $days = 0..79 | ForEach-Object {
            $day = ([datetime]'2026-01-01').AddDays($_)
            $degrees = ($_ * 37) % 19
            $load = 200 - 3 * $degrees - ($day.ToString('yyyy-MM-dd') -in $holidays ? 40 : 0)
            [pscustomobject]@{ Day = $day; Load = $load; Degrees = $degrees } }
        $known = $days[0..71]; $future = $days[72..79] | ForEach-Object { [pscustomobject]@{ Day = $_.Day; Degrees = $_.Degrees } }
        $arguments = @{ Property = 'Load', 'Degrees'; TargetProperty = 'Load'; TimeProperty = 'Day'; Count = 8; HiddenSize = 8; Ensemble = 2 }

        """;

    private readonly Session _session = new();

    public KnownInputForecastTests() => _session.Run(Days);

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Known_columns_and_holidays_tell_the_load_of_a_day()
    {
        List<RnnForecastStep> steps = _session.Run<RnnForecastStep>("$known | Invoke-RnnForecast @arguments -Future $future -Holiday $holidays -ModelVariable fc");
        double[] actual = [.. _session.Run<int>("$days[72..79].Load").Select(load => (double)load)];

        // The loads lie up to 54 apart by the degrees, and 40 by the holiday of 17 March.
        Assert.InRange(steps.Zip(actual, (step, value) => Math.Abs((double)step.Value - value)).Average(), 0, 8);
        Assert.Equal(["Degrees"], _session.Run<RnnForecastModel>("$fc").Single().KnownInputs);

        // The kept model knows what it needs.
        string again = string.Join(' ', _session.Run<RnnForecastStep>("$known | Invoke-RnnForecast -TimeProperty Day -Count 8 -ForecastModel $fc -Future $future").Select(step => step.Value));
        Assert.Equal(string.Join(' ', steps.Select(step => step.Value)), again);
        Outcome none = _session.Try("$known | Invoke-RnnForecast -TimeProperty Day -Count 8 -ForecastModel $fc");
        Assert.Equal(RnnErrorId.Future, Outcome.Id(none.Error));
    }

    [Fact]
    public void A_backtest_takes_known_columns_from_the_rows_after_each_origin_and_says_so()
    {
        const string Test = "$days | Test-RnnForecast -Property Load, Degrees -TargetProperty Load -TimeProperty Day -Count 8 -Origin 1 ";
        Outcome outcome = _session.Try(Test + "-HiddenSize 8 -Ensemble 2 -Holiday $holidays -PerStep 3>&1");

        Assert.Empty(outcome.Errors);
        WarningRecord warning = Assert.Single(outcome.Output.Select(item => item.BaseObject).OfType<WarningRecord>());
        Assert.StartsWith("The model does not forecast its inputs Degrees: the rows after each origin give them", warning.Message, StringComparison.Ordinal);
        double[] forecasts = [.. outcome.Output.Select(item => item.BaseObject).OfType<RnnBacktestStep>().Select(step => step.Forecast)];
        // The same as a forecast of the rows after the history, which the command has not trained on.
        List<RnnForecastStep> steps = _session.Run<RnnForecastStep>("$known | Invoke-RnnForecast @arguments -Future $future -Holiday $holidays -ModelVariable fc");
        Assert.Equal(steps.Select(step => (double)step.Value), forecasts);
        Outcome kept = _session.Try(Test.Replace("-TargetProperty Load ", string.Empty, StringComparison.Ordinal) + "-ForecastModel $fc -PerStep 3>$null");
        Assert.Equal(forecasts, kept.Output.Select(item => ((RnnBacktestStep)item.BaseObject).Forecast));
    }

    [Fact]
    public void Groups_take_the_future_rows_of_their_own()
    {
        // The load of b falls with the degrees of b.
        List<RnnForecastStep> steps = _session.Run<RnnForecastStep>(
            """
            function Add-Site($Site, $From) { process { [pscustomobject]@{ Site = $Site; Day = $_.Day; Load = $_.Load; Degrees = $_.Degrees + $From } } }
            $both = @($known | Add-Site a 0) + @($known | Add-Site b 100)
            $later = @($future | Add-Site a 0) + @($future | Add-Site b 100)
            $both | Invoke-RnnForecast @arguments -GroupBy Site -Future $later
            """);

        Assert.Equal(16, steps.Count);
        // The scaling takes the 100 degrees away. With the rows of a, the load of b would be 300 higher.
        Assert.All(steps.Take(8).Zip(steps.Skip(8)), pair => Assert.InRange((double)pair.First.Value - (double)pair.Second.Value, -15, 15));
    }

    [Fact]
    public void A_sequence_has_known_columns_too()
    {
        Outcome outcome = _session.Try("New-RnnSequence -Input $known -Property Degrees, Load | Invoke-RnnForecast -TargetProperty Load -TimeProperty Day -Count 8 -HiddenSize 4 -Ensemble 1 -Future $future");

        Assert.Empty(outcome.Errors);
        Assert.Equal(8, outcome.Output.Count);
    }

    [Theory]
    [InlineData("-Future $future[0..4]", RnnErrorId.Future, "The forecast of 8 steps needs the known input Degrees of as many rows after the history, and there are 5")]
    [InlineData("", RnnErrorId.Future, "and there are 0: give one row for each step by -Future")]
    [InlineData("-Future $future[1..7]", RnnErrorId.Future, "Row 0 of -Future: Day is 2026-03-15, but 1 day after 2026-03-13 is 2026-03-14")]
    [InlineData("-Future @{ Day = '2026-03-14' }", RnnErrorId.PropertyMissing, "Degrees")]
    [InlineData("-Future $future -Calendar Hour", RnnErrorId.Parameters, "Hour is the same for all rows of the series")]
    [InlineData("-Future $future -Holiday 2026-12", RnnErrorId.Time, "'2026-12' is not a day")]
    [InlineData("-Future $future -Holiday 25.12.2026", RnnErrorId.Time, "'25.12.2026' is not a day: expected a date such as 2026-12-25")]
    [InlineData("-Future $future -Holiday 7", RnnErrorId.Time, "'7' is not a day")]
    public void What_is_wrong_is_named_before_the_training(string more, string id, string text)
    {
        Outcome outcome = _session.Try("$known | Invoke-RnnForecast @arguments " + more);

        Assert.Equal(id, Outcome.Id(outcome.Error));
        Assert.Contains(text, outcome.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(outcome.Output);
    }

    [Theory]
    [InlineData("-Calendar Weekday", "The series has no times, and a calendar can be told from times only: name them by -TimeProperty")]
    [InlineData("-Holiday 2026-01-06", "The series has no times, and holidays can be told from times only")]
    public void A_calendar_needs_times(string more, string text)
    {
        Outcome outcome = _session.Try("$known | Invoke-RnnForecast -Property Load -Count 2 " + more);

        Assert.Equal(RnnErrorId.Time, Outcome.Id(outcome.Error));
        Assert.Contains(text, outcome.Error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Holidays_are_dates_of_every_type_and_those_that_no_row_has_are_a_warning()
    {
        Outcome outcome = _session.Try(
            """
            $known | Invoke-RnnForecast -Property Load -TimeProperty Day -Count 1 -HiddenSize 4 -Ensemble 1 -ModelVariable fc -Culture de-DE -Calendar Weekday, DayOfYear -Holiday ([datetime]'2026-01-06'), ([datetimeoffset]'2026-01-15'), ([DateOnly]'2026-01-30'), '03.02.2026', 20260217 3>&1
            $known | Invoke-RnnForecast -Property Load -TimeProperty Day -Count 1 -HiddenSize 4 -Ensemble 1 -Holiday 2027-01-06 3>&1
            """);

        Assert.Empty(outcome.Errors);
        Assert.Contains(outcome.Output, item => item.BaseObject is WarningRecord warning && warning.Message.StartsWith("No day of -Holiday lies in the rows", StringComparison.Ordinal));
        RnnForecastForm form = _session.Run<RnnForecastModel>("$fc").Single().Candidates.First(candidate => candidate.Form is not null).Form!;
        Assert.Equal([new DateOnly(2026, 1, 6), new(2026, 1, 15), new(2026, 1, 30), new(2026, 2, 3), new(2026, 2, 17)], form.Holidays);
        Assert.Equal([RnnCalendar.Weekday, RnnCalendar.DayOfYear], form.Calendar);
    }
}
