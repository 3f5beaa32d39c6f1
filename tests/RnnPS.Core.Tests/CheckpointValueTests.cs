namespace RnnPS.Core.Tests;

/// <summary>A checkpoint with values that no training saves is refused before the model changes.</summary>
public sealed class CheckpointValueTests
{
    private static readonly RnnTrainingOptions Options = new() { Epochs = 4, Optimizer = new AdamOptimizer() };

    public static TheoryData<string> Changes => [.. Changed.Keys];

    private static Dictionary<string, Func<TrainingCheckpoint, TrainingCheckpoint>> Changed { get; } = new()
    {
        ["negative epochs"] = checkpoint => checkpoint with { Epochs = -1 },
        ["least epochs"] = checkpoint => checkpoint with { Epochs = int.MinValue },
        ["negative steps"] = checkpoint => checkpoint with { OptimizerSteps = -1 },
        ["negative patience"] = checkpoint => checkpoint with { EpochsWithoutBest = -1 },
        ["best epoch after the last"] = checkpoint => checkpoint with { BestEpoch = 3 },
        ["infinite loss"] = checkpoint => checkpoint with { BestLoss = double.PositiveInfinity },
        ["no learning rate"] = checkpoint => checkpoint with { LearningRate = double.NaN },
        ["negative learning rate"] = checkpoint => checkpoint with { LearningRate = -1 },
        ["infinite schedule"] = checkpoint => checkpoint with { ScheduleBest = double.NegativeInfinity },
        ["negative schedule"] = checkpoint => checkpoint with { ScheduleCooldown = -1 },
        ["negative bad epochs"] = checkpoint => checkpoint with { ScheduleBadEpochs = -1 },
        ["negative time"] = checkpoint => checkpoint with { Seconds = -1 },
        ["endless time"] = checkpoint => checkpoint with { Seconds = 1e308 },
        ["no time"] = checkpoint => checkpoint with { Seconds = double.NaN },
        ["no arrays"] = checkpoint => checkpoint with { Lengths = [], Values = [] },
        ["one array"] = checkpoint => checkpoint with { Lengths = [checkpoint.Values.Length] },
        ["other arrays"] = checkpoint => checkpoint with { Lengths = [.. checkpoint.Lengths.Reverse()] },
        ["fewer values"] = checkpoint => checkpoint with { Values = checkpoint.Values[..^1] },
        ["huge arrays"] = checkpoint => checkpoint with { Lengths = [.. checkpoint.Lengths.Select(_ => int.MaxValue)] },
        ["no model"] = checkpoint => checkpoint with { Kept = null },
        ["another model"] = checkpoint => checkpoint with { Kept = RnnModel.StartingExample() },
        ["infinite values"] = checkpoint => checkpoint with { Values = [double.PositiveInfinity, .. checkpoint.Values[1..]] },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_value_out_of_range_is_refused_and_leaves_the_model(string change)
    {
        TrainingCheckpoint saved = Save();
        RnnModel model = Model();
        double[] before = [.. model.Layers[0].InputWeights.AsSpan()];

        var error = Assert.Throws<RnnException>(() => new RnnTrainer(model, [Series()], Options).Run(Changed[change](saved)).Count());

        Assert.Equal(RnnErrorId.CheckpointDamaged, error.Id);
        Assert.Equal(before, model.Layers[0].InputWeights.AsSpan().ToArray());
    }

    [Fact]
    public void The_checkpoint_itself_resumes() => Assert.Equal(2, new RnnTrainer(Model(), [Series()], Options).Run(Save()).Count());

    private static TrainingCheckpoint Save()
    {
        TrainingCheckpoint? saved = null;
        _ = new RnnTrainer(Model(), [Series()], Options with { Epochs = 2 }) { Save = checkpoint => saved = checkpoint }.Run().Count();
        return saved!;
    }

    private static RnnModel Model()
    {
        var draw = new Draw(5);
        return new RnnModel([Cells.Lstm(1, 3)], draw.Matrix(3, 1));
    }

    private static TrainingSeries Series() =>
        new(new RnnSequence(0, new RnnMatrix(12, 1, [.. Enumerable.Range(0, 12).Select(i => Math.Sin(i))])), [0], [0], lead: 1);
}
