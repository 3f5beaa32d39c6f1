using BenchmarkDotNet.Attributes;

namespace RnnPS.Benchmarks;

/// <summary>Measures the activations over a step's units, compared with .NET's own functions.</summary>
public class ActivationBenchmarks
{
    private const int Units = 1024;
    private readonly double[] _x = [.. Enumerable.Range(0, Units).Select(i => (i - (Units / 2)) * 0.01)];
    private readonly float[] _xSingle = [.. Enumerable.Range(0, Units).Select(i => (i - (Units / 2)) * 0.01f)];
    private readonly double[] _y = new double[Units];
    private readonly float[] _ySingle = new float[Units];

    /// <summary>tanh in single precision.</summary>
    [Benchmark(OperationsPerInvoke = Units)]
    public void TanhFloat() => KernelSet<float>.Best.Tanh(_xSingle, _ySingle);

    /// <summary>tanh in double precision.</summary>
    [Benchmark(OperationsPerInvoke = Units)]
    public void TanhDouble() => KernelSet<double>.Best.Tanh(_x, _y);

    /// <summary>The logistic sigmoid in single precision.</summary>
    [Benchmark(OperationsPerInvoke = Units)]
    public void SigmoidFloat() => KernelSet<float>.Best.Sigmoid(_xSingle, _ySingle);

    /// <summary>The logistic sigmoid in double precision.</summary>
    [Benchmark(OperationsPerInvoke = Units)]
    public void SigmoidDouble() => KernelSet<double>.Best.Sigmoid(_x, _y);

    /// <summary>Math.Tanh, one element at a time.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Units)]
    public void MathTanh()
    {
        for (int i = 0; i < Units; i++)
        {
            _y[i] = Math.Tanh(_x[i]);
        }
    }
}
