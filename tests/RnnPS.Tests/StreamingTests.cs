using System.Management.Automation;

namespace RnnPS.Tests;

public sealed class StreamingTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Each_step_comes_out_before_the_next_input_goes_in()
    {
        string[] log = [.. _session.Run<string>("""
            $log = [System.Collections.Generic.List[string]]::new()
            1..3 | ForEach-Object { $log.Add("in $_"); $_ } | Invoke-RnnForward | ForEach-Object { $log.Add("out $($_.Input)") }
            $log
            """)];

        Assert.Equal(["in 1", "out 1", "in 2", "out 2", "in 3", "out 3"], log);
    }

    [Fact]
    public void Keep_First_streams_and_stops_the_commands_upstream()
    {
        object[] got = [.. _session.Run<object>("""
            $seen = 0
            $steps = 1..1000 | ForEach-Object { $script:seen++; $_ } | Invoke-RnnForward -MaxLength 3
            $after = 1..5 | Invoke-RnnForward -MaxLength 2 | ForEach-Object { $_.Step } | ForEach-Object -End { 'downstream ended' } -Process { $_ }
            $steps.Count; $seen; $after
            """)];

        Assert.Equal([3, 3, 0L, 1L, "downstream ended"], got);
    }

    [Fact]
    public void Keep_Newest_reads_to_the_end_and_keeps_the_steps_own_numbers()
    {
        List<RnnStep> steps = _session.Run<RnnStep>("5,5,5,1,2 | Invoke-RnnForward -MaxLength 2 -Keep Newest");

        Assert.Equal([3L, 4L], steps.Select(step => step.Step));
        Assert.Equal(2.727071008233731, (double)steps[1].Output, 1e-15);
    }

    [Theory]
    [InlineData("First", new[] { 0L, 1L, 0L })]
    [InlineData("Newest", new[] { 2L, 3L, 0L })]
    public void A_sequence_is_cut_and_the_run_goes_on(string keep, long[] expected)
    {
        List<RnnStep> steps = _session.Run<RnnStep>(
            $"(New-RnnSequence -Input 1,2,3,4 -Key a), (New-RnnSequence -Input 5 -Key b) | Invoke-RnnForward -MaxLength 2 -Keep {keep}");

        Assert.Equal(expected, steps.Select(step => step.Step));
    }

    [Theory]
    [InlineData("Invoke-RnnForward -Input (1..9) -MaxLength 4")]
    [InlineData("Invoke-RnnForward -Input (1..9) -MaxLength 4 -Keep First")]
    public void A_parameters_list_is_cut(string script) => Assert.Equal(4, _session.Run(script).Count);

    [Theory]
    [InlineData("1..9 | Invoke-RnnForward -State $state | Stop-Upstream 3")]
    [InlineData("Invoke-RnnForward -Input (1..9) -State $state | Stop-Upstream 3")]
    [InlineData("New-RnnSequence -Input (1..9) | Invoke-RnnForward -State $state | Stop-Upstream 3")]
    public void A_state_is_never_off_by_one_after_an_early_stop(string script)
    {
        RnnStep third = _session.Run<RnnStep>(
            $"$state = New-RnnState ([RnnPS.RnnModel]::StartingExample()); {script}")[^1];
        RnnState state = _session.Run<RnnState>("$state")[0];

        Assert.Equal(3, state.StepCount);
        Assert.Equal(third.State, state.Value);
    }

    [Fact]
    public void A_carried_state_goes_on_where_the_last_call_stopped()
    {
        List<RnnStep> steps = _session.Run<RnnStep>("""
            $state = New-RnnState ([RnnPS.RnnModel]::StartingExample()) -Value 0, 0
            Invoke-RnnForward -Input 1 -State $state
            2 | Invoke-RnnForward -State $state
            """);

        Assert.Equal(2.727071008233731, (double)steps[1].Output, 1e-15);
    }

    [Fact]
    public async Task Stop_ends_a_long_run_at_once()
    {
        using PowerShell endless = _session.Shell("& { while ($true) { 1 } } | Invoke-RnnForward");
        var output = new PSDataCollection<RnnStep>();
        var thousand = new TaskCompletionSource();
        output.DataAdded += (_, added) =>
        {
            if (added.Index == 1000)
            {
                thousand.SetResult();
            }
        };
        IAsyncResult running = endless.BeginInvoke<object, RnnStep>(null, output);
        await thousand.Task.WaitAsync(Patience);

        endless.Stop();

        Assert.Equal(PSInvocationState.Stopped, endless.InvocationStateInfo.State);
        Assert.True(running.IsCompleted);
    }

    [Theory]
    // A long sequence in both directions, many sequences at once, and groups whose end never comes.
    [InlineData("New-RnnModel -Kind Lstm 1 32 1 -Direction Bidirectional -Seed 1", "while ($true) { $begun.Set(); Invoke-RnnForward $model -Input (,$long) -Last }")]
    [InlineData("New-RnnModel -Kind Gru 1 64 1 -Seed 1", "while ($true) { $begun.Set(); Invoke-RnnForward $model -Input $many -Batch -Last }")]
    [InlineData("New-RnnModel -Kind Lstm 1 64 1 -Direction Reverse -Seed 1", "while ($true) { $begun.Set(); Invoke-RnnForward $model -Input $many }")]
    [InlineData("New-RnnModel -Kind Gru 1 8 1 -Seed 1", "& { while ($true) { $begun.Set(); @{ k = 1; x = 1 } } } | Invoke-RnnForward $model -Property x -GroupBy k -Batch")]
    public void Stop_ends_a_run_of_whole_sequences_while_it_computes(string model, string run)
    {
        using var begun = new ManualResetEventSlim();
        _session.Run(
            $$"""
            $model = {{model}}
            $null = Invoke-RnnForward $model -Input 1, 2
            $long = [RnnPS.RnnSequence]::new('long', [RnnPS.RnnMatrix]::new(300000, 1, [double[]]::new(300000)))
            $many = foreach ($i in 1..2000) { [RnnPS.RnnSequence]::new($i, [RnnPS.RnnMatrix]::new(1000, 1, [double[]]::new(1000))) }
            """,
            ("begun", begun));
        using PowerShell shell = _session.Shell(run);
        var output = new PSDataCollection<PSObject>();
        IAsyncResult running = shell.BeginInvoke<object, PSObject>(null, output);
        Assert.True(begun.Wait(Patience));
        // Between the call and its first step nothing tells that it computes: a warm call does so within a millisecond.
        Thread.Sleep(50);
        Assert.False(running.IsCompleted);

        var clock = System.Diagnostics.Stopwatch.StartNew();
        shell.Stop();

        Assert.InRange(clock.ElapsedMilliseconds, 0, 2000);
        Assert.Equal(PSInvocationState.Stopped, shell.InvocationStateInfo.State);
        Assert.Empty(shell.Streams.Error);
        // The session is as good as new.
        Assert.Equal(2, _session.Run("Invoke-RnnForward $model -Input 1, 2").Count);
    }

    [Theory]
    [InlineData("$rows | Invoke-RnnForward $model -Property x -GroupBy k | Stop-Upstream 3", "a0 b0 a1")]
    [InlineData("$rows | Invoke-RnnForward $model -Property x -GroupBy k -Batch | Stop-Upstream 3", "a0 a1 a2")]
    [InlineData("$rows | Invoke-RnnForward $model -Property x -GroupBy k -MaxLength 1", "a0 b0")]
    [InlineData("1..9 | Invoke-RnnForward $model -MaxLength 4 -Last", "03")]
    [InlineData("1..9 | Invoke-RnnForward $reverse -MaxLength 3", "00 01 02")]
    public void An_early_stop_keeps_what_was_asked_for(string script, string expected)
    {
        List<RnnStep> steps = _session.Run<RnnStep>(
            "$model = New-RnnModel -Kind Lstm 1 2 1 -Seed 1; $reverse = New-RnnModel 1 2 1 -Direction Reverse -Seed 1; "
            + "$rows = 'a', 'b', 'a', 'a', 'b' | ForEach-Object { [pscustomobject]@{ k = $_; x = 1 } }; " + script);

        Assert.Equal(expected, string.Join(' ', steps.Select(step => $"{step.Sequence}{step.Step}")));
    }

    [Fact]
    public void Progress_is_shown_and_taken_away()
    {
        // Progress shows after 200 ms: the first step takes longer than that, so the first chunk of the steps shows it.
        using PowerShell shell = _session.Shell("""
            $ProgressPreference = 'Continue'
            Invoke-RnnForward -Input (1..600) | ForEach-Object { if ($_.Step -eq 0) { [System.Threading.Thread]::Sleep(250) } }
            """);
        shell.Invoke();

        Assert.NotEmpty(shell.Streams.Progress);
        Assert.All(shell.Streams.Progress.SkipLast(1), record => Assert.InRange(record.PercentComplete, 0, 100));
        Assert.Equal(ProgressRecordType.Completed, shell.Streams.Progress[^1].RecordType);
    }
}
