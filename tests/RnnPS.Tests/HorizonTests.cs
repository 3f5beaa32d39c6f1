using System.Management.Automation;

namespace RnnPS.Tests;

/// <summary>Optimize-RnnModel with -Horizon and -Refit, and the forecasts of such a model.</summary>
public sealed class HorizonTests : IDisposable
{
    private readonly Session _session = new();

    public HorizonTests() => _session.Run(
        """
        $rows = 0..99 | ForEach-Object { [pscustomobject]@{ Load = 50 + 20 * [Math]::Sin($_ / 4) + ($_ % 3) } }
        function New-Model { New-RnnModel -Kind Gru -InputSize 1 -HiddenSize 6 -OutputSize 1 -Seed 1 }
        """);

    public void Dispose() => _session.Dispose();

    [Fact]
    public void A_model_for_a_horizon_has_intervals_of_its_forecasts_and_keeps_them_in_a_copy()
    {
        Outcome outcome = _session.Try(
            """
            $model = New-Model
            $rows | Optimize-RnnModel $model -Property Load -Epoch 12 -ValidationFraction 0.3 -Horizon 8 -Refit -SequenceLength 20 -BatchSize 2 -LearningRate 0.02
            """);
        RnnEpoch[] epochs = [.. outcome.Output.Select(item => (RnnEpoch)item.BaseObject)];
        RnnModel model = _session.Run<RnnModel>("$model").Single();

        Assert.Equal(12, epochs.Count(epoch => !epoch.IsRefit));
        Assert.Equal(model.Training!.Epoch, epochs.Count(epoch => epoch.IsRefit));
        Assert.Equal(epochs.Where(epoch => !epoch.IsRefit).Min(epoch => epoch.HorizonError), model.Training.HorizonErrors!.MeanAbsoluteError);
        Assert.All(outcome.Output, item => Assert.Equal("RnnPS.RnnEpoch#Horizon", item.TypeNames[0]));

        List<RnnForecastStep> steps = _session.Run<RnnForecastStep>("$rows | Invoke-RnnForecast $model -Count 10");
        double[] widths = [.. steps.Select(step => (double)step.Upper! - (double)step.Lower!)];
        Assert.Equal(widths.Order(), widths);
        Assert.True(widths[0] > 0);
        Assert.Equal(steps.Select(step => step.Upper), _session.Run<RnnForecastStep>("$rows | Invoke-RnnForecast (Copy-RnnModel $model) -Count 10 -Seed 9").Select(step => step.Upper));
        // A number of paths asks for paths, which the seed draws.
        Assert.NotEqual(
            _session.Run<RnnForecastStep>("$rows | Invoke-RnnForecast $model -Count 10 -PathCount 50 -Seed 9").Select(step => step.Upper),
            _session.Run<RnnForecastStep>("$rows | Invoke-RnnForecast $model -Count 10 -PathCount 50 -Seed 8").Select(step => step.Upper));
    }

    [Fact]
    public void A_model_that_is_no_better_than_its_last_row_warns_once()
    {
        Outcome outcome = _session.Try(
            """
            $model = New-Model
            $null = $rows | Optimize-RnnModel $model -Property Load -Epoch 1 -ValidationFraction 0.2 -Horizon 4 -LearningRate 1e-9
            $two = foreach ($key in 'a', 'b') { $rows | ForEach-Object { [pscustomobject]@{ Key = $key; Load = $_.Load } } }
            $two | Invoke-RnnForecast $model -GroupBy Key -Count 2 3>&1
            """);

        PSObject warning = Assert.Single(outcome.Output, item => item.BaseObject is WarningRecord);
        Assert.Contains("no better than repeating the last row", warning.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Series_that_are_too_short_for_the_horizon_and_a_model_that_was_not_trained_are_warnings()
    {
        Outcome outcome = _session.Try(
            """
            $both = @($rows | ForEach-Object { [pscustomobject]@{ Key = 'long'; Load = $_.Load } }) + @($rows[0..19] | ForEach-Object { [pscustomobject]@{ Key = 'short'; Load = $_.Load } })
            $both | Optimize-RnnModel (New-Model) -Property Load -GroupBy Key -Epoch 1 -ValidationFraction 0.2 -Horizon 8 3>&1
            $rows | Invoke-RnnForecast (New-Model) -Property Load -Count 1 3>&1
            """);

        string[] warnings = [.. outcome.Output.Select(item => item.BaseObject).OfType<WarningRecord>().Select(warning => warning.Message)];
        Assert.Equal(2, warnings.Length);
        Assert.Contains("The validation part of 1 sequence of 2 is shorter than -Horizon 8, so that no forecast of them is measured, starting with short.", warnings[0], StringComparison.Ordinal);
        Assert.Contains("it was not trained", warnings[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-Horizon 4", RnnErrorId.TrainingOption, "Horizon needs a part of the data that the training does not learn from: give a ValidationFraction")]
    [InlineData("-Refit", RnnErrorId.TrainingOption, "Refit needs a part of the data")]
    [InlineData("-Refit -ValidationFraction 0.2 -Checkpoint a.rnnck", RnnErrorId.Parameters, "-Refit trains anew from the weights that the model had")]
    [InlineData("-Horizon 30 -ValidationFraction 0.2", RnnErrorId.SequenceLength, "The validation part has 20 timesteps, too few for a forecast of 30 steps")]
    public void What_has_no_horizon_is_refused_and_the_model_stays(string arguments, string id, string text)
    {
        Outcome outcome = _session.Try("$model = New-Model; $before = \"$($model.OutputWeights)\"; $rows | Optimize-RnnModel $model -Property Load -Epoch 2 " + arguments);

        Assert.Equal(id, Outcome.Id(outcome.Error));
        Assert.Contains(text, outcome.Error.Exception.Message, StringComparison.Ordinal);
        Assert.True(_session.Run<bool>("$before -eq \"$($model.OutputWeights)\" -and $null -eq $model.Training").Single());
    }
}
