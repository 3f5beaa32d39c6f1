using CsCheck;

namespace RnnPS.Core.Tests;

/// <summary>What a run or a training asks for is what its buffers take.</summary>
public sealed class BufferSizeTests
{
    private const string Pinned = "0N0XIzNsQ0O2";
    private const int Rows = 3;
    private const int Slots = 6000;

    [Theory]
    [InlineData("Trace")]
    [InlineData("Train")]
    public void A_pass_asks_for_what_it_takes(string kind) => RandomNetwork.Any.Sample(
        network =>
        {
            WeightSet weights = network.CreateModel().Weights;
            Tape tape = Enum.Parse<Tape>(kind);

            RequireNear(
                ForwardPass<double>.Bytes(weights.Double, weights.OutputStep, tape, Rows, Slots),
                Allocated(() => new ForwardPass<double>(weights.Double, weights.OutputStep, tape, Rows, Slots, threads: 1)));
            RequireNear(
                ReplayPass<float>.Bytes(weights.Single, Slots, weights.Scaling),
                Allocated(() => new ReplayPass<float>(weights.Single, weights.OutputStep, Slots, threads: 1, weights.Scaling)));
        },
        seed: Pinned,
        iter: 40,
        threads: 1);

    [Theory]
    [InlineData(false, 0, false)]
    [InlineData(true, 0.5, false)]
    [InlineData(true, 0, true)]
    public void A_slice_of_a_training_batch_asks_for_what_it_takes(bool inputGradients, double dropout, bool keepsParts) => RandomNetwork.Any.Sample(
        network =>
        {
            WeightSet weights = network.CreateModel().Weights;
            ParameterSet<double> parameters = ParameterSet<double>.From(weights);
            var options = new TrainingOptions { InputGradients = inputGradients, Dropout = dropout, KeepsParts = keepsParts };
            var plan = new TrainingPlan<double>(weights, parameters, inputGradients);

            RequireNear(
                TrainingSlice<double>.Bytes(plan, weights, options, Rows, Slots),
                // The targets have one component here, and the products of a block have their own buffers, which do not grow.
                Allocated(() => new TrainingSlice<double>(plan, weights, options, parameters.CreateZeros(), Rows, Slots)));
        },
        seed: Pinned,
        iter: 40,
        threads: 1);

    [Fact]
    public void A_batch_that_exceeds_the_free_memory_is_refused_with_both_numbers()
    {
        RnnModel model = new(Cells.Lstm(1, 30));
        var sequence = new RnnSequence(0, new RnnMatrix(40_000, 1, new double[40_000]));
        var options = new RnnGradientOptions { Memory = MemoryLimit.Of(100_000_000) };

        long before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<RnnException>(
            () => RnnGradients.Measure(model, [sequence], [new RnnMatrix(40_000, 30, new double[1_200_000])], options));
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        // An LSTM keeps for each step P (120 numbers), h and c, four gates and tanh(c), the gradient of h, and the output three times: at
        // least 400 numbers, 128 MB for 40,000 steps.
        Assert.Equal(RnnErrorId.Memory, error.Id);
        Assert.Matches("40000 timesteps.* needs 1[2-9][0-9.]+ MB of memory, but only 100 MB are free", error.Message);
        Assert.Contains("-TruncatedLength", error.Message, StringComparison.Ordinal);
        Assert.InRange(allocated, 0, 60_000_000);
    }

    [Theory]
    [InlineData(1L << 20, 0, false)]
    [InlineData(100_000_001, 100_000_000, true)]
    [InlineData(100_000_000, 100_000_000, false)]
    [InlineData(long.MaxValue, long.MaxValue - 1, true)]
    [InlineData(1L << 40, -5, true)]
    public void A_size_is_refused_if_it_is_large_and_exceeds_the_limit(long bytes, long free, bool refused)
    {
        RnnException? error = Record.Exception(() => MemoryLimit.Of(free).Require(bytes, "It", "give less")) as RnnException;

        Assert.Equal(refused ? RnnErrorId.Memory : null, error?.Id);
        MemoryLimit.None.Require(bytes, "It", "give less");
    }

    [Fact]
    public void The_free_memory_is_measured()
    {
        MemoryLimit.Free.Require(65L << 20, "It", "give less");
        var error = Assert.Throws<RnnException>(() => MemoryLimit.Free.Require(1L << 60, "It", "give less"));

        // Nobody has more than a petabyte.
        Assert.Matches(@"^It needs 1152\.92 PB of memory, but only [0-9.]+ [MGT]B are free: give less, or give -Force to try it anyway\.$", error.Message);
    }

    private static long Allocated(Func<object> create)
    {
        // The first time compiles.
        create();
        long before = GC.GetAllocatedBytesForCurrentThread();
        GC.KeepAlive(create());
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void RequireNear(long expected, long actual) => Assert.InRange(actual, 0.8 * expected, 1.15 * expected);
}
