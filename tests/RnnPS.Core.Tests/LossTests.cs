namespace RnnPS.Core.Tests;

[Trait("Vectors", "Yes")]
public sealed class LossTests
{
    [Fact]
    public void The_loss_is_the_sum_over_the_steps_of_the_mean_over_the_components()
    {
        List<RnnStep> steps = Runs.Run(RnnModel.StartingExample(), [[1], [2]]);
        var meter = new LossMeter();

        meter.Measure(steps[0], [1.5]);
        meter.Measure(steps[1], [2.7]);
        RnnLoss loss = Assert.Single(meter.Totals());

        double first = Math.Pow(1.5612838815180548 - 1.5, 2);
        double second = Math.Pow(2.727071008233731 - 2.7, 2);
        Assert.Equal(first, loss.Steps[0], 1e-15);
        Assert.Equal(second, loss.Steps[1], 1e-15);
        Assert.Equal(first + second, loss.Total, 1e-15);
        Assert.Equal(2, loss.Count);
    }

    [Theory]
    [InlineData("elman-1layer")]
    [InlineData("lstm-lengths")]
    [InlineData("loss-sumsq")]
    [InlineData("loss-mae")]
    [InlineData("loss-huber")]
    [InlineData("loss-softmax_cross_entropy")]
    [InlineData("loss-binary_cross_entropy_with_logits")]
    public void The_loss_is_the_one_that_PyTorch_gives(string name)
    {
        var golden = new GoldenCase(name);
        double[][][] target = golden.Target;
        var meter = new LossMeter(loss: golden.LossFunction, reduction: golden.Reduction);
        foreach (RnnStep step in new RnnBatch(golden.ToModel()).Run(golden.Sequences))
        {
            meter.Measure(step, target[(int)step.Sequence][step.Step]);
        }

        RnnLoss[] losses = [.. meter.Totals()];
        // The sum is averaged over the batch, the mean over all steps that exist.
        double loss = losses.Sum(sequence => sequence.Total)
            / (golden.Reduction == RnnReduction.Sum ? losses.Length : losses.Sum(sequence => sequence.Weight));
        Assert.Equal(golden.Loss, loss, 1e-10);
        Assert.All(losses, sequence => Assert.Equal(golden.Reduction == RnnReduction.Sum ? sequence.Total : sequence.Mean, sequence.Value));
    }

    [Fact]
    public void Weights_multiply_a_steps_loss_and_zero_leaves_it_out()
    {
        List<RnnStep> steps = Runs.Run(RnnModel.StartingExample(), [[1], [2], [3]]);
        var meter = new LossMeter([[0], [double.NaN], [0]], reduction: RnnReduction.Mean, weights: [1, 0, 3]);

        RnnStepLoss?[] each = [.. steps.Select(meter.Measure)];
        RnnLoss loss = Assert.Single(meter.Totals());

        Assert.Null(each[1]);
        double first = Math.Pow((double)steps[0].Output, 2);
        double last = Math.Pow((double)steps[2].Output, 2);
        Assert.Equal([first, last], loss.Steps);
        Assert.Equal([1, 3], loss.Weights);
        Assert.Equal((first + (3 * last)) / 4, loss.Value, 1e-15);
        Assert.Equal(
            RnnErrorId.StepWeight, Assert.Throws<RnnException>(() => new LossMeter().Measure(steps[0], [0], weight: -1)).Id);
        Assert.Equal(
            RnnErrorId.StepWeight, Assert.Throws<RnnException>(() => new LossMeter().Measure(steps[0], [0], double.NaN)).Id);
    }

    [Fact]
    public void Two_runs_of_one_key_are_two_sequences()
    {
        var meter = new LossMeter([[0], [0]]);
        foreach (RnnStep step in Runs.Run(RnnModel.StartingExample(), [[1], [2]]).Concat(Runs.Run(RnnModel.StartingExample(), [[3], [4]])))
        {
            meter.Measure(step);
        }

        Assert.Empty(meter.Complete());
        Assert.Equal([2, 2], meter.Totals().Select(loss => loss.Count));
    }

    [Theory]
    [InlineData(new[] { 1.0, 2.0 }, RnnErrorId.TargetLength)]
    [InlineData(new[] { double.NaN }, RnnErrorId.MissingValue)]
    [InlineData(new[] { double.PositiveInfinity }, RnnErrorId.NotFinite)]
    public void A_bad_target_is_an_error(double[] target, string id)
    {
        RnnStep step = Runs.Run(RnnModel.StartingExample(), [[1]])[0];

        Assert.Equal(id, Assert.Throws<RnnException>(() => new LossMeter().Measure(step, target)).Id);
    }

    [Theory]
    [InlineData(RnnReduction.Sum)]
    [InlineData(RnnReduction.Mean)]
    public void A_sequence_without_a_measured_step_has_no_loss_but_is_there(RnnReduction reduction)
    {
        var meter = new LossMeter(reduction: reduction);
        foreach ((double input, double weight) in new[] { (1.0, 0.0), (2.0, 2.0) })
        {
            foreach (RnnStep step in Runs.Run(RnnModel.StartingExample(), [[input], [input]]))
            {
                meter.Measure(step, [0], weight);
            }
        }

        RnnLoss[] losses = [.. meter.Totals()];

        Assert.Equal([0, 2], losses.Select(loss => loss.Count));
        Assert.Equal([true, false], losses.Select(loss => double.IsNaN(loss.Value)));
        Assert.Equal((0.0, 0.0), (losses[0].Total, losses[0].Weight));
        // Per step, there is nothing to add up.
        Assert.Empty(new LossMeter(totals: false).Totals());
    }

    [Fact]
    public void The_total_is_the_sum_and_the_mean_over_the_steps_of_all_sequences()
    {
        double[][] inputs = [[1, 2, 3], [4], [5, 6]];
        double[][] weights = [[1, 0.5, 2], [0], [1, 3]];
        double sum = 0;
        double weight = 0;
        int count = 0;
        var meter = new LossMeter(reduction: RnnReduction.Mean);
        for (int i = 0; i < inputs.Length; i++)
        {
            List<RnnStep> steps = Runs.Run(RnnModel.StartingExample(), [.. inputs[i].Select(x => new[] { x })]);
            for (int t = 0; t < steps.Count; t++)
            {
                meter.Measure(steps[t], [0.25], weights[i][t]);
                sum += weights[i][t] * Math.Pow((double)steps[t].Output - 0.25, 2);
                weight += weights[i][t];
                count += weights[i][t] > 0 ? 1 : 0;
            }
        }

        RnnLoss total = meter.Total()!;

        Assert.Equal("Total", total.Sequence);
        Assert.Equal(count, total.Count);
        Assert.Equal(sum, total.Total, 1e-12);
        Assert.Equal(sum / weight, total.Value, 1e-12);
        Assert.Null(new LossMeter().Total());
    }
}
