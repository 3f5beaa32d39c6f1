using System.Numerics;
using System.Runtime.InteropServices;

namespace RnnPS;

/// <summary>Runs a layer without a state backward through x·W + b: a hidden dense layer or the output layer.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class AffineBackward<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Enough sums at once to hide the latency of a multiply-add.
    private const int VectorsOfColumns = 8;

    private readonly AffinePlan<T> _plan;
    private readonly PackedMatrix<T> _transposed;
    private readonly ParameterGroup<T> _weights;
    private readonly ParameterGroup<T>? _bias;
    private readonly GradientProduct<T> _product;
    private readonly T[] _zeros;
    private readonly T[] _sums;
    private readonly bool _byOutputs;

    // Rows of the input as columns, in which a single output is computed for a whole vector of rows; null for other layers.
    private readonly PackedMatrix<T>? _inputColumns;

    /// <summary>Allocates the buffers.</summary>
    /// <param name="plan">The packed weights.</param>
    /// <param name="transposed">Their transpose.</param>
    /// <param name="gradients">The parameter gradients to add to.</param>
    /// <param name="capacity">The largest number of rows.</param>
    public AffineBackward(AffinePlan<T> plan, PackedMatrix<T> transposed, ParameterSet<T> gradients, int capacity)
    {
        _plan = plan;
        _transposed = transposed;
        _weights = gradients[plan.Names.Weights];
        _bias = gradients.Find(plan.Names.Bias);
        _zeros = new T[plan.InputSize];
        // With fewer outputs than vector lanes, the outputs become the rows of the product; as columns they would waste most lanes.
        _byOutputs = plan.Size < plan.Kernels.Lanes;
        _sums = new T[_byOutputs ? plan.Size * plan.InputSize : 0];
        _product = new GradientProduct<T>(
            plan.Kernels,
            Math.Min(capacity, GradientProduct<T>.BlockSlots),
            _byOutputs ? plan.Size : plan.InputSize,
            _byOutputs ? plan.InputSize : plan.Size);
        int columns = VectorsOfColumns * plan.Kernels.Lanes;
        _inputColumns = plan.Size == 1 && capacity >= columns
            ? new PackedMatrix<T>(plan.InputSize, columns, plan.Kernels.Lanes, inBlocks: true)
            : null;
    }

    /// <summary>Computes x·W + b for each row, with the bits of <see cref="AffinePlan{T}.Sum"/>.</summary>
    /// <param name="input">The input of the layer, [count × input].</param>
    /// <param name="sums">Receives the sums, [count × size].</param>
    /// <param name="count">The number of rows.</param>
    public void Sum(ReadOnlySpan<T> input, Span<T> sums, int count)
    {
        int inputs = _plan.InputSize;
        int done = 0;
        for (; _inputColumns is not null && done + _inputColumns.Columns <= count; done += _inputColumns.Columns)
        {
            _inputColumns.FillTransposed(input[(done * inputs)..], inputs, inputs);
            Span<T> block = sums.Slice(done, _inputColumns.Columns);
            block.Fill(_plan.Bias[0]);
            // The transpose of a single column is a single row, so its panels follow each other as the weights do.
            ReadOnlySpan<T> weights = MemoryMarshal.CreateReadOnlySpan(ref _transposed.Panel(0), inputs);
            _plan.Kernels.Multiply(weights, _inputColumns, start: default, block, rows: 1, block.Length);
        }

        _plan.Sum(input[(done * inputs)..], sums[done..], count - done);
    }

    /// <summary>Backpropagates, and adds the gradients of the parameters.</summary>
    /// <param name="input">The input of the layer, [count × input].</param>
    /// <param name="gradient">The derivatives with respect to x·W + b, [count × size].</param>
    /// <param name="count">The number of rows.</param>
    /// <param name="inputGradient">Receives the derivatives with respect to the input, [count × input].</param>
    public void Run(ReadOnlySpan<T> input, ReadOnlySpan<T> gradient, int count, Span<T> inputGradient)
    {
        _plan.Kernels.Multiply(gradient, _transposed, _zeros, inputGradient, count, _plan.InputSize);
        Add(input, gradient, count);
    }

    /// <summary>Adds the gradients of the parameters.</summary>
    /// <param name="input">The input of the layer, [count × input].</param>
    /// <param name="gradient">The derivatives with respect to x·W + b, [count × size].</param>
    /// <param name="count">The number of rows.</param>
    public void Add(ReadOnlySpan<T> input, ReadOnlySpan<T> gradient, int count)
    {
        (int size, int inputs) = (_plan.Size, _plan.InputSize);
        Array.Clear(_sums);
        for (int start = 0; start < count; start += GradientProduct<T>.BlockSlots)
        {
            int slots = Math.Min(GradientProduct<T>.BlockSlots, count - start);
            ReadOnlySpan<T> x = input.Slice(start * inputs, slots * inputs);
            ReadOnlySpan<T> dy = gradient.Slice(start * size, slots * size);
            if (_byOutputs)
            {
                _product.Begin(x, inputs, slots);
                _product.Turn(dy, slot: 0, slots, size);
                _product.AddTo(_sums, inputs, size);
            }
            else
            {
                _product.Begin(dy, size, slots);
                _product.Turn(x, slot: 0, slots, inputs);
                _product.AddTo(_weights.Values, size, inputs);
            }
        }

        for (int i = 0; i < _sums.Length; i++)
        {
            _weights.Values[(i % inputs * size) + (i / inputs)] += _sums[i];
        }

        if (_bias is not null)
        {
            GradientProduct<T>.AddColumns(gradient, _bias.Values);
        }
    }
}
