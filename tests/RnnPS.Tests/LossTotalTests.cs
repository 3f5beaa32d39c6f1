namespace RnnPS.Tests;

/// <summary>Measure-RnnLoss over several sequences, some of which have no weight; and losses whose constants are given twice.</summary>
public sealed class LossTotalTests : IDisposable
{
    private readonly Session _session = new();

    public LossTotalTests() => _session.Run("""
        $echo = New-RnnCell -InputWeight 1 -RecurrentWeight 0 -Activation Identity
        $rows = 'a,1,0,1', 'a,2,0,3', 'b,5,0,0', 'b,6,0,0', 'c,4,1,2' | ForEach-Object {
            $k, $x, $y, $w = $_ -split ','
            [pscustomobject]@{ k = $k; x = $x; y = $y; w = $w }
        }
        """);

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("$rows | Invoke-RnnForward $echo -Property x -GroupBy k | Measure-RnnLoss -TargetProperty y -WeightProperty w")]
    [InlineData("$rows | Invoke-RnnForward $echo -Property x -GroupBy k | Measure-RnnLoss -TargetProperty y -WeightProperty w -Reduction Mean")]
    [InlineData("$rows | Invoke-RnnForward $echo -Property x -GroupBy k -Batch | Measure-RnnLoss -TargetProperty y -WeightProperty w")]
    public void A_sequence_of_weight_0_is_there_without_a_loss(string script)
    {
        List<RnnLoss> losses = _session.Run<RnnLoss>(script);

        Assert.Equal(["a", "b", "c"], losses.Select(loss => loss.Sequence));
        Assert.Equal([2, 0, 1], losses.Select(loss => loss.Count));
        // a: 1·1² + 3·2²; c: 2·(4 − 1)².
        Assert.Equal([13.0, 0, 18], losses.Select(loss => loss.Total));
        Assert.Equal([false, true, false], losses.Select(loss => double.IsNaN(loss.Value)));
    }

    [Fact]
    public void So_it_is_with_one_list_of_weights_and_with_the_last_step_alone()
    {
        RnnLoss whole = Assert.Single(_session.Run<RnnLoss>("1, 2 | Invoke-RnnForward $echo | Measure-RnnLoss -Target 0, 0 -Weight 0, 0"));
        List<RnnLoss> last = _session.Run<RnnLoss>(
            "$rows | Invoke-RnnForward $echo -Property x -GroupBy k | Measure-RnnLoss -TargetProperty y -WeightProperty w -Last");

        Assert.Equal((0, true), (whole.Count, double.IsNaN(whole.Value)));
        Assert.Equal([1, 0, 1], last.Select(loss => loss.Count));
        Assert.Empty(_session.Run("1, 2 | Invoke-RnnForward $echo | Measure-RnnLoss -Target 0, 0 -Weight 0, 0 -PerStep"));
    }

    [Theory]
    // (1·1 + 3·4 + 2·9) and its sixth.
    [InlineData("-WeightProperty w", 3, 31)]
    [InlineData("-WeightProperty w -Reduction Mean", 3, 31.0 / 6)]
    // 1 + 4 + 25 + 36 + 9 and its fifth.
    [InlineData("", 5, 75)]
    [InlineData("-Reduction Mean", 5, 15)]
    [InlineData("-Last", 3, 49)]
    public void Total_adds_a_last_loss_over_all_sequences(string options, int count, double value)
    {
        List<RnnLoss> losses = _session.Run<RnnLoss>(
            $"$rows | Invoke-RnnForward $echo -Property x -GroupBy k | Measure-RnnLoss -TargetProperty y {options} -Total");

        Assert.Equal(["a", "b", "c", "Total"], losses.Select(loss => loss.Sequence));
        Assert.Equal(count, losses[^1].Count);
        Assert.Equal(value, losses[^1].Value, 1e-13);
        Assert.Equal(losses[..^1].Sum(loss => loss.Total), losses[^1].Total, 1e-13);
    }

    [Fact]
    public void A_sequence_with_an_error_is_not_in_the_total_and_per_step_there_is_none()
    {
        Outcome outcome = _session.Try(
            "(New-RnnSequence -Input 1, 2 -Key a), (New-RnnSequence -Input 1, 2, 3 -Key b) | Invoke-RnnForward $echo | Measure-RnnLoss -Target 0, 0 -Total");

        Assert.Equal(RnnErrorId.TargetLength, Outcome.Id(outcome.Error));
        Assert.Equal(["a", "Total"], outcome.Output.Select(loss => ((RnnLoss)loss.BaseObject).Sequence));
        Assert.Equal(5, ((RnnLoss)outcome.Output[1].BaseObject).Total);
        Assert.Equal(
            RnnErrorId.Parameters,
            Outcome.Id(_session.Try("1 | Invoke-RnnForward $echo | Measure-RnnLoss -Target 0 -Total -PerStep").Error));
    }

    [Theory]
    [InlineData("-Quantile 0.1, 0.5, 0.1", RnnErrorId.Loss, "quantile 0.1 more than once")]
    [InlineData("-Loss ([RnnPS.RnnLossFunction]::Pinball(0.1, 0.5, 0.9)) -Quantile 0.2, 0.5, 0.8", RnnErrorId.Parameters, "Pinball(0.1, 0.5, 0.9)")]
    [InlineData("-Loss ([RnnPS.RnnLossFunction]::Huber(2)) -Delta 3", RnnErrorId.Parameters, "Huber(2)")]
    public void Constants_given_twice_are_an_error(string options, string id, string text)
    {
        Outcome outcome = _session.Try(
            $"$three = New-RnnCell -InputWeight 1, 1, 1 -RecurrentWeight (0, 0, 0), (0, 0, 0), (0, 0, 0) -Activation Identity; 1 | Invoke-RnnForward $three | Measure-RnnLoss -Target 0 {options}");

        Assert.Equal(id, Outcome.Id(outcome.Error));
        Assert.Contains(text, outcome.Error.Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-Loss Pinball -Quantile 0.1, 0.5, 0.9", "Pinball(0.1, 0.5, 0.9)")]
    [InlineData("-Loss ([RnnPS.RnnLossFunction]::Pinball(0.1, 0.5, 0.9)) -Quantile 0.1, 0.5, 0.9", "Pinball(0.1, 0.5, 0.9)")]
    public void The_same_constants_or_a_name_with_constants_are_none(string options, string expected)
    {
        RnnLoss loss = Assert.Single(_session.Run<RnnLoss>(
            $"$three = New-RnnCell -InputWeight 1, 1, 1 -RecurrentWeight (0, 0, 0), (0, 0, 0), (0, 0, 0) -Activation Identity; 1 | Invoke-RnnForward $three | Measure-RnnLoss -Target 0 {options}"));

        Assert.Equal(expected, loss.Function.ToString());
    }

    [Theory]
    [InlineData("", "price")]
    [InlineData("-Scaling MinMax", "price")]
    [InlineData("-Scaling None", "")]
    public void Verbose_training_names_the_constant_columns(string options, string names)
    {
        List<string> verbose = [.. _session.Run(
            "$model = New-RnnModel 2 4 1 -Seed 1; $table = 1..20 | ForEach-Object { [pscustomobject]@{ price = '0.1'; y = [Math]::Sin($_) } }; "
            + $"$table | Optimize-RnnModel $model -Property price, y -TargetProperty y -Lead 1 -Epoch 1 {options} -Verbose 4>&1 | Where-Object {{ $_ -is [Management.Automation.VerboseRecord] -and \"$_\" -like '*constant*' }} | ForEach-Object Message")
            .Select(item => item.ToString())];

        Assert.Equal(names.Length > 0 ? [$"The column {names} is constant in the training part: its scale is 1."] : [], verbose);
    }
}
