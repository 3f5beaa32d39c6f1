using System.Numerics;
using System.Runtime.CompilerServices;

namespace RnnPS.Benchmarks;

/// <summary>The current limits of this machine in one precision. Each is measured once, on first use.</summary>
/// <param name="probe">The measuring method.</param>
internal abstract class MachineLimits(Probe probe)
{
    private readonly Dictionary<int, double> _peaks = [];
    private readonly Dictionary<(long Bytes, int Threads), double> _bandwidths = [];
    private double? _tanh;
    private double? _sigmoid;

    /// <summary>The number of bytes per element.</summary>
    public abstract int ElementSize { get; }

    /// <summary>The time of a tanh on one thread, in nanoseconds per element, with the engine's own kernel.</summary>
    public double Tanh => _tanh ??= MeasureTanh();

    /// <summary>The time of a logistic sigmoid on one thread, in nanoseconds per element, with the engine's own kernel.</summary>
    public double Sigmoid => _sigmoid ??= MeasureSigmoid();

    /// <summary>The measuring method.</summary>
    protected Probe Probe => probe;

    /// <summary>Creates the limits in a precision.</summary>
    /// <param name="precision">The precision.</param>
    /// <param name="tries">The number of measurements of each limit. The result is their median.</param>
    public static MachineLimits Of(RnnPrecision precision, int tries) => precision == RnnPrecision.Single
        ? new MachineLimits<float>(new Probe(tries))
        : new MachineLimits<double>(new Probe(tries));

    /// <summary>The largest number of multiply-adds per nanosecond, for all threads together.</summary>
    public double Peak(int threads)
    {
        if (!_peaks.TryGetValue(threads, out double peak))
        {
            _peaks[threads] = peak = MeasurePeak(threads);
        }

        return peak;
    }

    /// <summary>
    /// The largest number of bytes read per nanosecond, for all threads together. The threads read a working set of the given
    /// size repeatedly, each its own part.
    /// </summary>
    public double Bandwidth(long bytes, int threads)
    {
        if (!_bandwidths.TryGetValue((bytes, threads), out double bandwidth))
        {
            _bandwidths[(bytes, threads)] = bandwidth = MeasureBandwidth(bytes, threads);
        }

        return bandwidth;
    }

    protected abstract double MeasurePeak(int threads);

    protected abstract double MeasureBandwidth(long bytes, int threads);

    protected abstract double MeasureTanh();

    protected abstract double MeasureSigmoid();
}

/// <summary><see cref="MachineLimits"/> in one precision.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <param name="probe">The measuring method.</param>
internal sealed class MachineLimits<T>(Probe probe) : MachineLimits(probe)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Turns = 1000;
    private const int Passes = 16;

    // 8 KB of doubles for input and output fit in the L1 cache.
    private const int ActivatedElements = 1024;

    /// <inheritdoc/>
    public override int ElementSize => Unsafe.SizeOf<T>();

    protected override double MeasurePeak(int threads)
    {
        double nanoseconds = Probe.Nanoseconds(threads, () => () => ProbeKernels<T>.Best.MultiplyAdd(Turns));
        return (double)threads * Turns * ProbeKernels<T>.Best.MultiplyAddsOfTurn / nanoseconds;
    }

    protected override double MeasureBandwidth(long bytes, int threads)
    {
        int block = ProbeKernels<T>.Best.BlockLength;
        int blocks = Math.Max(1, (int)(bytes / ElementSize / threads / block));
        double nanoseconds = Probe.Nanoseconds(threads, () =>
        {
            Memory<T> memory = AlignedMemory.Of<T>(blocks * block);
            return () => ProbeKernels<T>.Best.Read(memory.Span, Passes);
        });
        return (double)threads * Passes * blocks * block * ElementSize / nanoseconds;
    }

    protected override double MeasureTanh() => MeasureActivation(KernelSet<T>.Best.Tanh);

    protected override double MeasureSigmoid() => MeasureActivation(KernelSet<T>.Best.Sigmoid);

    private double MeasureActivation(Activation activation) => Probe.Nanoseconds(threads: 1, () =>
    {
        T[] x = [.. Enumerable.Range(0, ActivatedElements).Select(i => T.CreateChecked((i - (ActivatedElements / 2)) * 0.01))];
        var y = new T[ActivatedElements];
        return () => activation(x, y);
    }) / ActivatedElements;

    private delegate void Activation(ReadOnlySpan<T> x, Span<T> y);
}
