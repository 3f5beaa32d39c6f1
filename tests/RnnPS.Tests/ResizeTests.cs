using System.Management.Automation;

namespace RnnPS.Tests;

/// <summary>Resize-RnnSequence: rows and sequences in, the same out, and on to a forecast.</summary>
public sealed class ResizeTests : IDisposable
{
    private const string Hours =
        "$hours = 0..59 | ForEach-Object { [pscustomobject]@{ Time = ([datetime]'2026-11-26T12:00').AddHours($_); Load = $_; Stock = -$_; Site = 'a' } };";

    private readonly Session _session = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("RnnPS").FullName;

    public ResizeTests() => _session.Run(Hours + "$WarningPreference = 'SilentlyContinue'", ("folder", _folder));

    public void Dispose()
    {
        _session.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Rows_become_rows_of_whole_days_with_a_method_for_each_property()
    {
        Outcome outcome = _session.Try("$hours | Resize-RnnSequence Day -TimeProperty Time -Property Load, Stock -Method Sum, Last 3>&1 -WarningAction Continue");

        Assert.Empty(outcome.Errors);
        // Of 26 and 29 November there are twelve hours and no hour.
        WarningRecord warning = Assert.IsType<WarningRecord>(outcome.Output[0].BaseObject);
        Assert.Equal("The bucket of 2026-11-26 of the sequence 0 is not whole, and left out. -KeepPartial keeps the first and the last bucket.", warning.Message);
        Assert.Equal(
            [(new DateTime(2026, 11, 27), (12 + 35) * 12.0, -35.0), (new DateTime(2026, 11, 28), (36 + 59) * 12.0, -59.0)],
            outcome.Output.Skip(1).Select(row => ((DateTime)row.Properties["Time"].Value, (double)row.Properties["Load"].Value, (double)row.Properties["Stock"].Value)));
        Assert.Equal(["Time", "Load", "Stock"], outcome.Output[1].Properties.Select(property => property.Name));
    }

    [Fact]
    public void Partial_days_are_kept_on_request()
    {
        List<double> means = _session.Run<double>("($hours | Resize-RnnSequence ([timespan]'1') -TimeProperty Time -Property Load -KeepPartial).Load");

        Assert.Equal([5.5, 23.5, 47.5], means);
    }

    [Fact]
    public void Groups_have_the_same_rows_and_missing_values_where_they_have_none()
    {
        List<PSObject> rows = [.. _session.Run(
            """
            $b = $hours[15..40] | ForEach-Object { [pscustomobject]@{ Time = $_.Time.AddMinutes(20); Load = $_.Load; Site = 'b' } }
            $hours[0..23] + $b | Resize-RnnSequence 6h -TimeProperty Time -Property Load -GroupBy Site
            """)];

        DateTime[] starts = [.. Enumerable.Range(0, 6).Select(step => new DateTime(2026, 11, 26, 12, 0, 0).AddHours(6 * step))];
        // b has rows from 27 November, 3:20, to 28 November, 4:20: the whole buckets are from 6:00 to 24:00.
        Assert.Equal(starts, Of("a").Select(row => (DateTime)row.Properties["Time"].Value));
        Assert.Equal([2.5, 8.5, 14.5, 20.5, null, null], Of("a").Select(row => (double?)row.Properties["Load"].Value));
        Assert.Equal([null, null, null, 20.5, 26.5, 32.5], Of("b").Select(row => (double?)row.Properties["Load"].Value));

        List<PSObject> Of(string site) => [.. rows.Where(row => (string)row.Properties["Site"].Value == site)];
    }

    [Fact]
    public void Sequences_of_files_become_sequences_that_can_be_forecast()
    {
        File.WriteAllLines(
            Path.Combine(_folder, "load.csv"),
            ["Zeit;Last", .. Enumerable.Range(0, 40 * 24).Select(hour => FormattableString.Invariant($"{new DateTime(2026, 10, 1).AddHours(hour):dd.MM.yyyy HH:mm};{100 + (hour / 24)},5"))]);

        Outcome outcome = _session.Try(
            """
            $daily = Import-RnnSequence "$folder/load.csv" Last -Delimiter ';' -Culture de-DE | Resize-RnnSequence Day -TimeProperty Zeit -Culture de-DE
            $daily
            $daily | Invoke-RnnForecast -TimeProperty Zeit -Count 1 -HiddenSize 4 -Ensemble 1 -InformationAction Ignore
            """);

        Assert.Empty(outcome.Errors);
        var daily = (RnnSequence)outcome.Output[0].BaseObject;
        Assert.Equal(("load", 40, 100.5, 139.5), (daily.Key, daily.Length, daily.Values[0][0], daily.Values[39][0]));
        Assert.Equal(["Last"], daily.FeatureNames);
        Assert.Equal(new DateTime(2026, 11, 10), ((RnnForecastStep)outcome.Output[1].BaseObject).Time);
    }

    [Theory]
    [InlineData("$hours | Resize-RnnSequence Moon -TimeProperty Time -Property Load", RnnErrorId.Parameters, "'Moon' is not a step")]
    [InlineData("$hours | Resize-RnnSequence 5 -TimeProperty Time -Property Load", RnnErrorId.Parameters, "'5' is not a step")]
    [InlineData("$hours | Resize-RnnSequence Day -TimeProperty Date -Property Load", RnnErrorId.PropertyMissing, "Date")]
    [InlineData("$hours | Resize-RnnSequence Day -TimeProperty Load -Property Load", RnnErrorId.Time, "needs dates")]
    [InlineData("$hours | Resize-RnnSequence Day -TimeProperty Time -Property Load -Method Sum, Last", RnnErrorId.Parameters, "-Method names 2, and the sequence 0 has 1 feature")]
    [InlineData("$hours | Resize-RnnSequence Month -TimeProperty Time -Property Load", RnnErrorId.SequenceLength, "no whole bucket of 1 month")]
    [InlineData("New-RnnSequence -Input 1, 2 | Resize-RnnSequence Day -TimeProperty Time", RnnErrorId.Time, "has no rows that hold a time")]
    [InlineData("$hours[3..0] | Resize-RnnSequence Day -TimeProperty Time -Property Load", RnnErrorId.Time, "the newest row comes first")]
    public void What_is_wrong_is_named(string script, string id, string text)
    {
        Outcome outcome = _session.Try(script);

        Assert.Equal(id, Outcome.Id(outcome.Error));
        Assert.Contains(text, outcome.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(outcome.Output);
    }

    [Fact]
    public void A_bad_series_is_named_and_the_others_are_resampled()
    {
        Outcome outcome = _session.Try("$hours[3..0] + ($hours | ForEach-Object { [pscustomobject]@{ Time = $_.Time; Load = 1; Site = 'b' } }) | Resize-RnnSequence Day -TimeProperty Time -Property Load -GroupBy Site");

        Assert.Equal(RnnErrorId.Time, Outcome.Id(outcome.Error));
        Assert.Equal(["b", "b"], outcome.Output.Select(row => row.Properties["Site"].Value));
    }
}
