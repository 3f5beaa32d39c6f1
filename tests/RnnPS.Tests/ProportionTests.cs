namespace RnnPS.Tests;

/// <summary>Training with some bad series or rows, and targets in a list for several sequences.</summary>
public sealed class ProportionTests : IDisposable
{
    private readonly Session _session = new();

    public ProportionTests() => _session.Run("""
        function New-Net { New-RnnModel 1 4 1 -Seed 1 }
        function New-Row($id, $x) { foreach ($one in $x) { [pscustomobject]@{ id = $id; x = $one; w = 1 } } }
        $good = (New-Row a (1..20)) + (New-Row b (5..24))
        $m = New-Net
        $expected = $good | Optimize-RnnModel $m -Property x -GroupBy id -Epoch 1 | ForEach-Object Loss
        $a = New-RnnSequence -Input 1, 2, 3 -Key a
        $b = New-RnnSequence -Input 4, 5, 6 -Key b
        """);

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("New-Row short 1", "", RnnErrorId.SequenceLength, "short")]
    [InlineData("New-Row none ($null, $null, $null)", "", RnnErrorId.MissingValue, "none")]
    [InlineData("New-Row none ('', '', '')", "-MissingValue Mask", RnnErrorId.MissingValue, "none")]
    [InlineData("New-Row none ($null, $null, $null)", "-MissingValue Interpolate", RnnErrorId.MissingValue, "none")]
    [InlineData("New-Row gap (1, $null, 3)", "", RnnErrorId.MissingValue, "gap")]
    public void One_bad_series_is_named_and_the_others_are_trained(string bad, string options, string id, string name)
    {
        Outcome outcome = _session.Try($"$m = New-Net; @({bad}) + $good | Optimize-RnnModel $m -Property x -GroupBy id -Epoch 1 {options}");

        Assert.Equal(id, Outcome.Id(outcome.Error));
        Assert.Contains(name, outcome.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(_session.Run<double>("$expected").Single(), ((RnnEpoch)Assert.Single(outcome.Output).BaseObject).Loss);
    }

    [Theory]
    [InlineData("-SequenceLength 10", "(New-Row short (1..8))", RnnErrorId.SequenceLength)]
    [InlineData("-WeightProperty w", "(New-Row w (1..8) | ForEach-Object { $_.w = -1; $_ })", RnnErrorId.StepWeight)]
    [InlineData("-Loss Poisson", "(New-Row negative (-1, -2, -3))", RnnErrorId.Target)]
    public void So_is_one_that_does_not_fit_the_options(string options, string bad, string id)
    {
        Outcome outcome = _session.Try($"$m = New-Net; $good + {bad} | Optimize-RnnModel $m -Property x -GroupBy id -Epoch 1 {options}");

        Assert.Equal(id, Outcome.Id(outcome.Error));
        Assert.Single(outcome.Output);
    }

    [Fact]
    public void Sequences_of_another_width_are_left_out()
    {
        Outcome outcome = _session.Try("$wide = New-RnnSequence -Input (1,2),(3,4) -Key wide; $a, $wide, $b | Optimize-RnnModel (New-Net) -Epoch 1");

        Assert.Equal(RnnErrorId.InputLength, Outcome.Id(outcome.Error));
        Assert.Single(outcome.Output);
    }

    [Theory]
    [InlineData("New-Row short 1", RnnErrorId.SequenceLength, 1)]
    [InlineData("@(New-Row s 1) + @(New-Row t 1)", RnnErrorId.EmptyInput, 3)]
    public void Without_a_good_series_the_training_ends(string rows, string id, int errors)
    {
        Outcome outcome = _session.Try($"{rows} | Optimize-RnnModel (New-Net) -Property x -GroupBy id -Epoch 1");

        Assert.Equal((id, errors), (Outcome.Id(outcome.Errors[^1]), outcome.Errors.Count));
        Assert.Empty(outcome.Output);
    }

    [Theory]
    [InlineData("(0..299 | ForEach-Object { New-Row $_ 1 }) + $good | Optimize-RnnModel (New-Net) -Property x -GroupBy id -Epoch 1", "290 more sequences")]
    [InlineData("(0..299 | ForEach-Object { New-Row a 'x' }) + (0..299 | ForEach-Object { New-Row a $_ }) + $good | Optimize-RnnModel (New-Net) -Property x -GroupBy id -Epoch 1", "290 more rows")]
    [InlineData("(0..299 | ForEach-Object { New-Row $_ 1 }) + $good | Test-RnnGradient (New-Net) -Property x -GroupBy id -SampleCount 1", "290 more sequences")]
    public void Many_errors_of_a_kind_are_counted_instead_of_written(string script, string said)
    {
        Outcome outcome = _session.Try(script);

        Assert.Equal(11, outcome.Errors.Count);
        Assert.Contains(said, outcome.Errors[^1].Exception.Message, StringComparison.Ordinal);
        Assert.NotEmpty(outcome.Output);
    }

    [Theory]
    [InlineData("$a, $b | Optimize-RnnModel $m -Target (1, 2, 3), (5, 4, 3)")]
    [InlineData("Optimize-RnnModel $m -Input $a, $b -Target (New-RnnSequence -Input 1, 2, 3), (New-RnnSequence -Input 5, 4, 3)")]
    [InlineData("$a, $b | Optimize-RnnModel $m -Target ([double[]](1, 2, 3)), (, 5 + , 4 + , 3)")]
    [InlineData("$a, $b | Optimize-RnnModel $m -Target ((, 1), (, 2), (, 3)), ((, 5), (, 4), (, 3))")]
    public void Each_sequence_has_its_own_list_of_targets(string script)
    {
        _session.Run("$rows = foreach ($i in 0..5) { [pscustomobject]@{ id = $i -lt 3; x = $i + 1; y = (1, 2, 3, 5, 4, 3)[$i] } }; $m = New-Net");
        double expected = _session.Run<double>("$rows | Optimize-RnnModel $m -Property x -TargetProperty y -GroupBy id -Epoch 1 | ForEach-Object Loss").Single();

        Assert.Equal(expected, _session.Run<RnnEpoch>($"$m = New-Net; {script} -Epoch 1").Single().Loss);
    }

    [Theory]
    [InlineData("$a, $b | Optimize-RnnModel (New-Net) -Target 1, 2, 3 -Epoch 1", RnnErrorId.TargetLength)]
    [InlineData("$a, $b | Optimize-RnnModel (New-Net) -Target 1, 2 -Epoch 1", RnnErrorId.TargetLength)]
    [InlineData("$a, $b | Measure-RnnGradient (New-Net) -Target 1, 2, 3", RnnErrorId.TargetLength)]
    [InlineData("$a, $b | Get-RnnGradient (New-Net) -Target 1, 2, 3", RnnErrorId.TargetLength)]
    [InlineData("$a, $b, $a | Optimize-RnnModel (New-Net) -Target (1, 2, 3), (1, 2, 3) -Epoch 1", RnnErrorId.TargetLength)]
    [InlineData("1, 2, 3 | Optimize-RnnModel (New-Net) -Target 1, ([double]::PositiveInfinity), 3 -Epoch 1", RnnErrorId.NotFinite)]
    public void A_flat_list_is_not_shared_by_several_sequences(string script, string id) =>
        Assert.Equal(id, Outcome.Id(_session.Try(script).Errors[^1]));

    [Fact]
    public void An_infinite_target_is_named_with_its_place()
    {
        Assert.Contains("Target 1: ", _session.Try("1, 2, 3 | Optimize-RnnModel (New-Net) -Target 1, '1e999', 3").Error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains(
            "Target 1: Number 2: ", _session.Try("$a, $b | Optimize-RnnModel (New-Net) -Target (1, 2, 3), (1, 2, '-1e999')").Error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_of_the_wrong_length_leaves_its_sequence_out()
    {
        Outcome outcome = _session.Try("$a, $b | Optimize-RnnModel (New-Net) -Target (1, 2, 3), (1, 2) -Epoch 1");

        Assert.Contains("Sequence b has 3 timesteps", outcome.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Single(outcome.Output);
    }

    [Fact]
    public void Losses_are_measured_against_the_list_of_their_sequence()
    {
        _session.Run("$m = New-Net");
        const string Run = "$a, $b | Invoke-RnnForward $m | Measure-RnnLoss -Target ";
        double[] each = [.. _session.Run<RnnLoss>(Run + "(1, 2, 3), (5, 4, 3)").Select(loss => loss.Total)];

        Assert.Equal(_session.Run<RnnLoss>("$a | Invoke-RnnForward $m | Measure-RnnLoss -Target 1, 2, 3").Single().Total, each[0]);
        Assert.Equal(_session.Run<RnnLoss>("$b | Invoke-RnnForward $m | Measure-RnnLoss -Target 5, 4, 3").Single().Total, each[1]);
        // A list for a single sequence can be a sequence, too.
        Assert.Equal(each[0], _session.Run<RnnLoss>("$a | Invoke-RnnForward $m | Measure-RnnLoss -Target (New-RnnSequence -Input 1, 2, 3)").Single().Total);
        // One list for two sequences measures the first alone.
        Outcome flat = _session.Try(Run + "1, 2, 3");
        Assert.Equal((RnnErrorId.TargetLength, 1), (Outcome.Id(flat.Error), flat.Output.Count));
        // A sequence that did not come would shift the lists.
        Outcome fewer = _session.Try(Run + "(1, 2, 3), (5, 4, 3), (1, 2, 3)");
        Assert.Equal((RnnErrorId.TargetLength, 0), (Outcome.Id(fewer.Error), fewer.Output.Count));
    }
}
