using System.Numerics;

namespace RnnPS;

/// <summary>A layer without a state, y = f(x·W + b), in a <see cref="WeightPlan{T}"/>.</summary>
/// <typeparam name="T">The precision: float or double.</typeparam>
internal abstract class AffinePlan<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly PackedMatrix<T> _weights;
    private readonly T[] _bias;

    /// <summary>Lays out the weights.</summary>
    /// <param name="weights">The weights, [input × size].</param>
    /// <param name="bias">The bias, [size]; null for none.</param>
    /// <param name="names">The names of both within the model.</param>
    /// <param name="kernels">The kernels that read the weights.</param>
    /// <param name="inBlocks">See <see cref="PackedMatrix{T}"/>.</param>
    protected AffinePlan(RnnMatrix weights, RnnVector? bias, (string Weights, string Bias) names, KernelSet<T> kernels, bool inBlocks)
    {
        Names = names;
        Kernels = kernels;
        _weights = PackedWeights.Pack(kernels, weights, names.Weights, inBlocks);
        _bias = bias is { } given ? PackedWeights.Convert<T>(given.AsSpan(), names.Bias) : new T[weights.Columns];
    }

    /// <summary>The names of the weights and the bias within the model.</summary>
    public (string Weights, string Bias) Names { get; }

    /// <summary>The number of components that the layer reads.</summary>
    public int InputSize => _weights.Depth;

    /// <summary>The number of components of the output.</summary>
    public int Size => _weights.Columns;

    /// <summary>The bias, [size].</summary>
    public ReadOnlySpan<T> Bias => _bias;

    /// <summary>The kernels that read the weights.</summary>
    public KernelSet<T> Kernels { get; }

    /// <summary>Computes x·W + b for each row, without the activation.</summary>
    /// <param name="x">The input, [rows × input].</param>
    /// <param name="y">Receives the sums, [rows × size].</param>
    /// <param name="rows">The number of rows.</param>
    public void Sum(ReadOnlySpan<T> x, Span<T> y, int rows) => Kernels.Multiply(x, _weights, _bias, y, rows, Size);

    /// <summary>Copies changed parameters into the existing buffers.</summary>
    public void Load(ParameterSet<T> parameters)
    {
        _weights.Fill(parameters[Names.Weights].Values, Size, _weights.Depth);
        parameters.Find(Names.Bias)?.Values.CopyTo(_bias, 0);
    }
}
