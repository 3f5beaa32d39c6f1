namespace RnnPS.Tests;

/// <summary>Test-RnnForecast on rows, files and groups.</summary>
public sealed class BacktestTests : IDisposable
{
    private const string Half = "$half = New-RnnCell -InputWeight 0.5 -RecurrentWeight 0 -Activation Identity; ";

    private readonly Session _session = new();

    public BacktestTests() => _session.Run(Half);

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Each_forecast_of_a_file_is_that_of_Invoke_RnnForecast_on_the_rows_up_to_its_origin()
    {
        _session.Run(
            """
            $series = Import-RnnSequence $file SUNACTIVITY
            $model = New-RnnModel -Kind Gru 1 6 1 -Seed 1
            $null = $series.Slice(0, 249) | Optimize-RnnModel $model -Epoch 5 -ValidationFraction 0.2
            """,
            ("file", Session.Data("sunspots.csv")));

        List<RnnForecastAccuracy> measures = _session.Run<RnnForecastAccuracy>("$series | Test-RnnForecast $model 6 -Period 11 -PathCount 100");

        Assert.Equal(Enum.GetValues<RnnForecastMethod>(), measures.Select(one => one.Method));
        RnnForecastAccuracy model = measures[0];
        Assert.Equal((10, 60, 0, 11), (model.Origins, model.Count, model.Missing, model.Period));
        Assert.NotNull(model.PValue);
        Assert.Matches(@"(better|worse|no better) than repeating the last 11 rows \(p [=<] 0\.\d{3}\)$", model.Verdict);
        foreach (IGrouping<long, RnnBacktestStep> origin in model.Steps.GroupBy(step => step.Origin))
        {
            List<RnnForecastStep> expected = _session.Run<RnnForecastStep>($"$series.Slice(0, {origin.Key + 1}) | Invoke-RnnForecast $model 6 -PathCount 100");
            Assert.Equal(
                expected.Select(step => (step.Step, step.Value, step.Lower, step.Upper)),
                origin.Select(step => (step.Step, (object)step.Forecast, (object?)step.Lower, (object?)step.Upper)));
        }

        Assert.Equal(
            model.Steps.Select(step => step.ToString()),
            _session.Run<RnnBacktestStep>("$series | Test-RnnForecast $model 6 -Period 11 -PathCount 100 -PerStep").Select(step => step.ToString()));
    }

    [Fact]
    public void Rows_of_a_file_give_the_times_the_season_and_known_targets()
    {
        string rows = Session.ConvertFromCsv + "$rows = @('Time,Load,Cost') + (0..199 | ForEach-Object { '{0:yyyy-MM-ddTHH:00},{1},{2}' -f ([datetime]'2024-01-01').AddHours($_), (10 + $_ % 24), (2 * ($_ % 24)) }) | ConvertFrom-Csv; ";

        List<RnnForecastAccuracy> measures = _session.Run<RnnForecastAccuracy>(rows + "$rows | Test-RnnForecast $half 24 -Origin 3 -Property Load -TimeProperty Time");

        RnnForecastAccuracy seasonal = measures.Single(one => one.Method == RnnForecastMethod.SeasonalNaive);
        Assert.Equal((24, 0.0, "Load"), (seasonal.Period, seasonal.Mae, seasonal.Target));
        // The errors are the same on each day, so there is no variance to test with.
        Assert.Equal("worse than repeating yesterday (not tested)", measures[0].Verdict);
        Assert.Equal(new DateTime(2024, 1, 6, 8, 0, 0), seasonal.Steps[0].Time);

        // A target that is not an input is read from the same rows.
        RnnBacktestStep step = _session.Run<RnnBacktestStep>("$rows | Test-RnnForecast $half 1 -Origin 1 -Property Load -TargetProperty Cost -PerStep").Single();
        Assert.Equal(("Cost", 14.0, 8.0), (step.Target, step.Actual, step.Forecast));
    }

    [Fact]
    public void Known_inputs_come_from_the_rows_with_one_warning_for_all_groups()
    {
        _session.Run("$model = New-RnnModel 2 3 1 -Seed 1; $rows = 1..30 | ForEach-Object { [pscustomobject]@{ x = $_; k = $_ % 3; g = $_ % 2 } }");
        const string Test = "$rows | Test-RnnForecast $model 3 -Origin 2 -Property x, k -TargetProperty x -GroupBy g -PerStep";

        Outcome outcome = _session.Try("$w = @(); " + Test + " -WarningVariable w -WarningAction SilentlyContinue; $w | ForEach-Object Message");

        Assert.Empty(outcome.Errors);
        string[] warnings = [.. outcome.Output.Select(item => item.BaseObject).OfType<string>()];
        Assert.Equal(2, warnings.Length);
        Assert.Contains("it was not trained", warnings[0], StringComparison.Ordinal);
        Assert.Contains("its inputs k: the rows after each origin give them", warnings[1], StringComparison.Ordinal);
        Assert.Empty(_session.Run("$w = @(); $null = 1..9 | Test-RnnForecast $half 2 -Origin 2 -WarningVariable w; $w"));
        // The forecast from the last origin is that of a user who gives the known rows.
        Assert.Equal(
            _session.Run<double>("$all = @($rows | Where-Object g -eq 1); $all | Select-First 12 | Invoke-RnnForecast $model 3 -Property x, k -TargetProperty x -Future ($all[12..14]) | ForEach-Object Value"
                .Replace("$all | Select-First 12", "$all[0..11]", StringComparison.Ordinal)),
            outcome.Output.Select(item => item.BaseObject).OfType<RnnBacktestStep>().Where(step => step.Sequence is 1 && step.Origin == 11).Select(step => step.Forecast));
    }

    [Fact]
    public void Groups_are_measured_one_by_one_and_together_with_Total()
    {
        List<RnnForecastAccuracy> measures = _session.Run<RnnForecastAccuracy>(
            "1..40 | ForEach-Object { @{ x = $_ * (1 + $_ % 2); k = $_ % 2 } } | Test-RnnForecast $half 2 -Origin 3 -Property x -GroupBy k -Total | Where-Object Method -eq Model");

        Assert.Equal([1, 0, "Total"], measures.Select(one => one.Sequence));
        Assert.Equal([6, 6, 12], measures.Select(one => one.Count));
        Assert.Equal((measures[0].Mae + measures[1].Mae) / 2, measures[2].Mae, 1e-12);
        Assert.Equal(RnnErrorId.Parameters, Outcome.Id(_session.Try("1..9 | Test-RnnForecast $half 1 -Total -PerStep").Error));
    }

    [Fact]
    public void A_series_with_an_error_is_left_out_and_the_others_go_on()
    {
        Outcome outcome = _session.Try(
            "(New-RnnSequence -Input 1,2 -Key short), (New-RnnSequence -Input (1..9) -Key good) | Test-RnnForecast $half 2 -Origin 2 -Total | ForEach-Object Sequence");

        Assert.Equal(RnnErrorId.SequenceLength, Outcome.Id(outcome.Error));
        Assert.Contains("The sequence short has 2 rows", outcome.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(["good", "good", "good", "Total", "Total", "Total"], outcome.Output.Select(item => item.ToString()));
    }

    [Theory]
    [InlineData("1..9 | Test-RnnForecast $half 2 -Origin 5", RnnErrorId.SequenceLength, "need at least 12")]
    [InlineData("1..9 | Test-RnnForecast $half 1 -Origin 1 -Period 8", RnnErrorId.SequenceLength, "need at least 10")]
    [InlineData("1,2,'',4,5,6 | Test-RnnForecast $half 1 -Origin 2", RnnErrorId.MissingValue, "-MissingValue Interpolate")]
    [InlineData("1..9 | Test-RnnForecast $half 1 -Origin 2 -Interval 0.9", RnnErrorId.Interval, "no residuals")]
    [InlineData("1..9 | Test-RnnForecast $half 1 -Origin 2 -TimeFormat yyyy", RnnErrorId.Parameters, "-TimeProperty")]
    [InlineData("(1,2),(3,4),(5,6) | Test-RnnForecast $half 1 -Origin 1", RnnErrorId.InputLength, "2 features")]
    [InlineData("1..9 | ForEach-Object { ,($_, $_) } | Test-RnnForecast (New-RnnModel 2 2 1 -Seed 1) 1 -Origin 1", RnnErrorId.Feedback, "-TargetProperty")]
    [InlineData("1..9 | ForEach-Object { @{ x = $_ } } | Test-RnnForecast $half 1 -Origin 1 -Property x -TargetProperty y", RnnErrorId.PropertyMissing, "Step 0 of sequence 0")]
    [InlineData("1..9 | Test-RnnForecast (New-RnnModel 1 2 1 -Direction Reverse -Seed 1) 1", RnnErrorId.Direction, "all Forward")]
    [InlineData("1..9 | Test-RnnForecast $half 1 -Target 5", RnnErrorId.Parameters, "takes names, and 5 is a number")]
    public void What_can_not_be_tested_is_a_typed_error(string script, string id, string message)
    {
        Outcome outcome = _session.Try(script);

        Assert.Equal(id, Outcome.Id(outcome.Error));
        Assert.Contains(message, outcome.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(outcome.Output);
    }

    [Fact]
    public void Classes_are_no_numbers_to_forecast()
    {
        _session.Run("$classes = New-RnnModel 1 2 3 -Seed 1; $null = 0, 1, 2, 0, 1, 2 | ForEach-Object { @{ x = $_; y = $_ } } | Optimize-RnnModel $classes -Property x -TargetProperty y -Loss SoftmaxCrossEntropy -Epoch 1");

        Outcome outcome = _session.Try("1..9 | ForEach-Object { @{ x = 1; y = 1 } } | Test-RnnForecast $classes 1");

        Assert.Equal(RnnErrorId.Feedback, Outcome.Id(outcome.Error));
        Assert.Contains("3 probabilities for y", outcome.Error.Exception.Message, StringComparison.Ordinal);
    }
}
