namespace RnnPS.Benchmarks.Tests;

public sealed class LimitTests
{
    [Fact]
    public void A_step_counts_the_weights_and_activations_of_all_layers()
    {
        var model = new RnnModel(
            [Lstm(inputs: 5, hidden: 3), Lstm(inputs: 3, hidden: 3)], Matrix(3, 2));

        var size = StepSize.Of(model, rows: 7);

        Assert.Equal([3 * 12, 3 * 12], size.RecurrentWeights);
        Assert.Equal((5 * 12) + (3 * 12) + (3 * 2), size.InputProducts);
        Assert.Equal(2 * 2 * 3, size.Tanhs);
        Assert.Equal(2 * 3 * 3, size.Sigmoids);
        Assert.Equal(7 * (72 + 60 + 36 + 6), size.Products);
    }

    [Fact]
    public void One_sequence_reads_its_recurrent_weights_layer_by_layer()
    {
        var size = new StepSize(Rows: 1, [1000, 3000], InputProducts: 500, Tanhs: 20, Sigmoids: 10);

        var limit = Limit.Of(size, threads: 1, inputThreads: 2, new FixedLimits());

        // 4,000 bytes at 4 B/ns and 12,000 bytes at 12 B/ns; 500 products at 10 per ns and thread; 20 tanhs of 1 ns and 10
        // sigmoids of 2 ns.
        Assert.Equal(2000, limit.Recurrent * 1000, 1e-9);
        Assert.Equal(25, limit.Input * 1000, 1e-9);
        Assert.Equal(40, limit.Activation * 1000, 1e-9);
        Assert.Equal(2.065, limit.Total, 1e-9);
    }

    [Fact]
    public void A_batch_runs_all_its_products_at_the_peak_of_all_threads()
    {
        var size = new StepSize(Rows: 8, [1000, 3000], InputProducts: 500, Tanhs: 20, Sigmoids: 10);

        var limit = Limit.Of(size, threads: 2, inputThreads: 2, new FixedLimits());

        Assert.Equal(8 * 4000 / 20.0, limit.Recurrent * 1000, 1e-9);
        Assert.Equal(8 * 500 / 20.0, limit.Input * 1000, 1e-9);
        Assert.Equal(8 * 40 / 2.0, limit.Activation * 1000, 1e-9);
    }

    [Fact]
    public void Each_limit_is_positive_and_measured_once()
    {
        var machine = MachineLimits.Of(RnnPrecision.Double, tries: 1);

        double peak = machine.Peak(1);
        double bandwidth = machine.Bandwidth(8192, 2);

        Assert.True(peak > 0 && bandwidth > 0 && machine.Tanh > 0 && machine.Sigmoid > 0);
        Assert.Equal((peak, bandwidth), (machine.Peak(1), machine.Bandwidth(8192, 2)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_number_is_read_in_every_pass(int passes)
    {
        float[] memory = new float[2 * ProbeKernels<float>.Best.BlockLength];
        // The kernel returns the sum of the first elements of all vectors.
        int lanes = KernelSet<float>.Best.Lanes;
        for (int i = 0; i < memory.Length; i += lanes)
        {
            memory[i] = 1;
        }

        Assert.Equal(passes * (memory.Length / lanes), ProbeKernels<float>.Best.Read(memory, passes));
    }

    private static LstmCell Lstm(int inputs, int hidden) => new(Matrix(inputs, 4 * hidden), Matrix(hidden, 4 * hidden));

    private static RnnMatrix Matrix(int rows, int columns) => new(rows, columns, new double[rows * columns]);

    // 10 products per nanosecond and thread. The bytes per nanosecond are a thousandth of the working set's size.
    private sealed class FixedLimits() : MachineLimits(new Probe(1))
    {
        public override int ElementSize => 4;

        protected override double MeasurePeak(int threads) => 10 * threads;

        protected override double MeasureBandwidth(long bytes, int threads) => bytes / 1000.0;

        protected override double MeasureTanh() => 1;

        protected override double MeasureSigmoid() => 2;
    }
}
