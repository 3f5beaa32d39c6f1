using System.Management.Automation;

namespace RnnPS.Tests;

/// <summary>One state in two pipelines, or twice in one: the second is an error, and the state is free when a pipeline has ended.</summary>
public sealed class StateInUseTests : IDisposable
{
    private readonly Session _session = new();

    public StateInUseTests() => _session.Run("$model = [RnnPS.RnnModel]::StartingExample(); $state = New-RnnState $model");

    public void Dispose() => _session.Dispose();

    [Fact]
    public void A_nested_run_on_the_state_is_an_error_and_loses_no_step()
    {
        Outcome outcome = _session.Try("1, 2, 3 | Invoke-RnnForward $model -State $state | ForEach-Object { $_; 5 | Invoke-RnnForward $model -State $state }");

        Assert.Equal(3, outcome.Errors.Count);
        Assert.All(outcome.Errors, error =>
        {
            Assert.Equal(RnnErrorId.StateInUse, Outcome.Id(error));
            Assert.Equal(ErrorCategory.ResourceBusy, error.CategoryInfo.Category);
            Assert.Contains("-State: ", error.Exception.Message, StringComparison.Ordinal);
        });
        Assert.Equal(3, outcome.Output.Count);
        Assert.Equal(Outputs("1, 2, 3 | Invoke-RnnForward $model"), outcome.Output.Select(step => (double)Output(step)!));
        Assert.Equal(3L, StepCount());
    }

    [Theory]
    [InlineData("1, 2 | Invoke-RnnForward $model -State $state | ForEach-Object Output | Invoke-RnnForward $model -State $state")]
    [InlineData("1, 2 | Invoke-RnnForward $model -State $state | ForEach-Object { Invoke-RnnForward $model -State $state -Input 1, 2 -Last }")]
    [InlineData("Invoke-RnnForward $model -State $state -Input 1, 2 | ForEach-Object { New-RnnSequence -Input 1, 2 | Invoke-RnnForward $model -State $state }")]
    [InlineData("Invoke-RnnForward $model -Input (1..3 | Invoke-RnnForward $model -State $state | ForEach-Object { (Invoke-RnnForward $model -State $state -Input 1).Output })")]
    public void So_is_any_other_second_run(string script)
    {
        Outcome outcome = _session.Try(script);

        Assert.NotEmpty(outcome.Errors);
        Assert.Contains(outcome.Errors, error => Outcome.Id(error) == RnnErrorId.StateInUse);
    }

    [Theory]
    [InlineData("1..9 | Invoke-RnnForward $model -State $state | Stop-Upstream 2", 2)]
    [InlineData("Invoke-RnnForward $model -State $state -Input (1..9) | Stop-Upstream 2", 2)]
    [InlineData("1..9 | Invoke-RnnForward $model -State $state -MaxLength 2", 2)]
    [InlineData("try { 1..9 | Invoke-RnnForward $model -State $state | ForEach-Object { if ($_.Step -eq 1) { throw 'over' } } } catch { }", 2)]
    [InlineData("try { 1, 2, 'abc' | Invoke-RnnForward $model -State $state -ErrorAction Stop } catch { }", 2)]
    [InlineData("$pipe = { Invoke-RnnForward $model -State $state }.GetSteppablePipeline(); $pipe.Begin($true); $pipe.Process(1); $pipe.Process(2); $pipe.End(); $pipe.Dispose()", 2)]
    [InlineData("$pipe = { Invoke-RnnForward $model -State $state }.GetSteppablePipeline(); $pipe.Begin($true); $pipe.Process(1); $pipe.Process(2); $pipe.Dispose()", 2)]
    [InlineData("try { Invoke-RnnForward $model -State $state -Input 1 -Property a, b } catch { }", 0)]
    public void The_state_is_free_when_the_run_has_ended(string first, long steps)
    {
        _session.Try(first);
        Assert.Equal(steps, StepCount());

        Assert.Equal(2, _session.Run("7, 8 | Invoke-RnnForward $model -State $state").Count);
        Assert.Equal(steps + 2, StepCount());
    }

    [Fact]
    public void It_is_free_for_commands_that_work_when_the_run_has_ended()
    {
        _session.Run("1, 2 | Invoke-RnnForward $model -State $state | ForEach-Object -Process { } -End { 3, 4 | Invoke-RnnForward $model -State $state }");

        Assert.Equal(4L, StepCount());
        // The starting example's output layer.
        double output = _session.Run<double>("$state.Value[0] + 2 * $state.Value[1] + 0.1").Single();
        Assert.Equal(Outputs("1, 2, 3, 4 | Invoke-RnnForward $model")[^1], output, 1e-14);
    }

    [Fact]
    public void A_pipeline_that_is_never_finished_holds_the_state_no_longer_than_it_exists()
    {
        _session.Run("$pipe = { Invoke-RnnForward $model -State $state }.GetSteppablePipeline(); $pipe.Begin($true); $null = $pipe.Process(1)");
        Assert.Equal(RnnErrorId.StateInUse, Outcome.Id(_session.Try("2 | Invoke-RnnForward $model -State $state").Error));

        // A copy is free at once.
        Assert.Single(_session.Run("2 | Invoke-RnnForward $model -State (New-RnnState $model -Value $state)"));
        Assert.Equal(1L, StepCount());
    }

    [Fact]
    public void Two_runspaces_can_not_run_on_one_state_at_once()
    {
        object state = _session.Run("$state").Single().BaseObject;
        using var other = new Session();
        other.Run("$model = [RnnPS.RnnModel]::StartingExample()");
        using PowerShell shell = _session.Shell("& { 1; $go.Wait(); 2 } | Invoke-RnnForward $model -State $state", ("go", new ManualResetEventSlim()));
        var go = (ManualResetEventSlim)_session.Run("$go").Single().BaseObject;
        var output = new PSDataCollection<PSObject>();
        IAsyncResult running = shell.BeginInvoke<object, PSObject>(null, output);
        SpinWait.SpinUntil(() => output.Count == 1, TimeSpan.FromSeconds(20));

        Outcome refused = other.Try("9 | Invoke-RnnForward $model -State $state", ("state", state));
        go.Set();
        shell.EndInvoke(running);

        Assert.Equal(RnnErrorId.StateInUse, Outcome.Id(refused.Error));
        Assert.Equal(2L, ((RnnState)state).StepCount);
        Assert.Single(other.Run("9 | Invoke-RnnForward $model -State $state", ("state", state)));
    }

    [Theory]
    [InlineData("New-RnnState $model -Value ([Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($state)))", 3)]
    [InlineData("New-RnnState $model -Value $state", 3)]
    [InlineData("New-RnnState $model -Value ([pscustomobject]@{ Values = , (0.5, 0.5); CellStates = $null; StepCount = '12' })", 12)]
    [InlineData("New-RnnState $model -Value ([pscustomobject]@{ Values = , (0.5, 0.5) })", 0)]
    [InlineData("New-RnnState $model -Value $state.Values", 0)]
    public void A_restored_state_knows_its_steps(string script, long expected)
    {
        _session.Run("1, 2, 3 | Invoke-RnnForward $model -State $state");

        Assert.Equal(expected, Assert.Single(_session.Run<RnnState>(script)).StepCount);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("'many'")]
    public void A_saved_number_of_steps_that_is_none_is_an_error(string count)
    {
        Outcome outcome = _session.Try($"New-RnnState $model -Value ([pscustomobject]@{{ Values = , (0.5, 0.5); StepCount = {count} }})");

        Assert.Equal(RnnErrorId.StateShape, Outcome.Id(outcome.Error));
        Assert.Contains("StepCount", outcome.Error.Exception.Message, StringComparison.Ordinal);
    }

    private static object? Output(PSObject step) => step.Properties["Output"].Value;

    private double[] Outputs(string script) => [.. _session.Run(script).Select(step => (double)Output(step)!)];

    private long StepCount() => _session.Run<long>("$state.StepCount").Single();
}
