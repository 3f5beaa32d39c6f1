using System.Globalization;
using System.Management.Automation;

namespace RnnPS.Tests;

/// <summary>Find-RnnAnomaly and Measure-RnnAnomaly on rows, sequences, groups and live values.</summary>
public sealed class AnomalyTests : IDisposable
{
    // A model that halves its input, with residuals of a validation part, and rows with a spike.
    private const string Setup =
        """
        $half = New-RnnCell -InputWeight 0.5 -RecurrentWeight 0 -Activation Identity
        $random = [Random]::new(1)
        $noise = 1..2000 | ForEach-Object { [Math]::Sqrt(-2 * [Math]::Log(1 - $random.NextDouble())) * [Math]::Cos(2 * [Math]::PI * $random.NextDouble()) }
        $model = [RnnPS.RnnModel]::new($half)
        $model.SetTraining([RnnPS.Tests.AnomalyTests]::Training($noise))
        $rows = 0..79 | ForEach-Object {
            [pscustomobject]@{ Time = ([datetime]'2024-01-01').AddHours($_).ToString('s'); Load = $(if ($_ -eq 40) { 30 } else { $noise[$_] }); Label = $(if ($_ -eq 40) { 'spike' }); Key = 'ab'[$_ % 2] } }

        """;

    private readonly Session _session = new();


    public void Dispose() => _session.Dispose();

    /// <summary>The description of a model that was validated on some rows.</summary>
    public static RnnTraining Training(object[] residuals) => new()
    {
        Lead = 1,
        InputNames = ["Load"],
        TargetNames = ["Load"],
        Residuals = new RnnMatrix(residuals.Length, 1, [.. residuals.Select(residual => Convert.ToDouble(residual is PSObject item ? item.BaseObject : residual, CultureInfo.InvariantCulture))]),
    };

    [Fact]
    public void A_row_comes_out_before_the_next_one_is_read()
    {
        string order = string.Concat(_session.Run(
            "$log = [Collections.Generic.List[string]]::new(); $rows[0..3] | ForEach-Object { $log.Add('in '); $_ } | Find-RnnAnomaly $model | ForEach-Object { $log.Add(\"out$($_.Step) \") }; $log"));

        Assert.Equal("in out0 in out1 in out2 in out3 ", order);
        Assert.Equal(3, _session.Run("& { while ($true) { 1 } } | Find-RnnAnomaly $model | Stop-Upstream 3").Count);
    }

    [Fact]
    public void A_spike_is_found_with_its_time_what_was_expected_and_its_source()
    {
        List<RnnAnomalyStep> steps = _session.Run<RnnAnomalyStep>("$rows | Find-RnnAnomaly $model -TimeProperty Time -Robust");
        RnnAnomalyStep spike = Assert.Single(steps, step => step.IsAnomaly);

        Assert.Equal(80, steps.Count);
        Assert.Equal((40L, (object)new DateTime(2024, 1, 2, 16, 0, 0), (object)30.0), (spike.Step, spike.Time!, spike.Value!));
        Assert.Equal((double)steps[39].Value! / 2, spike.Expected);
        Assert.Equal(30 - ((double)steps[39].Value! / 2), spike.Residual);
        Assert.True((double)spike.Lower! < (double)spike.Expected! && (double)spike.Upper! < 30 && spike.Score < 0.001);
        Assert.Equal("spike", ((PSObject)spike.Source!).Properties["Label"].Value);
        Assert.Equal((RnnAnomalyKind.Value, 1L), (spike.Kind!.Value, spike.Event!.Value));
    }

    [Fact]
    public void Rows_files_and_groups_give_the_same_scores()
    {
        string Scores(string script) => string.Join(' ', _session.Run<RnnAnomalyStep>(script).Select(step => $"{step.Step}:{step.Score:R}"));

        string rows = Scores("$rows | Find-RnnAnomaly $model");
        Assert.Equal(rows, Scores("$rows.Load | Find-RnnAnomaly $model"));
        Assert.Equal(rows, Scores("Find-RnnAnomaly $model -Input $rows.Load"));
        Assert.Equal(rows, Scores("$rows | New-RnnSequence -Property Load | Find-RnnAnomaly $model"));
        // Rows of groups alternate, and come out in their order.
        List<RnnAnomalyStep> grouped = _session.Run<RnnAnomalyStep>("$rows | Find-RnnAnomaly $model -GroupBy Key");
        Assert.Equal(Enumerable.Range(0, 80).Select(row => $"{"ab"[row % 2]}{row / 2}"), grouped.Select(step => $"{step.Sequence}{step.Step}"));
        Assert.Equal(
            Scores("$rows | Where-Object Key -eq a | Find-RnnAnomaly $model"),
            string.Join(' ', grouped.Where(step => step.Sequence.ToString() == "a").Select(step => $"{step.Step}:{step.Score:R}")));
    }

    [Fact]
    public void A_state_goes_on_in_the_next_call()
    {
        string Scores(string script) => string.Join(' ', _session.Run<RnnAnomalyStep>(script).Select(step => $"{step.Score:R}"));

        Assert.Equal(
            Scores("$rows | Find-RnnAnomaly $model"),
            Scores("$state = New-RnnState $model; $rows[0..29] | Find-RnnAnomaly $model -State $state; $rows[30] | Find-RnnAnomaly $model -State $state; $rows[31..79] | Find-RnnAnomaly $model -State $state"));
    }

    [Fact]
    public void Alarms_a_week_are_a_level_by_the_step_of_the_rows()
    {
        // 168 hours a week: 8.4 alarms are one of twenty rows.
        string[] weekly = Alarms("$rows | Find-RnnAnomaly $model -TimeProperty Time -AlarmsPerWeek 8.4");

        Assert.Equal(Alarms("$rows | Find-RnnAnomaly $model -Level 0.05"), weekly);
        Assert.InRange(weekly.Length, 2, 20);

        string[] Alarms(string script) => [.. _session.Run<RnnAnomalyStep>(script).Where(step => step.IsAnomaly).Select(step => $"{step.Step} {step.Upper}")];
    }

    [Fact]
    public void Labels_measure_what_was_found()
    {
        RnnAnomalyAccuracy accuracy = _session.Run<RnnAnomalyAccuracy>("$rows | Find-RnnAnomaly $model -Robust | Measure-RnnAnomaly Label").Single();

        Assert.Equal((1, 1.0, 1.0, 1.0, 0.0, 0L), (accuracy.Found, accuracy.Precision, accuracy.Recall, accuracy.F1, accuracy.Delay!.Value, accuracy.FalseAlarms));
        Assert.Equal("spike from step 40, 1 row, found after 0 rows", accuracy.Events.Single().ToString());
        Assert.Equal(
            "1 2 3",
            string.Join(' ', _session.Run(
                "foreach ($labels in @('', 'x', '', ''), @($true, 0, 'no', $true), @('1', '2', 'normal', 'TRUE')) { $i = 0; "
                + "($labels | ForEach-Object { @{ Load = 1; Label = $_ } } | Find-RnnAnomaly $model | Measure-RnnAnomaly Label).Events.Count }")));
    }

    [Fact]
    public void A_model_that_is_trained_on_the_rows_finds_a_spike_in_them_and_goes_on_live()
    {
        const string Months =
            """
            $months = 0..119 | ForEach-Object { [pscustomobject]@{
                Month = ([datetime]'2010-01-01').AddMonths($_).ToString('yyyy-MM-dd')
                Sales = 100 + 30 * [Math]::Sin($_ * [Math]::PI / 6) + $noise[$_] + $(if ($_ -eq 100) { 40 }) } }
            """;
        Outcome outcome = _session.Try(Months + "\n$months | Find-RnnAnomaly -Property Sales -TimeProperty Month -ModelVariable fc -Ensemble 1 3>&1 6>&1");
        List<RnnAnomalyStep> steps = [.. outcome.Output.Select(item => item.BaseObject).OfType<RnnAnomalyStep>()];

        Assert.Empty(outcome.Errors);
        Assert.Equal(120, steps.Count);
        Assert.Equal(100, steps.Where(step => step.Score is not null).MinBy(step => step.Score)!.Step);
        Assert.True(steps[100].IsAnomaly);
        Assert.Contains(outcome.Output, item => item.ToString()!.StartsWith("Trained a forecast of Sales on 120 rows.", StringComparison.Ordinal));
        Assert.Single(outcome.Output, item => item.BaseObject is WarningRecord && item.ToString()!.Contains("too few for the level 0.001", StringComparison.Ordinal));

        // The same model, row by row, and with a row that is absent.
        string order = string.Concat(_session.Run(
            "$log = ''; $months[0..3] | ForEach-Object { $log += 'i'; $_ } | Find-RnnAnomaly -ForecastModel $fc -TimeProperty Month -WarningAction Ignore | ForEach-Object { $log += 'o' }; $log"));
        Assert.Equal("ioioioio", order);
        List<RnnAnomalyStep> live = _session.Run<RnnAnomalyStep>("$months | Find-RnnAnomaly -ForecastModel $fc -TimeProperty Month -WarningAction Ignore");
        Assert.Equal(steps.Select(step => step.Score), live.Select(step => step.Score));
        List<RnnAnomalyStep> gap = _session.Run<RnnAnomalyStep>("$months[0..49 + 51..119] | Find-RnnAnomaly -ForecastModel $fc -TimeProperty Month -WarningAction Ignore");
        List<RnnAnomalyStep> hole = _session.Run<RnnAnomalyStep>("$months[50].Sales = $null; $months | Find-RnnAnomaly -ForecastModel $fc -TimeProperty Month -WarningAction Ignore");
        Assert.Equal(hole[119].Score, gap[118].Score);
        Assert.Equal((null, null, false), (hole[50].Value, hole[50].Score, hole[50].IsAnomaly));
    }

    [Theory]
    [InlineData("$rows | Find-RnnAnomaly $model -Level 0", RnnErrorId.Interval, "A level of 0")]
    [InlineData("$rows | Find-RnnAnomaly $model -Level 5", RnnErrorId.Interval, "between 0 and 1")]
    [InlineData("$rows | Find-RnnAnomaly $model -AlarmsPerWeek 5", RnnErrorId.Parameters, "-TimeProperty")]
    [InlineData("$rows | Find-RnnAnomaly $model -AlarmsPerWeek 500 -TimeProperty Time", RnnErrorId.Interval, "not fewer than the rows of a week")]
    [InlineData("$rows | Find-RnnAnomaly $model -AlarmsPerWeek -1 -TimeProperty Time", RnnErrorId.Interval, "above 0")]
    [InlineData("$rows | Find-RnnAnomaly $half -Property Load", RnnErrorId.Interval, "at least 20 residuals")]
    [InlineData("$rows | Find-RnnAnomaly -Property Load -State (New-RnnState $model)", RnnErrorId.Parameters, "-State is for a -Model")]
    [InlineData("$rows | Find-RnnAnomaly $model -GroupBy Key -State (New-RnnState $model)", RnnErrorId.Parameters, "each group has its own")]
    [InlineData("$rows | Find-RnnAnomaly $model -TimeProperty Load", RnnErrorId.Time, "not after the row before")]
    [InlineData("$rows | Find-RnnAnomaly $model -Property Label", RnnErrorId.NotANumber, "spike")]
    [InlineData("$rows | Find-RnnAnomaly $model | Measure-RnnAnomaly Nothing", RnnErrorId.PropertyMissing, "Nothing")]
    [InlineData("$rows.Load | Find-RnnAnomaly $model | Measure-RnnAnomaly Label", RnnErrorId.PropertyMissing, "no source row")]
    [InlineData("@() | Measure-RnnAnomaly Label", RnnErrorId.EmptyInput, "Find-RnnAnomaly")]
    [InlineData("@() | Find-RnnAnomaly $model", RnnErrorId.EmptyInput, "There is no input")]
    public void What_does_not_fit_is_refused(string script, string id, string text)
    {
        Outcome outcome = _session.Try(script);

        Assert.Equal(id, Outcome.Id(outcome.Errors[0]));
        Assert.Contains(text, outcome.Errors[0].Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bad_row_is_an_error_and_the_others_keep_their_numbers()
    {
        Outcome outcome = _session.Try("1, 2, 'x', 4, 1e400, 6 | Find-RnnAnomaly $model");

        Assert.Equal(2, outcome.Errors.Count);
        Assert.Equal([0L, 1L, 3L, 5L], outcome.Output.Select(item => ((RnnAnomalyStep)item.BaseObject).Step));
        // The model expected half of 2, and half of that for the row after.
        Assert.Equal(0.5, ((RnnAnomalyStep)outcome.Output[2].BaseObject).Expected);
    }
}
