namespace RnnPS.Tests;

/// <summary>States for each sequence, final states, and states in training.</summary>
public sealed class InitialStateTests : IDisposable
{
    private const string Sequences = "$a = New-RnnSequence -Input 1, 2 -Key a; $b = New-RnnSequence -Input 5 -Key b; $c = New-RnnSequence -Input 7, 8, 9 -Key c; ";
    private const string Rows = "$rows = 'k,x', 'a,1', 'b,5', 'a,2', 'c,7', 'c,8', 'c,9' | ConvertFrom-Csv; ";
    private readonly Session _session = new();

    // A cell that adds up its inputs, so that its outputs tell what it started from.
    public InitialStateTests() => _session.Run(
        Session.ConvertFromCsv
        + "$sum = New-RnnCell -InputWeight 1 -RecurrentWeight 1 -Activation Identity;"
        + "$both = New-RnnModel -Cell (, ($sum, $sum));"
        + "$states = (New-RnnState $sum 100), (New-RnnState $sum 200), (New-RnnState $sum 300);"
        + Sequences + Rows);

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("$a, $b, $c | Invoke-RnnForward $sum")]
    [InlineData("$a, $b, $c | Invoke-RnnForward $sum -Batch")]
    [InlineData("Invoke-RnnForward $sum -Input $a, $b, $c")]
    [InlineData("$a, $b, $c | Invoke-RnnForward $sum -MaxLength 9")]
    [InlineData("$a, $b, $c | Invoke-RnnForward $sum -Precision Single")]
    [InlineData("$rows | Invoke-RnnForward $sum -Property x -GroupBy k")]
    [InlineData("$rows | Invoke-RnnForward $sum -Property x -GroupBy k -Batch")]
    [InlineData("Invoke-RnnForward $sum -Input $rows -Property x -GroupBy k")]
    [InlineData("& { 1; 2; $b; $c } | Invoke-RnnForward $sum")]
    public void Each_sequence_starts_from_its_own_state(string script)
    {
        double[] outputs = [.. _session.Run<RnnStep>(script + " -InitialState $states").OrderBy(step => step.State[0]).Select(step => (double)step.Output)];

        Assert.Equal([101.0, 103, 205, 307, 315, 324], outputs);
        Assert.Equal([100.0, 200, 300], _session.Run<double>("$states | ForEach-Object { $_.Value[0] }"));
        Assert.Equal([0L, 0, 0], _session.Run<long>("$states.StepCount"));
    }

    [Theory]
    [InlineData("$a, $b | Invoke-RnnForward $sum", "3 states for 2 sequences", 3)]
    [InlineData("$a, $b, $c, $a | Invoke-RnnForward $sum", "3 states for 4 sequences", 6)]
    [InlineData("Invoke-RnnForward $sum -Input $a, $b, $c, $a, $b", "3 states for 5 sequences", 0)]
    [InlineData("$a, $b, $c, $a | Invoke-RnnForward $sum -Batch", "3 states for 4 sequences", 0)]
    [InlineData("1, 2 | Invoke-RnnForward $sum", "3 states for 1 sequence", 2)]
    [InlineData("1, 2 | Invoke-RnnForward $sum -MaxLength 1", "3 states for 1 sequence", 1)]
    [InlineData("& { $rows; 'k,x', 'd,1', 'e,1', 'd,2' | ConvertFrom-Csv } | Invoke-RnnForward $sum -Property x -GroupBy k", "3 states for 5 sequences", 6)]
    [InlineData("$a, $b | Optimize-RnnModel $sum -Lead 0 -Epoch 1", "3 states for 2 sequences", 0)]
    [InlineData("$rows[0..1] | Optimize-RnnModel $sum -Property x -GroupBy k -Lead 0 -Epoch 1", "3 states for 2 sequences", 0)]
    [InlineData("$a, $b, $c, $a | Test-RnnGradient $sum -Lead 0", "3 states for 4 sequences", 0)]
    [InlineData("$a | Measure-RnnGradient $sum -Lead 0", "3 states for 1 sequence", 0)]
    public void Another_number_of_states_is_an_error_with_both_numbers(string script, string text, int steps)
    {
        Outcome outcome = _session.Try(script + " -InitialState $states");

        Assert.Equal(RnnErrorId.StateShape, Outcome.Id(outcome.Error));
        Assert.Contains(text, outcome.Error.Exception.Message, StringComparison.Ordinal);
        // A sequence without a state does not run from another one.
        Assert.Equal(steps, outcome.Output.Count);
    }

    [Theory]
    [InlineData("$states[0], 5, $states[1]", "State 1: 5 is not a state")]
    [InlineData("$states[0], $null", "State 1: ")]
    [InlineData("$states[0], (New-RnnState $both)", "State 1: ")]
    public void A_list_with_something_else_is_an_error(string states, string text)
    {
        Outcome outcome = _session.Try($"$a, $b | Invoke-RnnForward $sum -InitialState {states}");

        Assert.Equal(RnnErrorId.StateShape, Outcome.Id(outcome.Error));
        Assert.Contains(text, outcome.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(outcome.Output);
    }

    [Fact]
    public void A_bad_sequence_keeps_its_state_from_the_next()
    {
        Outcome outcome = _session.Try("$a, (New-RnnSequence -Input (1, 2), (3, 4)), $b | Invoke-RnnForward $sum -InitialState $states");

        Assert.Equal(RnnErrorId.InputLength, Outcome.Id(outcome.Error));
        Assert.Equal([101.0, 103, 305], outcome.Output.Select(step => (double)((RnnStep)step.BaseObject).Output));
    }

    [Theory]
    [InlineData("$a, $b, $c | Invoke-RnnForward $sum -FinalState", new[] { 3.0, 5, 24 })]
    [InlineData("Invoke-RnnForward $sum -FinalState -Input $a, $b, $c", new[] { 3.0, 5, 24 })]
    [InlineData("1, 2, 3 | Invoke-RnnForward $sum -FinalState", new[] { 6.0 })]
    [InlineData("$rows | Invoke-RnnForward $sum -FinalState -Property x -GroupBy k", new[] { 3.0, 5, 24 })]
    [InlineData("$a, $b, $c | Invoke-RnnForward $sum -FinalState -InitialState $states", new[] { 103.0, 205, 324 })]
    [InlineData("$a, $b | Invoke-RnnForward $sum -FinalState -InitialState $states[0]", new[] { 103.0, 105 })]
    [InlineData("New-RnnSequence -Input 1, 2, 3 -Mask 1, 1, 0 | Invoke-RnnForward $sum -FinalState", new[] { 3.0 })]
    public void A_final_state_of_each_sequence_is_handed_out(string script, double[] expected)
    {
        List<RnnState> states = _session.Run<RnnState>(script);

        Assert.Equal(expected, states.Select(state => state.Value[0]));
        Assert.Equal([100.0, 200, 300], _session.Run<double>("$states | ForEach-Object { $_.Value[0] }"));
    }

    [Fact]
    public void Both_directions_end_where_they_have_read_all()
    {
        // The forward cell ends after the last timestep, the reverse cell after the first. Each has read everything.
        _session.Run("$two = New-RnnModel -Cell (, ($sum, (New-RnnCell -InputWeight 1 -RecurrentWeight 10 -Activation Identity)))");
        RnnState[] states = [.. _session.Run<RnnState>("$a, $c | Invoke-RnnForward $two -FinalState -InitialState (, (New-RnnState $two) * 2)")];

        Assert.Equal([3.0, 21, 24, 987], states.SelectMany(state => state.Values.Select(h => h[0])));
        Assert.Equal([2L, 3], states.Select(state => state.StepCount));
        // What one model ends in is what the next starts from.
        Assert.Equal([3.0 + 1, 24 + 1], _session.Run<RnnState>(
            "$next = $a, $c | Invoke-RnnForward $sum -FinalState; @(New-RnnSequence -Input 1) * 2 | Invoke-RnnForward $sum -InitialState $next -FinalState").Select(state => state.Value[0]));
    }

    [Theory]
    [InlineData("1 | Invoke-RnnForward $sum -FinalState -State (New-RnnState $sum)", RnnErrorId.Parameters, "-FinalState")]
    [InlineData("1 | Invoke-RnnForward $sum -FinalState -Last", RnnErrorId.Parameters, "-Last")]
    [InlineData("$a | Invoke-RnnForward $both -State (New-RnnState $both)", RnnErrorId.Direction, "-FinalState emits the states after them")]
    [InlineData("1, 2, 3 | Optimize-RnnModel $sum -State (New-RnnState $sum) -InitialState 1", RnnErrorId.Parameters, "-InitialState")]
    [InlineData("1, 2, 3 | Optimize-RnnModel $sum -State (New-RnnState $sum) -SequenceLength 2", RnnErrorId.Parameters, "-TruncatedLength")]
    [InlineData("$rows | Optimize-RnnModel $sum -Property x -GroupBy k -State (New-RnnState $sum)", RnnErrorId.Parameters, "-GroupBy")]
    [InlineData("$a, $c | Optimize-RnnModel $sum -State (New-RnnState $sum)", RnnErrorId.Parameters, "2 sequences")]
    [InlineData("1, 2, 3 | Optimize-RnnModel $both -State (New-RnnState $both)", RnnErrorId.Direction, "-State: ")]
    [InlineData("1, 2, 3 | Optimize-RnnModel $sum -State (New-RnnState $both)", RnnErrorId.StateShape, "-State: ")]
    [InlineData("1, 2, 3 | Optimize-RnnModel $sum -InitialState 1, 2", RnnErrorId.StateShape, "-InitialState: ")]
    public void What_does_not_go_together_is_an_error(string script, string id, string text)
    {
        Outcome outcome = _session.Try(script);

        Assert.Equal(id, Outcome.Id(outcome.Error));
        Assert.Contains(text, outcome.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(outcome.Output);
    }

    [Theory]
    [InlineData("1..9 | Optimize-RnnModel $model -Epoch 3 -Precision Single")]
    [InlineData("1..9 | Optimize-RnnModel $model -Epoch 3 -TruncatedLength 4")]
    [InlineData("1..9 | Optimize-RnnModel $model -Epoch 9 -ValidationFraction 0.4 -Patience 1")]
    [InlineData("New-RnnSequence -Input (1..9) | Optimize-RnnModel $model -Epoch 2 -Lead 3 -PassThru")]
    [InlineData("1..9 | ForEach-Object { [pscustomobject]@{ x = $_; y = 2 * $_ } } | Optimize-RnnModel $model -Property x -TargetProperty y -Epoch 2")]
    public void A_running_state_goes_on_with_the_row_after_the_training(string script)
    {
        _session.Run("$model = New-RnnModel -Kind Lstm 1 3 1 -Seed 1; $state = New-RnnState $model 0.1, 0.2, 0.3 -CellState 1, 2, 3; $start = New-RnnState $model -Value $state");
        _session.Run(script + " -State $state");
        double expected = _session.Run<double>("@(1..10 | Invoke-RnnForward $model -InitialState $start)[-1].Output").Single();

        Assert.Equal(9L, _session.Run<long>("$state.StepCount").Single());
        Assert.Equal(expected, _session.Run<double>("10 | Invoke-RnnForward $model -State $state | ForEach-Object Output").Single(), script.Contains("Single", StringComparison.Ordinal) ? 1e-5 : 1e-13);
    }

    [Theory]
    [InlineData("1..9 | Optimize-RnnModel $model -Epoch 3 -State $state -WhatIf")]
    [InlineData("1..9 | Optimize-RnnModel $model -Epoch 3 -State $state | Stop-Upstream 1")]
    [InlineData("1..9 | Optimize-RnnModel $model -Epoch 9 -Scaling None -LearningRate 1e300 -State $state")]
    [InlineData("'abc' | Optimize-RnnModel $model -State $state")]
    public void A_training_that_does_not_end_leaves_the_state_free_and_as_it_was(string script)
    {
        _session.Run("$model = New-RnnModel 1 1 1 -Seed 1; $state = New-RnnState $model 0.5");
        _session.Try(script);

        Assert.Equal(0.5, _session.Run<double>("$state.Value[0]").Single());
        Assert.Single(_session.Run("1 | Invoke-RnnForward $model -State $state"));
    }

    [Fact]
    public void Training_starts_each_sequence_from_its_state_and_keeps_the_order()
    {
        const string Train = "$model = New-RnnModel -Cell $sum -OutputSize 1 -Seed 1; $a, $b, $c | Optimize-RnnModel $model -Lead 0 -Scaling None -Optimizer Sgd -LearningRate 1e-300 -BatchSize 1 -ClipNorm 0 -Epoch 1";
        double Loss(string more) => _session.Run<RnnEpoch>($"{Train} {more}").Single().Loss;
        // The mean over all timesteps of (w·h + b − x)², with h from the states.
        double expected = _session.Run<double>(
            "$w = $model.OutputWeights[0, 0]; $loss = 0; $h = 101, 103, 205, 307, 315, 324; $x = 1, 2, 5, 7, 8, 9;"
            + "0..5 | ForEach-Object { $loss += [Math]::Pow($w * $h[$_] + $model.OutputBias[0] - $x[$_], 2) }; $loss / 6",
            ("model", _session.Run("New-RnnModel -Cell $sum -OutputSize 1 -Seed 1").Single().BaseObject)).Single();

        Assert.Equal(expected, Loss("-InitialState $states"), expected * 1e-12);
        Assert.Equal(expected, Loss("-InitialState $states -NoShuffle -Seed 5"), expected * 1e-12);
        Assert.NotEqual(expected, Loss("-InitialState $states[0]"), expected * 1e-6);
    }

    [Fact]
    public void Gradients_start_from_the_states()
    {
        Assert.All(
            _session.Run<RnnGradientTest>("$model = New-RnnModel -Kind Gru 1 2 1 -Direction Bidirectional -Seed 1; $a, $b | Test-RnnGradient $model -Lead 0 -InitialState (New-RnnState $model (0.5, 1), (-0.5, 0.1)), (New-RnnState $model)"),
            test => Assert.True(test.Passed));
        // One timestep: (100 + 1 − 0)².
        Assert.Equal(10201, _session.Run<double>("Measure-RnnGradient $sum -Input 1 -Target 0 -InitialState 100 | ForEach-Object Loss").Single());
    }
}
