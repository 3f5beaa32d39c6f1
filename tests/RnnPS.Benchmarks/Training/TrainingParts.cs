using System.Numerics;
using System.Runtime.CompilerServices;

namespace RnnPS.Benchmarks;

/// <summary>
/// The parts of a training step, each by itself on the buffers of a real step: the engine's own methods in the same shapes and the same
/// order of timesteps, each slice on its own thread.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class TrainingParts<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The slices of the batch.</summary>
    public const int Slices = 2;

    private readonly TrainingBatch _batch;
    private readonly WeightSet _weights;
    private readonly TrainingPlan<T> _plan;
    private readonly TrainingPass<T> _pass;
    private readonly Optimizer<T> _adam;
    private readonly T[][] _values;
    private readonly T[][] _gradients;
    private readonly TrainingSlice<T>[] _slices;
    private readonly ParameterSet<T>[] _sums;
    private readonly CellParameters<T>[] _cellSums;
    private readonly OutputBackward<T>[] _outputs;
    // By the slots of a block: the last one has fewer.
    private readonly Dictionary<int, GradientProduct<T>>[] _products;
    private readonly T[] _inputs;
    private readonly int[] _counts;
    private readonly int _threads;

    /// <summary>Makes the buffers.</summary>
    /// <param name="work">The work.</param>
    public TrainingParts(TrainingWork work)
    {
        _batch = work.Batch();
        _weights = work.Forward.Model.Weights;
        _threads = work.Forward.Threads;
        ParameterSet<T> parameters = ParameterSet<T>.From(_weights);
        _plan = new TrainingPlan<T>(_weights, parameters, inputGradients: false);
        _plan.Load(_threads);
        var options = new TrainingOptions { Threads = _threads };
        _pass = new TrainingPass<T>(_weights, parameters, options);
        _values = [.. parameters.Groups.Select(group => group.Values)];
        _gradients = [.. _pass.Gradients.Groups.Select(group => group.Values)];
        _adam = new AdamOptimizer().Create<T>([.. _values.Select(array => array.Length)]);
        _counts = [.. _batch.Sequences.Select(sequence => sequence.Length)];
        int rows = _counts.Length / Slices;
        int slots = _counts.Sum() / Slices;
        _sums = [.. Enumerable.Range(0, Slices).Select(_ => parameters.CreateZeros())];
        _cellSums = [.. _sums.Select(sums => sums.OfCell(0, _weights.Cells[0]))];
        _slices = [.. _sums.Select(sums => new TrainingSlice<T>(_plan, _weights, options, sums, rows, slots))];
        _outputs = [.. _sums.Select(sums => new OutputBackward<T>(_plan, options.Loss, sums, slots))];
        _products = [.. _sums.Select(_ => new Dictionary<int, GradientProduct<T>>())];
        _inputs = [.. work.Forward.Input.Take(slots * Layout.InputSize).Select(T.CreateTruncating)];
        for (int slice = 0; slice < Slices; slice++)
        {
            _outputs[slice].Begin(size: 1);
            Array.Fill(_outputs[slice].Weights, 1);
        }
    }

    private CellPlan<T> Cell => _plan.Cells[0].Forward;

    private CellLayout Layout => Cell.Layout;

    private Product Recurrent => Layout.Products[0];

    private int Hidden => Layout.States[0].Size;

    private int Columns => Layout.ProjectionColumns;

    /// <summary>The whole step, as <see cref="TrainingStep{T}"/> makes it for a chunk.</summary>
    public void Step()
    {
        _pass.Run(_batch);
        GradientClipping.Norm(_gradients);
        _adam.Step(_values, _gradients, 1e-4, _threads);
    }

    /// <summary>Fills the buffers of a slice by a whole forward and backward pass.</summary>
    /// <param name="slice">The slice.</param>
    public void Prepare(int slice)
    {
        Begin(slice);
        _slices[slice].RunForward(_batch, default);
        _slices[slice].RunBackward(1, default);
        PackDerivatives(slice);
    }

    /// <summary>All parts, in the order of a step.</summary>
    public IEnumerable<TrainingPart> Parts()
    {
        long slots = _counts.Sum();
        long weights = _values.Sum(array => (long)array.Length);
        long size = Unsafe.SizeOf<T>();
        // Per unit: an LSTM reads 5 and writes 7 numbers forward, and 8 and 5 backward; a tanh 1 and 1, and 2 and 1.
        bool isLstm = Cell.Layout.Trace.Length > 0;
        yield return new("packing of the weights", _ => _plan.Load(_threads), Bytes: 4 * weights * size, IsShared: true);
        yield return new("batch into slots", Begin);
        yield return new("products X·W", Project, slots * Layout.InputSize * Columns);
        yield return new("products h·R", Advance, slots * Hidden * Columns);
        yield return new("pointwise, forward", Activate, Bytes: slots * Hidden * size * (isLstm ? 12 : 2));
        yield return new("output layer and loss, both ways", RunOutput, 3 * slots * Hidden);
        yield return new("zeroing of gradients", Clear, Bytes: Slices * weights * size);
        yield return new("pointwise, backward", Differentiate, Bytes: slots * Hidden * size * (isLstm ? 13 : 3));
        yield return new("products dP·Rᵀ", Retreat, slots * Hidden * Columns);
        yield return new("packing of dP", PackDerivatives, Bytes: 2 * slots * Columns * size);
        yield return new("transposition of X and h", Transpose, Bytes: 2 * slots * (Layout.InputSize + Hidden) * size);
        yield return new("products Xᵀ·dP, hᵀ·dP", MultiplyGradients, slots * (Layout.InputSize + Hidden) * Columns);
        yield return new("sums of the bias", SumBias, Bytes: slots * Columns * size);
        yield return new("adding of the slices' gradients", _ => AddSlices(), Bytes: 3 * weights * size, IsShared: true);
        yield return new("norm of the gradient", _ => GradientClipping.Norm(_gradients), Bytes: weights * size, IsShared: true);
        // Without a rate, or thousands of steps along one gradient would make weights from which no gradient is finite.
        yield return new("Adam", _ => _adam.Step(_values, _gradients, 0, _threads), Bytes: 7 * weights * size, IsShared: true);
    }

    private GradientProduct<T> Product(int slice, int slots)
    {
        if (!_products[slice].TryGetValue(slots, out GradientProduct<T>? product))
        {
            product = new GradientProduct<T>(Cell.Kernels, slots, Math.Max(Layout.InputSize, Hidden), Columns);
            _products[slice].Add(slots, product);
        }

        return product;
    }

    private void Begin(int slice) =>
        _slices[slice].Begin(_batch, [.. Enumerable.Range(0, _counts.Length).Where(row => row % Slices == slice)], _counts);

    private CellTape<T> Tape(int slice) => _slices[slice].Cells[0].Tape;

    private ReadOnlySpan<T> Input(int start, int count) => _inputs.AsSpan(start * Layout.InputSize, count * Layout.InputSize);

    private void Project(int slice) => ForBlocks(slice, Tape(slice).ProjectedSlots, (start, count) => Cell.Kernels.Multiply(
        Input(start, count), Cell.InputWeights, Cell.Bias, Tape(slice).Projection(start, count), count, Columns));

    private void Advance(int slice) => ForSteps(
        slice, step => Recurrent.Multiply(Cell, Tape(slice), step, Tape(slice).OperandOf(Recurrent, step)));

    private void Activate(int slice) => ForSteps(slice, step => Cell.Maths.Forward(0, new Frame<T>(Tape(slice), step)));

    private void RunOutput(int slice)
    {
        CellTape<T> tape = Tape(slice);
        int slots = tape.Packing.Total;
        _outputs[slice].Loss(tape.StatesAfter(0, 0, slots), slots, derivatives: true);
        _outputs[slice].Run(tape.StatesAfter(0, 0, slots), slots, 1, _slices[slice].Cells[0].Gradient.StatesAfter(0, slots));
    }

    private void Clear(int slice)
    {
        _sums[slice].Clear();
        _slices[slice].Cells[0].Gradient.Begin();
    }

    private void Differentiate(int slice) => ForStepsBack(slice, step => Cell.Maths.Backward(
        0, new BackwardFrame<T>(Tape(slice), _slices[slice].Cells[0].Gradient, _cellSums[slice], step)));

    private void Retreat(int slice) => ForStepsBack(slice, step => Cell.Kernels.Multiply(
        Tape(slice).Projection(Tape(slice).Packing.Offset(step), Tape(slice).Packing.Rows(step)),
        _plan.Cells[0].RecurrentTransposed[0],
        start: default,
        _slices[slice].Cells[0].Gradient.StateBefore(0, step),
        Tape(slice).Packing.Rows(step),
        Hidden,
        reversePanels: (step & 1) == 1));

    private void PackDerivatives(int slice) => ForBlocks(slice, GradientProduct<T>.BlockSlots, (start, count) =>
        Product(slice, count).Begin(Tape(slice).Projection(start, count), Columns, count));

    private void Transpose(int slice) => ForBlocks(slice, GradientProduct<T>.BlockSlots, (start, count) =>
    {
        GradientProduct<T> product = Product(slice, count);
        product.Turn(Input(start, count), slot: 0, count, Layout.InputSize);
        Packing packing = Tape(slice).Packing;
        for (int step = start / packing.Rows(0); step < packing.Steps && packing.Offset(step) < start + count; step++)
        {
            product.Turn(Tape(slice).StateBefore(0, step), packing.Offset(step) - start, packing.Rows(step), Hidden);
        }
    });

    private void MultiplyGradients(int slice) => ForBlocks(slice, GradientProduct<T>.BlockSlots, (_, count) =>
    {
        GradientProduct<T> product = Product(slice, count);
        product.AddTo(_cellSums[slice].InputWeights.Values, Columns, Layout.InputSize);
        product.AddTo(_cellSums[slice][nameof(RnnCell.RecurrentWeights)].Values, Columns, Hidden);
    });

    private void SumBias(int slice) => ForBlocks(slice, GradientProduct<T>.BlockSlots, (start, count) =>
        GradientProduct<T>.AddColumns(Tape(slice).Projection(start, count), _cellSums[slice].Bias!.Values));

    private void AddSlices() => ParallelRanges.Run(_gradients.Select(array => array.Length), _threads, place =>
        PointwiseKernels.Add(place.Of(_sums[1].Groups[place.Index].Values), place.Of(_sums[0].Groups[place.Index].Values)));

    // Whole steps, so that a block has as many slots as a block of the engine.
    private void ForBlocks(int slice, int slots, Action<int, int> action)
    {
        Packing packing = Tape(slice).Packing;
        int block = slots / packing.Rows(0) * packing.Rows(0);
        for (int start = 0; start < packing.Total; start += block)
        {
            action(start, Math.Min(block, packing.Total - start));
        }
    }

    private void ForSteps(int slice, Action<int> action)
    {
        for (int step = 0; step < Tape(slice).Packing.Steps; step++)
        {
            action(step);
        }
    }

    private void ForStepsBack(int slice, Action<int> action)
    {
        for (int step = Tape(slice).Packing.Steps - 1; step >= 0; step--)
        {
            action(step);
        }
    }
}
