using CsCheck;

namespace RnnPS.Core.Tests;

/// <summary>A long sequence, whose trace is computed again when it is read, gives the steps of a kept trace, bit for bit.</summary>
[Trait("Vectors", "Yes")]
public sealed class ReplayTests
{
    // Three chunks of 256 steps, the last of them short.
    private const int Steps = 600;
    private const string Pinned = "0N0XIzNsQ0O2";

    [Theory]
    [InlineData(RnnPrecision.Double, false)]
    [InlineData(RnnPrecision.Single, false)]
    [InlineData(RnnPrecision.Double, true)]
    public void A_replayed_trace_is_the_kept_trace(RnnPrecision precision, bool lastOnly) =>
        RandomNetwork.Any.Sample(
            network =>
            {
                RnnModel model = network.CreateModel();
                RnnSequence sequence = Sequence(network, model);

                (double[] keptSteps, double[] keptState) = Run(long.MaxValue);
                (double[] replayedSteps, double[] replayedState) = Run(0);

                Assert.Equal(keptSteps, replayedSteps);
                Assert.Equal(keptState, replayedState);

                (double[] Steps, double[] State) Run(long replayBeyond)
                {
                    RnnState state = network.CreateStates(model, 1)[0];
                    var batch = new RnnBatch(model, precision, lastOnly, threads: 1) { ReplayBeyond = replayBeyond };
                    // The second run starts from the state of the first. In single precision, a few of the models overflow.
                    double[] steps =
                        [.. Enumerable.Range(0, 2).SelectMany(_ => batch.Run([sequence], [state], fault: (_, _, _) => { })).SelectMany(Numbers)];
                    return (steps, [.. state.Values.SelectMany(part => part), .. state.CellStates.SelectMany(part => part ?? default)]);
                }
            },
            seed: Pinned,
            iter: 40);

    [Fact]
    public void An_overflow_in_a_late_chunk_is_the_error_of_a_kept_trace()
    {
        // h doubles from step to step: it overflows near step 1024 of 1200, in the fourth chunk.
        var model = new RnnModel(new ElmanCell(
            new RnnMatrix(1, 1, [1]), new RnnMatrix(1, 1, [2]), activation: new RnnActivationFunction(RnnActivation.Identity)));
        var sequence = new RnnSequence(0, new RnnMatrix(1200, 1, [.. Enumerable.Repeat(1.0, 1200)]));

        (int kept, string keptError) = Run(long.MaxValue);
        (int replayed, string replayedError) = Run(0);

        Assert.InRange(kept, 1000, 1100);
        Assert.Equal(kept, replayed);
        Assert.Equal(keptError, replayedError);

        (int Steps, string Error) Run(long replayBeyond)
        {
            string error = string.Empty;
            int steps = new RnnBatch(model) { ReplayBeyond = replayBeyond }.Run([sequence], fault: (_, _, fault) => error = fault.Message).Count();
            return (steps, error);
        }
    }

    [Fact]
    public void A_sequence_too_long_for_the_memory_is_refused_before_its_buffers_are_made()
    {
        const int steps = 200_000;
        var model = new RnnModel([new RnnStackLayer(Cells.Lstm(2, 16), Cells.Lstm(2, 16))]);
        var sequence = new RnnSequence(0, new RnnMatrix(steps, 2, new double[2 * steps]));
        model.Prepare(RnnPrecision.Double);

        long before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<RnnException>(
            () => new RnnBatch(model, lastOnly: true, threads: 1) { Memory = MemoryLimit.Of(70_000_000) }.Run([sequence]).Count());
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(RnnErrorId.Memory, error.Id);
        // Input 2, held forward state 16 and output 32 numbers a step: 80 MB, and some for the states between chunks.
        Assert.Contains("200000 timesteps", error.Message, StringComparison.Ordinal);
        Assert.Matches(@"needs 8\d(\.\d+)? MB of memory, but only 70 MB are free", error.Message);
        Assert.InRange(allocated, 0, 8_000_000);
    }

    private static RnnSequence Sequence(RandomNetwork network, RnnModel model)
    {
        var draw = new Draw(network.Seed + 3);
        int length = Steps - draw.Int(0, 100);
        // Masked at both ends, across the borders of chunks and here and there.
        bool[]? mask = draw.Flip() ? null : [.. Enumerable.Range(0, length).Select(
            step => step >= 3 && step < length - 2 && step is not (>= 250 and < 262) && !draw.Flip(0.05))];
        return new RnnSequence(0, network.CreateInputs(draw, length, model.InputSize), mask: mask);
    }

    private static IEnumerable<double> Numbers(RnnStep step) => step.ToVectors().SelectMany(vector => vector.Value);
}
