namespace RnnPS.Core.Tests;

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

    [Fact]
    public void The_mean_over_all_steps_is_the_loss_that_PyTorch_gives()
    {
        var golden = new GoldenCase("elman-1layer");
        RnnModel model = golden.ToModel();
        double[] losses = [.. golden.Input.SelectMany((input, batch) => Runs.Run(model, input)
            .Select((step, t) => new LossMeter().Measure(step, golden.Target[batch][t]).Loss))];

        Assert.Equal(golden.Loss, losses.Average(), 1e-12);
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
