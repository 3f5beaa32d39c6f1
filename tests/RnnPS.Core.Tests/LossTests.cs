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
}
