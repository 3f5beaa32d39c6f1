namespace RnnPS.Core.Tests;

/// <summary>Training as a whole: against PyTorch, and by its own promises.</summary>
public sealed class TrainerTests
{
    public static TheoryData<string> Optimizers =>
        ["adagrad", "adam", "adamw", "rmsprop", "sgd", "sgd-clip-norm", "sgd-momentum", "sgd-nesterov"];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Six_steps_of_an_optimizer_are_PyTorchs(string name)
    {
        var golden = new GoldenTraining("optimizer-" + name, "training");
        RnnModel model = golden.Start;

        RnnEpoch[] epochs = [.. new RnnTrainer(model, golden.Series, new RnnTrainingOptions
        {
            Optimizer = golden.Optimizer,
            ClipNorm = golden.ClipNorm,
            Epochs = golden.Losses.Length,
            BatchSize = golden.Series.Length,
            Scaling = RnnScaling.None,
        }).Run()];

        Near.Equal(golden.Losses, epochs.Select(epoch => epoch.Loss), 1e-10, $"losses");
        Near.Equal(golden.Norms, epochs.Take(golden.Norms.Length).Select(epoch => epoch.GradientNorm), 1e-10, $"norms");
        SameWeights(golden.End, model, 1e-10);
        if (golden.ClipNorm is { } bound)
        {
            Assert.All(epochs, epoch => Assert.Equal(bound, epoch.ClippedGradientNorm, 1e-6));
        }
    }

    [Theory]
    [InlineData("elman")]
    [InlineData("gru")]
    [InlineData("lstm")]
    public void Truncated_chunks_carry_the_state_and_not_the_gradient_as_PyTorch_does(string kind)
    {
        var golden = new GoldenTraining("truncated-" + kind, "golden-truncated");
        RnnModel model = golden.Start;

        RnnEpoch epoch = new RnnTrainer(model, golden.Series, new RnnTrainingOptions
        {
            Optimizer = golden.Optimizer,
            Epochs = 1,
            BatchSize = golden.Series.Length,
            TruncatedLength = golden.Chunk,
            Scaling = RnnScaling.None,
        }).Run().Single();

        Near.Equal([golden.Losses.Average()], [epoch.Loss], 1e-10, $"loss");
        SameWeights(golden.End, model, 1e-10);
    }

    private static void SameWeights(RnnModel expected, RnnModel actual, double tolerance)
    {
        foreach ((CellWeight left, CellWeight right) in expected.Weights.Arrays().Zip(actual.Weights.Arrays()))
        {
            Near.Equal(left.Values.AsSpan().ToArray(), right.Values.AsSpan().ToArray(), tolerance, $"{left.Name}");
        }
    }
}
