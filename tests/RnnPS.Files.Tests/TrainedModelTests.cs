namespace RnnPS.Files.Tests;

/// <summary>A trained model that was saved is as good as the original: it forecasts, and is trained further.</summary>
public sealed class TrainedModelTests : IDisposable
{
    private static readonly RnnTrainingOptions Options = new()
    {
        Epochs = 3,
        Optimizer = new AdamOptimizer(),
        ValidationFraction = 0.3,
    };

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_loaded_model_forecasts_the_same_intervals()
    {
        RnnModel model = Trained();
        RnnModel read = ModelFile.FromBytes(ModelFile.ToBytes(model));

        double[] expected = Forecast(model);
        Assert.Equal(Models.Bits(expected), Models.Bits(Forecast(read)));
        // Intervals of some width, so of residuals.
        Assert.True(expected[2] - expected[1] > 1e-3);
    }

    [Fact]
    public void A_loaded_model_trains_to_the_same_bits()
    {
        RnnModel model = Trained();
        RnnModel read = ModelFile.FromBytes(ModelFile.ToBytes(model));
        Train(model, phase: 1);
        Train(read, phase: 1);

        Models.RequireSame(model, read);
    }

    [Fact]
    public void A_checkpoint_gives_the_model_that_the_training_kept()
    {
        string path = _folder["run.rnnck"];
        RnnModel model = New();
        var trainer = new RnnTrainer(model, [Series(0)], Options) { Save = checkpoint => CheckpointFile.Write(path, checkpoint) };
        _ = trainer.Run().Count();

        Models.RequireSame(model, ModelFile.Read(path));
    }

    [Fact]
    public void A_training_goes_on_from_a_file_to_the_same_bits()
    {
        foreach (RnnPrecision precision in Enum.GetValues<RnnPrecision>())
        {
            string path = _folder["run.rnnck"];
            RnnTrainingOptions options = Options with { Precision = precision, Epochs = 5 };
            RnnModel whole = New();
            _ = new RnnTrainer(whole, [Series(0)], options).Run().Count();
            _ = new RnnTrainer(New(), [Series(0)], options with { Epochs = 2 }) { Save = checkpoint => CheckpointFile.Write(path, checkpoint) }.Run().Count();
            RnnModel resumed = New();
            _ = new RnnTrainer(resumed, [Series(0)], options).Run(CheckpointFile.Read(path)).Count();

            Models.RequireSame(whole, resumed);
        }
    }

    private static RnnModel New() => new(
        [new GruCell(Wave(1, 9, 1), Wave(3, 9, 2)), new ElmanCell(Wave(3, 2, 3), Wave(2, 2, 4))], Wave(2, 1, 5), new RnnVector([0.1]), seed: 3)
    {
        Description = "waves",
    };

    private static RnnModel Trained()
    {
        RnnModel model = New();
        Train(model, phase: 0);
        return model;
    }

    private static void Train(RnnModel model, double phase) => _ = new RnnTrainer(model, [Series(phase)], Options).Run().Count();

    private static TrainingSeries Series(double phase) => new(new RnnSequence("wave", Wave(40, 1, phase)), [0], [0], lead: 1);

    private static RnnMatrix Wave(int rows, int columns, double phase) =>
        new(rows, columns, [.. Enumerable.Range(0, rows * columns).Select(i => Math.Sin(phase + (i * 0.9)) + (0.1 * Math.Sin(i * i)))]);

    private static double[] Forecast(RnnModel model)
    {
        var forecaster = new RnnForecaster(model, new RnnForecastOptions
        {
            Count = 4,
            Lead = model.Training!.Lead,
            Intervals = [0.8],
            Residuals = model.Training.Residuals,
            Feedback = FeedbackMap.Create(1, 1, [], []),
        });
        return [.. forecaster.Run(new RnnSequence("wave", Wave(20, 1, 0))).SelectMany(step =>
            ((double[])[.. Models.Vector(step.Value), .. Models.Vector(step.Lower), .. Models.Vector(step.Upper)]))];
    }
}
