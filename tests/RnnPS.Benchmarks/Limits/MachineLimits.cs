using System.Numerics;
using System.Runtime.CompilerServices;

namespace RnnPS.Benchmarks;

/// <summary>What this machine can do in one precision at the moment: each part is measured when it is asked for, and once.</summary>
/// <param name="probe">How it is measured.</param>
internal abstract class MachineLimits(Probe probe)
{
    private readonly Dictionary<int, double> _peaks = [];
    private readonly Dictionary<(long Bytes, int Threads), double> _bandwidths = [];
    private double? _tanh;
    private double? _sigmoid;

    /// <summary>The bytes of a number.</summary>
    public abstract int ElementSize { get; }

    /// <summary>What a tanh costs a thread, in nanoseconds an element, by the engine's own kernel.</summary>
    public double Tanh => _tanh ??= MeasureTanh();

    /// <summary>The same of a logistic sigmoid.</summary>
    public double Sigmoid => _sigmoid ??= MeasureSigmoid();

    /// <summary>How it is measured.</summary>
    protected Probe Probe => probe;

    /// <summary>The limits in a precision.</summary>
    /// <param name="precision">The precision.</param>
    /// <param name="tries">How often each is measured, for the median.</param>
    public static MachineLimits Of(RnnPrecision precision, int tries) => precision == RnnPrecision.Single
        ? new MachineLimits<float>(new Probe(tries))
        : new MachineLimits<double>(new Probe(tries));

    /// <summary>The most multiply-adds of a nanosecond, all threads together.</summary>
    public double Peak(int threads)
    {
        if (!_peaks.TryGetValue(threads, out double peak))
        {
            _peaks[threads] = peak = MeasurePeak(threads);
        }

        return peak;
    }

    /// <summary>
    /// The most bytes read of a nanosecond, all threads together, when they read a working set of that size again and again,
    /// each a part of its own.
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
/// <param name="probe">How it is measured.</param>
internal sealed class MachineLimits<T>(Probe probe) : MachineLimits(probe)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Turns = 1000;
    private const int Passes = 16;

    // 8 KB of doubles in and out stay in the first cache.
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
