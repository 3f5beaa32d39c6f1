using System.Management.Automation;

namespace RnnPS.Tests;

/// <summary>Kept forecast models, backtests without a model, several intervals, and what is wrong with them.</summary>
public sealed class ForecastModelTests : IDisposable
{
    private const string Setup =
        """
        $days = 0..69 | ForEach-Object { [pscustomobject]@{ Day = ([datetime]'2024-01-01').AddDays($_); Load = 50 + $_ + 9 * [Math]::Sin($_ * [Math]::PI / 3.5) } }
        $small = @{ Ensemble = 1; HiddenSize = 3; Difference = 7; Transform = 'None'; Lag = 'None' }
        $null = $days[0..59] | Invoke-RnnForecast -Property Load -TimeProperty Day -Count 4 -ModelVariable fc @small
        $half = New-RnnCell -InputWeight 0.5 -RecurrentWeight 0 -Activation Identity
        """;

    private readonly Session _session = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("RnnPS").FullName;

    public ForecastModelTests() => _session.Run(Setup, ("folder", _folder));

    public void Dispose()
    {
        _session.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_backtest_without_a_model_trains_on_the_rows_before_each_origin()
    {
        double[] tested = [.. _session.Run<RnnBacktestStep>("$days | Test-RnnForecast -Property Load -TimeProperty Day -Count 4 -Origin 2 -PerStep -ModelVariable all @small").Select(step => step.Forecast)];
        double[] expected =
        [
            .. ((string[])["0..61", "0..65"]).SelectMany(rows =>
                _session.Run<RnnForecastStep>($"$days[{rows}] | Invoke-RnnForecast -Property Load -TimeProperty Day -Count 4 @small").Select(step => (double)step.Value)),
        ];

        Assert.Equal(expected, tested);
        Assert.Equal([62, 66], _session.Run<RnnForecastModel>("$all").Select(model => model.TrainedRows));
    }

    [Fact]
    public void A_kept_model_is_tested_as_it_is_and_warns_where_it_has_seen_the_rows()
    {
        const string Test = "$days | Test-RnnForecast -TimeProperty Day -Count 4 -Origin 2 -ForecastModel $fc 3>&1";
        Assert.Single(_session.Try(Test).Output, item => item.BaseObject is RnnForecastAccuracy { Method: RnnForecastMethod.Model, Count: 8 });
        Assert.DoesNotContain(_session.Try(Test).Output, item => item.BaseObject is WarningRecord);

        Outcome seen = _session.Try(Test.Replace("-Origin 2", "-Origin 3", StringComparison.Ordinal));
        string warning = Assert.Single(seen.Output, item => item.BaseObject is WarningRecord).ToString();
        Assert.Contains("rows up to 2024-02-29, which are after the first origin", warning, StringComparison.Ordinal);
        // The last days alone, counted from the first of them.
        Assert.DoesNotContain(_session.Try(Test.Replace("$days", "$days[40..69]", StringComparison.Ordinal)).Output, item => item.BaseObject is WarningRecord);
    }

    [Fact]
    public void Several_intervals_are_all_there_and_text_in_files()
    {
        RnnForecastStep step = _session.Run<RnnForecastStep>("$days | Invoke-RnnForecast -TimeProperty Day -Count 1 -ForecastModel $fc -Interval 0.9, 0.5").Single();
        Assert.Equal([0.5, 0.9], step.Intervals.Select(interval => interval.Level));
        Assert.Equal((step.Intervals[1].Lower, step.Intervals[1].Upper), (step.Lower, step.Upper));
        Assert.Equal(FormattableString.Invariant($"0.5: {step.Intervals[0].Lower} to {step.Intervals[0].Upper}; 0.9: {step.Lower} to {step.Upper}"), step.Intervals.ToString());
        Assert.Empty(_session.Run<RnnForecastStep>("$days | Invoke-RnnForecast -TimeProperty Day -Count 1 -ForecastModel $fc").Single().Intervals);

        RnnForecastAccuracy accuracy = _session.Run<RnnForecastAccuracy>("$days | Test-RnnForecast -TimeProperty Day -Count 4 -Origin 2 -ForecastModel $fc -Interval 0.5, 0.9")[0];
        Assert.Equal([0.5, 0.9], accuracy.Intervals.Select(interval => interval.Level));
    }

    [Fact]
    public void Compare_adds_the_repetition_that_the_verdict_names()
    {
        RnnForecastStep[] steps = [.. _session.Run<RnnForecastStep>("$days | Invoke-RnnForecast -TimeProperty Day -Count 3 -ForecastModel $fc -Compare")];
        int lag = _session.Run<RnnForecastModel>("$fc").Single().BaselineLag;

        Assert.Equal(Enumerable.Range(70, 3).Select(day => 50 + (day - lag) + (9 * Math.Sin((day - lag) * Math.PI / 3.5))), steps.Select(step => step.Baseline!.Value), (one, other) => Math.Abs(one - other) < 1e-9);
        Assert.All(_session.Run<RnnForecastStep>("$days | Invoke-RnnForecast -TimeProperty Day -Count 3 -ForecastModel $fc"), step => Assert.Null(step.Baseline));
    }

    [Fact]
    public void A_mistake_of_all_rows_is_not_written_for_each()
    {
        foreach (string command in (string[])["Invoke-RnnForecast -Property Lood -Count 2", "Test-RnnForecast $half -Property Lood -Count 2"])
        {
            Outcome outcome = _session.Try("$days | " + command);

            Assert.Equal(RnnErrorId.PropertyMissing, Outcome.Id(Assert.Single(outcome.Errors)));
            Assert.Contains("-Property: There is no 'Lood'", outcome.Errors[^1].Exception.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("$days | Invoke-RnnForecast -Property Load -Count 3 -Period 500", RnnErrorId.SequenceLength, "-Period 500 is too long for the 70 rows")]
    [InlineData("$days | Invoke-RnnForecast $half -Property Load -Count 3 -Compare", RnnErrorId.Parameters, "Test-RnnForecast")]
    [InlineData("$days | Test-RnnForecast -Property Load -Count 3 -Lead 2", RnnErrorId.Parameters, "-Lead is for a -Model")]
    [InlineData("$days | Test-RnnForecast -Property Load -Count 10", RnnErrorId.SequenceLength, "need at least 130: 30 before the first origin")]
    [InlineData("$days | Invoke-RnnForecast -Property Load -Count 3 -Interval 0.5, 95", RnnErrorId.Interval, "An interval of 95")]
    [InlineData("$days | Invoke-RnnForecast $fc -Property Load -Count 3", "ParameterArgumentTransformationError", "by -ForecastModel")]
    [InlineData("$days | Invoke-RnnForecast -ForecastModel $half -Count 3", "ParameterArgumentTransformationError", "give it by -Model")]
    [InlineData("$days | Invoke-RnnForecast -ForecastModel 7 -Count 3", "ParameterArgumentTransformationError", "7 is not a forecast model")]
    [InlineData("$fc | Export-RnnModel $folder/a.onnx", RnnErrorId.ModelUnsupported, "$model.Members[0].Model")]
    [InlineData("Optimize-RnnModel $fc", "ParameterArgumentTransformationError", "$model.Members[0].Model")]
    public void What_does_not_fit_is_named(string command, string id, string text)
    {
        ErrorRecord error = Assert.Single(_session.Try(command).Errors);

        Assert.Equal(id, error.FullyQualifiedErrorId.Split(',')[0]);
        Assert.Contains(text, error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_keeps_a_model_and_a_copy_is_another_one()
    {
        _session.Run("$fc | Export-RnnModel $folder/a.safetensors; $back = Import-RnnModel $folder/a.safetensors; $copy = Copy-RnnModel $fc");
        string Text(string model) => string.Join(' ', _session.Run<RnnForecastStep>($"$days | Invoke-RnnForecast -TimeProperty Day -Count 3 -ForecastModel {model}").Select(step => $"{step.Value:R} {step.Lower:R}"));

        Assert.Equal(Text("$fc"), Text("$back"));
        Assert.Equal(Text("$fc"), Text("$copy"));
        Assert.Equal("False", _session.Run("[object]::ReferenceEquals($fc.Members[0].Model, $copy.Members[0].Model)")[0].ToString());
    }
}
