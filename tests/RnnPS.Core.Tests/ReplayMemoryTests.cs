namespace RnnPS.Core.Tests;

/// <summary>The memory of a long sequence that is read as a whole. A build with KernelChecks would count the copies of its guard zones.</summary>
public sealed class ReplayMemoryTests
{
    [Fact]
    public void A_long_sequence_takes_at_most_three_times_its_states_and_input()
    {
        // 2 inputs and the states of 2 cells of 16 units: 34 numbers a step. The trace of a step has 322 numbers.
        const int steps = 200_000;
        const long statesAndInput = steps * (2L + (2 * 16)) * sizeof(double);
        var draw = new Draw(7);
        var model = new RnnModel([new RnnStackLayer(Cells.Lstm(2, 16), Cells.Lstm(2, 16))], draw.Matrix(32, 1));
        var sequence = new RnnSequence(0, new RnnMatrix(steps, 2, new double[2 * steps]));
        model.Prepare(RnnPrecision.Double);

        // Everything that the run allocates, not only what lives at once.
        long before = GC.GetAllocatedBytesForCurrentThread();
        int count = new RnnBatch(model, lastOnly: true, threads: 1).Run([sequence]).Count();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(1, count);
        Assert.InRange(allocated, 0, 3 * statesAndInput);
    }
}
