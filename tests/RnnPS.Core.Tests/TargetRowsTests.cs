namespace RnnPS.Core.Tests;

/// <summary>The loss of models that predict later steps, against plain loops.</summary>
public sealed class TargetRowsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Predictions_are_paired_with_the_rows_that_they_are_for(int lead)
    {
        // Two interleaved runs, in which steps were left out.
        RnnModel model = LinkTests.Trained(Runs.Random(1, 2, 1, seed: 1), "MeanSquaredError", lead);
        long[][] numbers = [[0, 1, 2, 4, 5, 6, 7, 8, 11, 12, 13], [3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14]];
        RnnStep[][] runs = [.. numbers.Select(run => Steps(model, run))];
        var rows = new TargetRows(["y"]);
        List<(object Run, long Step, long Row)> found = [];
        foreach (RnnStep row in runs[0].Zip(runs[1], (a, b) => new[] { a, b }).SelectMany(pair => pair))
        {
            if (rows.Match(row) is { } step)
            {
                Assert.Same(row.Run, step.Run);
                found.Add((step.Run, step.Step, row.Step));
            }
        }

        for (int run = 0; run < 2; run++)
        {
            IEnumerable<(long, long)> expected = numbers[run].Where(step => numbers[run].Contains(step + lead)).Select(step => (step, step + lead));
            Assert.Equal(expected, found.Where(pair => pair.Run == runs[run][0].Run).Select(pair => (pair.Step, pair.Row)));
        }

        Assert.Empty(rows.Complete());
    }

    [Fact]
    public void A_lead_that_is_given_replaces_that_of_the_training()
    {
        RnnStep[] steps = Steps(LinkTests.Trained(Runs.Random(1, 2, 1, seed: 1), "MeanSquaredError", lead: 1), [0, 1, 2]);
        var rows = new TargetRows(["y"], lead: 2);

        Assert.Equal([null, null, steps[0]], steps.Select(rows.Match));
    }

    [Fact]
    public void A_sequence_that_ends_before_any_target_is_an_error()
    {
        RnnStep[] steps = Steps(LinkTests.Trained(Runs.Random(1, 2, 1, seed: 1), "MeanSquaredError", lead: 3), [0, 1, 2]);
        var rows = new TargetRows(["y"]);

        Assert.All(steps, step => Assert.Null(rows.Match(step)));
        RnnException error = Assert.Single(rows.Complete());
        Assert.Equal(RnnErrorId.SequenceLength, error.Id);
        Assert.Contains("3 rows ahead", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_targets_than_those_of_the_training_need_a_lead()
    {
        RnnStep step = Steps(LinkTests.Trained(Runs.Random(1, 2, 1, seed: 1), "MeanSquaredError", lead: 1, "price"), [0])[0];

        new TargetRows(["PRICE"]).RequireLead(step);
        new TargetRows(["next"], lead: 0).RequireLead(step);
        RnnException error = Assert.Throws<RnnException>(() => new TargetRows(["next"]).RequireLead(step));
        Assert.Equal(RnnErrorId.Parameters, error.Id);
        Assert.Contains("give -Lead 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_of_targets_is_matched_by_number_or_a_lead_later()
    {
        RnnModel model = LinkTests.Trained(Runs.Random(1, 2, 1, seed: 1), "MeanSquaredError", lead: 1);
        RnnStep[] steps = Steps(model, [0, 1, 2, 3]);
        double[] values = [5, 6, 7, 9];
        double[][] targets = [.. values.Select(value => new[] { value })];
        double Loss(int step, int target) => Math.Pow((double)steps[step].Output - values[target], 2);

        var shifted = new LossMeter(targets, lead: 1);
        RnnStepLoss?[] losses = [.. steps.Select(shifted.Measure)];
        Near.Equal([Loss(0, 1), Loss(1, 2), Loss(2, 3)], losses[..3].Select(loss => loss!.Loss), 1e-14, $"a lead of 1");
        Assert.Equal([1L, 2L, 3L], losses[..3].Select(loss => loss!.TargetStep));
        Assert.Null(losses[3]);
        Assert.Empty(shifted.Complete());
        Assert.Equal(3, shifted.Totals().Single().Count);

        var own = new LossMeter(targets);
        Near.Equal([Loss(0, 0), Loss(3, 3)], [own.Measure(steps[0])!.Loss, own.Measure(steps[3])!.Loss], 1e-14, $"by number");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Targets_that_are_the_inputs_of_their_own_steps_are_refused(int lead)
    {
        RnnModel model = LinkTests.Trained(Runs.Random(1, 2, 1, seed: 1), "MeanSquaredError", lead);
        double[] series = [4, 4, 4, 7, 8, 7, 4, 5];
        List<RnnStep> steps = Runs.Run(model, [.. series.Select(value => new[] { value })]);
        double[][] same = [.. series.Select(value => new[] { value })];
        double[][] next = [.. series.Skip(lead).Concat(series.Take(lead)).Select(value => new[] { value })];

        var meter = new LossMeter(same);
        int refused = steps.FindIndex(step => Record(() => meter.Measure(step)) is { Id: RnnErrorId.Parameters });
        // As long as the inputs do not change, the targets are both. The first that differs decides.
        Assert.Equal(3, refused);
        Assert.All(steps[refused..], step => Assert.Null(meter.Measure(step)));
        Assert.Empty(meter.Totals());

        var shifted = new LossMeter(next);
        Assert.All(steps, step => Assert.NotNull(shifted.Measure(step)));
        var given = new LossMeter(same, lead: 0);
        Assert.All(steps, step => Assert.NotNull(given.Measure(step)));
    }

    [Fact]
    public void A_loss_of_values_reads_predictions_and_that_of_the_training_reads_outputs()
    {
        RnnStep step = Steps(LinkTests.Trained(Runs.Random(1, 2, 1, seed: 1), "Poisson"), [0])[0];
        double output = (double)step.Output;
        double rate = Math.Exp(output);

        RnnStepLoss square = new LossMeter().Measure(step, [3]);
        Assert.Equal((rate - 3) * (rate - 3), square.Loss, 1e-14);
        Assert.Equal(rate, (double)square.Prediction, 1e-14);
        Assert.Equal(output, square.Output);
        Assert.Equal(Math.Abs(rate - 3), new LossMeter(loss: RnnLossFunction.MeanAbsoluteError).Measure(step, [3]).Loss, 1e-14);
        Assert.Equal(rate - (3 * output), new LossMeter(loss: RnnLossFunction.Poisson).Measure(step, [3]).Loss, 1e-14);
        Refusals.Check(
            "another link", () => new LossMeter(loss: RnnLossFunction.BinaryCrossEntropy).Measure(step, [1]), RnnErrorId.Loss, "trained with the link Log");
    }

    [Fact]
    public void Of_an_untrained_model_the_loss_gives_the_link()
    {
        RnnStep step = Steps(Runs.Random(1, 2, 1, seed: 1), [0])[0];
        double output = (double)step.Output;

        Assert.Equal(Math.Exp(output), (double)new LossMeter(loss: RnnLossFunction.Poisson).Measure(step, [3]).Prediction, 1e-15);
        Assert.Equal(
            1 / (1 + Math.Exp(-output)), (double)new LossMeter(loss: RnnLossFunction.BinaryCrossEntropy).Measure(step, [1]).Prediction, 1e-15);
        Assert.Equal(output, new LossMeter().Measure(step, [1]).Prediction);
    }

    private static RnnStep[] Steps(RnnModel model, long[] numbers)
    {
        var run = new RnnRun(model);
        foreach (long number in numbers)
        {
            run.Add([number / 10.0], number, source: new object());
        }

        return [.. run.Flush()];
    }

    private static RnnException? Record(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (RnnException error)
        {
            return error;
        }
    }
}
