namespace RnnPS.Tests;

/// <summary>What overflows is an error of its sequence, once, and no number that is infinite or NaN comes out.</summary>
public sealed class OverflowTests : IDisposable
{
    private readonly Session _session = new();

    // With the input 1: h = 1, 1e100, 1e200, 1e300, and then more than a double holds.
    public OverflowTests() => _session.Run("$linear = New-RnnCell -InputWeight 1 -RecurrentWeight 1e100 -Activation Identity");

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("1, 1, 1, 1, 1, 1, 1 | Invoke-RnnForward $linear", "0 1 2 3", "Sequence 0")]
    [InlineData("Invoke-RnnForward $linear -Input 1, 1, 1, 1, 1, 1, 1", "0 1 2 3", "Sequence 0")]
    [InlineData("& { while ($true) { 1 } } | Invoke-RnnForward $linear | Stop-Upstream 100", "0 1 2 3", "Sequence 0")]
    [InlineData("1, 1, 1, 1, 1, 1, 1 | Invoke-RnnForward $linear -Last", "", "Sequence 0")]
    [InlineData("Invoke-RnnForward $linear -Input 1, 1, 1, 1, 1, 1, 1 -Last", "", "Sequence 0")]
    [InlineData("1, 1, 1, 1, 1, 1, 1 | Invoke-RnnForward $linear -Batch", "0 1 2 3", "Sequence 0")]
    [InlineData("Invoke-RnnForward $linear -Input (New-RnnSequence -Input 1, 1, 1, 1, 1, 1, 1 -Key k), (New-RnnSequence -Input 1 -Key l)", "0 1 2 3 0", "Step 4 of sequence k")]
    [InlineData("New-RnnSequence -Input 1, 1, 1, 1, 1, 1, 1 -Key k | Invoke-RnnForward $linear", "0 1 2 3", "Sequence k")]
    [InlineData("$rows = 'a', 'a', 'b', 'a', 'a', 'a', 'b', 'a' | ForEach-Object { @{ k = $_; x = 1 } }; $rows | Invoke-RnnForward $linear -Property x -GroupBy k", "0 1 0 2 3 1", "Sequence a")]
    [InlineData("$rows = 'a', 'a', 'b', 'a', 'a', 'a', 'b', 'a' | ForEach-Object { @{ k = $_; x = 1 } }; $rows | Invoke-RnnForward $linear -Property x -GroupBy k -Batch", "0 1 2 3 0 1", "sequence a")]
    public void Invoke_RnnForward_reports_the_step_and_emits_those_before(string script, string steps, string place)
    {
        Outcome outcome = _session.Try(script);

        Assert.False(outcome.Terminated);
        Assert.Equal(RnnErrorId.NotFinite, Outcome.Id(outcome.Error));
        Assert.Contains(place, outcome.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("PreActivation of step 4 became ∞", outcome.Error.Exception.Message.Replace("Infinity", "∞", StringComparison.Ordinal), StringComparison.Ordinal);
        List<RnnStep> emitted = [.. outcome.Output.Select(item => (RnnStep)item.BaseObject)];
        Assert.Equal(steps, string.Join(' ', emitted.Select(step => step.Step)));
        Assert.All(emitted, step => Assert.True(double.IsFinite((double)step.Output)));
    }

    [Fact]
    public void A_state_stays_at_the_last_step_that_came_out()
    {
        Outcome outcome = _session.Try("$state = New-RnnState $linear; 1, 1, 1, 1, 1, 1 | Invoke-RnnForward $linear -State $state");

        Assert.Equal(4, outcome.Output.Count);
        Assert.Equal(1e300, Assert.Single(_session.Run<double>("$state.Value[0]")));
        Assert.Equal(4L, Assert.Single(_session.Run<long>("$state.StepCount")));
        // It can be carried on.
        Assert.Single(_session.Try("0 | Invoke-RnnForward (New-RnnCell -InputWeight 1 -RecurrentWeight 0 -Activation Identity) -State $state").Output);
    }

    [Fact]
    public void Invoke_RnnForecast_reports_it_too()
    {
        Outcome outcome = _session.Try("1, 1 | Invoke-RnnForecast $linear -Count 5");

        Assert.Equal(RnnErrorId.NotFinite, Outcome.Id(outcome.Error));
        Assert.All(outcome.Output, step => Assert.True(double.IsFinite((double)step.Properties["Value"].Value)));
    }

    [Fact]
    public void Measure_RnnLoss_reports_a_loss_that_overflows()
    {
        Outcome outcome = _session.Try(
            "1e200, 3 | Invoke-RnnForward (New-RnnCell -InputWeight 1 -RecurrentWeight 0 -Activation Identity) | Measure-RnnLoss -Target 0, 1");

        Assert.Equal(RnnErrorId.LossNotFinite, Outcome.Id(outcome.Error));
        Assert.Contains("step 0", outcome.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(4, ((RnnLoss)Assert.Single(outcome.Output).BaseObject).Total);
    }
}
