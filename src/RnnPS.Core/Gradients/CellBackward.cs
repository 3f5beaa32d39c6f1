using System.Numerics;

namespace RnnPS;

/// <summary>
/// Runs one cell backward over the steps of a chunk. The cell does the pointwise maths; this class does the matrix products.
/// </summary>
/// <remarks>
/// Each step runs the phases in reverse order: first the pointwise part, then dOperand += dQ·Rᵀ. Each block of steps makes one
/// product per matrix: dW += Xᵀ·dP, dR += operandᵀ·dQ, dX = dP·Wᵀ. The derivatives dP and dQ overwrite P and Q.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class CellBackward<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly CellTrainingPlan<T> _plan;
    private readonly CellTape<T> _tape;
    private readonly CellParameters<T> _gradients;
    private readonly GradientProduct<T> _projection;
    private readonly GradientProduct<T>?[] _products;
    private readonly T[] _derivatives;
    private readonly T[] _zeros;
    private readonly int _blockSlots;

    /// <summary>Allocates the buffers.</summary>
    /// <param name="plan">The packed weights of the cell.</param>
    /// <param name="tape">The results of the cell's forward pass.</param>
    /// <param name="gradients">The gradients of the cell's parameters, to add to.</param>
    /// <param name="rows">The largest number of sequences in a step.</param>
    /// <param name="capacity">The largest number of slots in a chunk.</param>
    /// <param name="keepsParts">Whether to keep the derivatives with respect to all parts of the state.</param>
    /// <param name="cancellation">Stops while the buffers are cleared, which takes seconds for gigabytes.</param>
    public CellBackward(
        CellTrainingPlan<T> plan,
        CellTape<T> tape,
        CellParameters<T> gradients,
        int rows,
        int capacity,
        bool keepsParts = false,
        CancellationToken cancellation = default)
    {
        _plan = plan;
        _tape = tape;
        _gradients = gradients;
        CellLayout layout = Layout;
        Gradient = new GradientTape<T>(layout, rows, capacity, keepsParts, cancellation);
        _blockSlots = Math.Max(GradientProduct<T>.BlockSlots, rows);
        int size = Math.Max(layout.InputSize, layout.States[0].Size);
        _projection = new GradientProduct<T>(plan.Forward.Kernels, _blockSlots, size, layout.ProjectionColumns);
        _products = [.. layout.Products.Select(product => SharesProjection(product)
            ? null
            : new GradientProduct<T>(plan.Forward.Kernels, _blockSlots, OperandSize(product), product.Columns))];
        _derivatives = new T[MemoryLimit.ArrayLength((long)rows * layout.Products.Max(product => product.Columns))];
        _zeros = new T[layout.InputSize];
    }

    /// <summary>The derivatives with respect to the states.</summary>
    public GradientTape<T> Gradient { get; }

    /// <summary>The results of the forward pass. The derivatives dP and dQ replace P and Q.</summary>
    public CellTape<T> Tape => _tape;

    /// <summary>Adds the part of the gradients that comes from the weights' use at one step, after <see cref="Run"/>.</summary>
    /// <param name="input">The cell's input, as for <see cref="Run"/>.</param>
    /// <param name="step">The step, in the order in which the cell reads.</param>
    public void AddStep(ReadOnlySpan<T> input, int step)
    {
        _plan.Forward.Maths.AddGradients(new BackwardFrame<T>(_tape, Gradient, _gradients, step));
        AddBlock(input, inputGradient: default, step, step + 1);
    }

    private CellLayout Layout => _plan.Forward.Layout;

    /// <summary>
    /// Runs backward over a chunk after its forward pass. The derivatives with respect to the cell's output must be in
    /// <see cref="Gradient"/>.
    /// </summary>
    /// <param name="input">The cell's input, [slots × input size], in the order in which the cell reads it.</param>
    /// <param name="inputGradient">Receives the derivatives with respect to the input, in the same shape; empty skips them.</param>
    /// <param name="steps">The number of steps.</param>
    /// <param name="cancellation">Stops between steps.</param>
    public void Run(ReadOnlySpan<T> input, Span<T> inputGradient, int steps, CancellationToken cancellation)
    {
        Packing packing = Gradient.Packing = _tape.Packing;
        Gradient.Begin();
        for (int end = steps; end > 0;)
        {
            int first = end - 1;
            while (first > 0 && packing.Offset(end) - packing.Offset(first - 1) <= _blockSlots)
            {
                first--;
            }

            for (int step = end - 1; step >= first; step--)
            {
                cancellation.ThrowIfCancellationRequested();
                RunStep(step);
            }

            AddBlock(input, inputGradient, first, end);
            end = first;
        }
    }

    private void RunStep(int step)
    {
        int rows = _tape.Packing.Rows(step);
        for (int operand = 0; operand < Layout.OperandSizes.Length; operand++)
        {
            Gradient.Operand(operand, rows).Clear();
        }

        for (int phase = Layout.PhaseCount - 1; phase >= 0; phase--)
        {
            _plan.Forward.Maths.Backward(phase, new BackwardFrame<T>(_tape, Gradient, _gradients, step));
            foreach (Product product in Layout.Products)
            {
                if (product.Phase == phase)
                {
                    _plan.Forward.Kernels.Multiply(
                        Derivatives(product, step, rows),
                        _plan.RecurrentTransposed[product.Matrix],
                        start: default,
                        product.Operand == 0 ? Gradient.StateBefore(0, step) : Gradient.Operand(product.Operand - 1, rows),
                        rows,
                        OperandSize(product),
                        reversePanels: (step & 1) == 1);
                }
            }
        }

        _plan.Forward.Maths.AddGradients(new BackwardFrame<T>(_tape, Gradient, _gradients, step));
    }

    // dQ of a product at a step, [rows × columns]. If the product uses only some columns of a buffer, they are copied.
    private ReadOnlySpan<T> Derivatives(Product product, int step, int rows)
    {
        Span<T> from = product.Apart ? _tape.Recurrent(step) : _tape.Projection(_tape.Packing.Offset(step), rows);
        int columns = product.Apart ? Layout.RecurrentColumns : Layout.ProjectionColumns;
        if (product.Columns == columns)
        {
            return from;
        }

        for (int row = 0; row < rows; row++)
        {
            from.Slice((row * columns) + product.Column, product.Columns).CopyTo(_derivatives.AsSpan(row * product.Columns));
        }

        return _derivatives.AsSpan(0, rows * product.Columns);
    }

    private void AddBlock(ReadOnlySpan<T> input, Span<T> inputGradient, int first, int end)
    {
        int start = _tape.Packing.Offset(first);
        int slots = _tape.Packing.Offset(end) - start;
        int size = Layout.InputSize;
        Span<T> projection = _tape.Projection(start, slots);
        _projection.Begin(projection, Layout.ProjectionColumns, slots);
        _projection.Turn(input.Slice(start * size, slots * size), slot: 0, slots, size);
        _projection.AddTo(_gradients.InputWeights.Values, Layout.ProjectionColumns, size);
        if (!inputGradient.IsEmpty)
        {
            _plan.Forward.Kernels.Multiply(
                projection, _plan.InputTransposed, _zeros, inputGradient.Slice(start * size, slots * size), slots, size);
        }

        for (int i = 0; i < _products.Length; i++)
        {
            AddProduct(Layout.Products[i], _products[i], first, end);
        }

        AddBiases(projection, start, slots);
    }

    private void AddProduct(Product product, GradientProduct<T>? own, int first, int end)
    {
        int start = _tape.Packing.Offset(first);
        int slots = _tape.Packing.Offset(end) - start;
        int size = OperandSize(product);
        GradientProduct<T> target = own ?? _projection;
        if (product.Apart)
        {
            target.Begin(_tape.RecurrentRows(start, slots)[product.Column..], Layout.RecurrentColumns, slots);
        }
        else if (own is not null)
        {
            target.Begin(_tape.Projection(start, slots)[product.Column..], Layout.ProjectionColumns, slots);
        }

        for (int step = first; step < end; step++)
        {
            target.Turn(
                product.Operand == 0 ? _tape.StateBefore(0, step) : _tape.Operand(product.Operand - 1, step),
                _tape.Packing.Offset(step) - start,
                _tape.Packing.Rows(step),
                size);
        }

        RecurrentPart part = _plan.Forward.RecurrentParts[product.Matrix];
        ParameterGroup<T> weights = _gradients[part.Weight];
        target.AddTo(weights.Values.AsSpan(part.Column), weights.Columns, size);
    }

    private void AddBiases(ReadOnlySpan<T> projection, int start, int slots)
    {
        if (_gradients.Bias is { } bias)
        {
            GradientProduct<T>.AddColumns(projection, bias.Values);
        }

        if (_gradients.RecurrentBias is { } recurrent)
        {
            GradientProduct<T>.AddColumns(
                Layout.RecurrentBiasApart ? _tape.RecurrentRows(start, slots) : projection, recurrent.Values);
        }
    }

    // Whether dQ equals dP, so the product can reuse the packed dP.
    private bool SharesProjection(Product product) =>
        !product.Apart && product.Operand == 0 && product.Columns == Layout.ProjectionColumns;

    private int OperandSize(Product product) =>
        product.Operand == 0 ? Layout.States[0].Size : Layout.OperandSizes[product.Operand - 1];
}
