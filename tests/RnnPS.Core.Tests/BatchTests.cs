namespace RnnPS.Core.Tests;

/// <summary>How a batch goes about its work: parts, progress and cancellation.</summary>
public sealed class BatchTests
{
    [Fact]
    public void Sequences_beyond_what_is_kept_at_once_are_run_part_by_part()
    {
        const int features = 10_000;
        var draw = new Draw(95);
        var model = new RnnModel(new ElmanCell(draw.Matrix(features, 1), draw.Contracting(1, 1, 1)));
        // Two of them exceed the budget of 2^24 numbers, so that each is a part of its own; they share their values.
        RnnMatrix values = draw.Matrix(900, features);
        RnnSequence[] sequences = [.. Enumerable.Range(0, 3).Select(key => new RnnSequence(key, values))];
        RnnState[] states = [.. sequences.Select(_ => new RnnState(model))];
        var progress = new Reports();

        (object Key, long Step, double State)[] steps =
            [.. new RnnBatch(model, lastOnly: true).Run(sequences, states, progress: progress).Select(step => (step.Sequence, step.Step, step.State[0]))];

        Assert.Equal([1.0 / 3, 2.0 / 3, 1], progress);
        Assert.Equal([0, 1, 2], steps.Select(step => (int)step.Key));
        Assert.All(steps, step => Assert.Equal((899L, steps[0].State), (step.Step, step.State)));
        Assert.All(states, state => Assert.Equal((900L, steps[0].State), (state.StepCount, state.Value[0])));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_cancelled_batch_hands_out_nothing_and_leaves_the_states(int threads)
    {
        RnnModel model = RnnModel.StartingExample();
        RnnSequence[] sequences = [.. Enumerable.Range(0, 2).Select(key => new RnnSequence(key, new RnnMatrix(2, 1, [1, 2])))];
        RnnState[] states = [new RnnState(model), new RnnState(model)];
        using var source = new CancellationTokenSource();
        source.Cancel();
        var seen = new List<RnnStep>();

        Assert.ThrowsAny<OperationCanceledException>(
            () => seen.AddRange(new RnnBatch(model, threads: threads).Run(sequences, states, cancellation: source.Token)));

        Assert.Empty(seen);
        Assert.All(states, state => Assert.Equal((0L, 0.0), (state.StepCount, state.Value[0])));
    }

    [Fact]
    public void Steps_come_in_the_order_given_whatever_the_lengths()
    {
        RnnSequence[] sequences = [.. new[] { 1, 3, 0, 2 }.Select((length, key) => new RnnSequence(key, new RnnMatrix(length, 1, new double[length])))];

        Assert.Equal(
            [(0, 0L), (1, 0), (1, 1), (1, 2), (3, 0), (3, 1)],
            new RnnBatch(RnnModel.StartingExample(), threads: 2).Run(sequences).Select(step => ((int)step.Sequence, step.Step)));
    }

    private sealed class Reports : List<double>, IProgress<double>
    {
        public void Report(double value) => Add(value);
    }
}
