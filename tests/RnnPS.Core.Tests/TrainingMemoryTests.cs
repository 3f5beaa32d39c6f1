namespace RnnPS.Core.Tests;

/// <summary>Tests that measure the whole process, and so run while no other does.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

[Collection(nameof(Alone))]
public sealed class TrainingMemoryTests
{
    private const int Bound = 5 << 20;

    [Theory]
    [InlineData(100_000)]
    [InlineData(1_000_000)]
    public void Truncated_training_takes_little_above_the_series_itself_whatever_its_length(int length)
    {
        var values = new double[length];
        for (int i = 0; i < length; i++)
        {
            values[i] = Math.Sin(0.1 * i);
        }

        var series = new TrainingSeries(new RnnSequence("long", new RnnMatrix(length, 1, values)), [0], [0], lead: 1);
        // What else the process does can only make a measurement larger, so the smallest of a few counts.
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 3 && least > Bound; attempt++)
        {
            least = Math.Min(least, PeakOfTraining(series));
        }

        Assert.InRange(least, 0, Bound);
        GC.KeepAlive(series);
    }

    // The most bytes in use while a model trains, above those in use before.
    private static long PeakOfTraining(TrainingSeries series)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long most = 0;
        void Measure() => most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
        var trainer = new RnnTrainer(
            Runs.Random(1, 8, 1, seed: 1),
            [series],
            new RnnTrainingOptions { Epochs = 1, TruncatedLength = 100, ValidationFraction = 0.3 });
        RnnEpoch epoch;
        using (new Timer(_ => Measure(), null, dueTime: 20, period: 50))
        {
            epoch = trainer.Run().Single();
        }

        Measure();
        Assert.True(epoch.ValidationLoss < 0.1, $"{epoch}");
        return most;
    }
}
