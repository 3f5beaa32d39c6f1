namespace RnnPS.Core.Tests;

/// <summary>The weights that a model keeps, and the loss that is said of them, against the loss that the equations give.</summary>
[Trait("Vectors", "Yes")]
public sealed class KeptWeightsTests
{
    private static readonly double[] Inputs = [1, 2];
    private static readonly double[] Targets = [1.5, 2.7];

    // Steps so large that every epoch is worse than the one before it.
    private static readonly RnnTrainingOptions Diverging = new()
    {
        Optimizer = new SgdOptimizer { LearningRate = 5 },
        Epochs = 3,
        Scaling = RnnScaling.None,
    };

    [Theory]
    [InlineData(null)]
    [InlineData(RnnKeptWeights.Last)]
    public void Without_a_validation_part_the_last_weights_are_kept_as_PyTorch_keeps_them(RnnKeptWeights? keep)
    {
        RnnModel model = RnnModel.StartingExample();
        RnnEpoch[] epochs = [.. new RnnTrainer(model, [Series()], Diverging with { KeepWeights = keep }).Run()];

        // An epoch of one batch shows the loss of the weights before it.
        double[] losses = [.. Enumerable.Range(0, 4).Select(LossAfter)];
        Near.Equal(losses[..3], epochs.Select(epoch => epoch.Loss), 1e-12, $"losses");
        Near.Equal([losses[3], losses[3]], [Loss(model), model.Training!.KeptLoss!.Value], 1e-12, $"kept loss");
        Assert.Equal(3, model.Training.Epoch);
    }

    [Fact]
    public void The_best_weights_without_a_validation_part_are_those_whose_own_loss_is_lowest()
    {
        RnnModel model = RnnModel.StartingExample();
        RnnEpoch[] epochs = [.. new RnnTrainer(model, [Series()], Diverging with { KeepWeights = RnnKeptWeights.Best }).Run()];

        double[] after = [.. Enumerable.Range(1, 3).Select(LossAfter)];
        Near.Equal(after, epochs.Select(epoch => epoch.MeasuredLoss!.Value), 1e-12, $"measured losses");
        int best = Array.IndexOf(after, after.Min()) + 1;
        Assert.Equal(best, model.Training!.Epoch);
        Near.Equal([after.Min(), after.Min()], [Loss(model), model.Training.KeptLoss!.Value], 1e-12, $"kept loss");
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData(RnnKeptWeights.Last, 3)]
    public void With_a_validation_part_the_best_are_kept_unless_the_last_are_asked_for(RnnKeptWeights? keep, int epoch)
    {
        RnnModel model = RnnModel.StartingExample();
        var series = new TrainingSeries(new RnnSequence("a", new RnnMatrix(4, 2, [1, 1.5, 2, 2.7, 1, 1.5, 2, 2.7])), [0], [1]);
        RnnEpoch[] epochs = [.. new RnnTrainer(model, [series], Diverging with { KeepWeights = keep, ValidationFraction = 0.5 }).Run()];

        Assert.Equal(epoch, model.Training!.Epoch);
        Assert.Equal(epochs[epoch - 1].ValidationLoss, model.Training.KeptLoss);
        Assert.Equal(2, model.Training.Residuals!.Rows);
        Assert.All(epochs, one => Assert.Null(one.MeasuredLoss));
    }

    [Fact]
    public void A_training_that_was_interrupted_keeps_the_same_weights_and_says_the_same_loss()
    {
        foreach (RnnKeptWeights keep in Enum.GetValues<RnnKeptWeights>())
        {
            RnnTrainingOptions options = Diverging with { KeepWeights = keep };
            RnnModel whole = RnnModel.StartingExample();
            _ = new RnnTrainer(whole, [Series()], options).Run().Count();
            TrainingCheckpoint? saved = null;
            _ = new RnnTrainer(RnnModel.StartingExample(), [Series()], options with { Epochs = 2 }) { Save = one => saved = one }.Run().Count();
            RnnModel resumed = RnnModel.StartingExample();
            _ = new RnnTrainer(resumed, [Series()], options).Run(saved).Count();

            Assert.Equal(whole.Training!.KeptLoss, resumed.Training!.KeptLoss);
            Assert.Equal(whole.Training.Epoch, resumed.Training.Epoch);
            Assert.Equal(Loss(whole), Loss(resumed));
        }
    }

    [Fact]
    public void A_stopped_training_has_the_weights_of_its_last_whole_epoch_and_no_loss_of_them()
    {
        RnnModel model = RnnModel.StartingExample();
        _ = new RnnTrainer(model, [Series()], Diverging).Run().First();

        Assert.Null(model.Training!.KeptLoss);
        Near.Equal([LossAfter(1)], [Loss(model)], 1e-12, $"loss");
    }

    private static TrainingSeries Series() =>
        new(new RnnSequence("a", new RnnMatrix(2, 2, [Inputs[0], Targets[0], Inputs[1], Targets[1]])), [0], [1]);

    // Trained for some epochs by the last weights' rule, and measured by the equations.
    private static double LossAfter(int epochs)
    {
        RnnModel model = RnnModel.StartingExample();
        if (epochs > 0)
        {
            _ = new RnnTrainer(model, [Series()], Diverging with { Epochs = epochs, KeepWeights = RnnKeptWeights.Last }).Run().Count();
        }

        return Loss(model);
    }

    private static double Loss(RnnModel model)
    {
        NaiveResult result = new NaiveNetwork(model).Run(new RnnSequence("a", new RnnMatrix(2, 1, Inputs)));
        return result.Outputs.Zip(Targets, (output, target) => (output[0] - target) * (output[0] - target)).Average();
    }
}
