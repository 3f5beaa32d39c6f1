using BenchmarkDotNet.Attributes;

namespace RnnPS.Benchmarks;

/// <summary>Measures the matrix product for the shapes that steps and input projections use.</summary>
public class ProductBenchmarks
{
    private float[] _xSingle = [];
    private float[] _ySingle = [];
    private PackedMatrix<float> _wSingle = null!;
    private double[] _xDouble = [];
    private double[] _yDouble = [];
    private PackedMatrix<double> _wDouble = null!;

    /// <summary>Rows × depth × columns. The shapes are a step of one sequence, a step of a batch, and an input projection of 48 steps.</summary>
    [Params("1x64x64", "1x256x256", "1x256x1024", "16x256x1024", "48x64x1024")]
    public string Shape { get; set; } = string.Empty;

    private int Rows { get; set; }

    private int Columns { get; set; }

    /// <summary>Draws and packs the matrices.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        int[] sizes = [.. Shape.Split('x').Select(int.Parse)];
        (Rows, int depth, Columns) = (sizes[0], sizes[1], sizes[2]);
        var random = new CounterRandom(3, 0);
        _xDouble = [.. Enumerable.Range(0, Rows * depth).Select(i => random.Uniform(i))];
        _xSingle = [.. _xDouble.Select(x => (float)x)];
        double[] w = [.. Enumerable.Range(0, depth * Columns).Select(i => random.Uniform((1 << 24) + i))];
        _wDouble = KernelSet<double>.Best.Pack(w, depth, Columns);
        _wSingle = KernelSet<float>.Best.Pack(w.Select(x => (float)x).ToArray(), depth, Columns);
        _yDouble = new double[Rows * Columns];
        _ySingle = new float[Rows * Columns];
    }

    /// <summary>The product in single precision.</summary>
    [Benchmark]
    public void Float() => KernelSet<float>.Best.Multiply(_xSingle, _wSingle, _ySingle.AsSpan(0, Columns), _ySingle, Rows, Columns);

    /// <summary>The product in double precision.</summary>
    [Benchmark]
    public void Double() => KernelSet<double>.Best.Multiply(_xDouble, _wDouble, _yDouble.AsSpan(0, Columns), _yDouble, Rows, Columns);
}
