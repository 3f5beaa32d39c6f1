using System.Numerics;

namespace RnnPS;

/// <summary>
/// A <see cref="ForwardPass"/> over one long sequence that does not keep the trace. It keeps the input and the output of each layer, and
/// runs a chunk of a cell again when the trace of one of its steps is read.
/// </summary>
/// <remarks>
/// Steps that are read in time order run each chunk once more. The numbers are the same, bit for bit, because they do not depend on how
/// a sequence is cut into chunks.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class ReplayPass<T> : ForwardPass
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int ChunkSteps = RnnRun.DefaultCapacity;

    private readonly WeightPlan<T> _plan;
    private readonly ModelScaling? _scaling;
    private readonly bool _outputsEveryStep;
    private readonly ReplayLayer<T>[] _layers;
    private readonly (ReplayCell<T> Cell, int Layer)[] _cells;
    private readonly InputBuffer<T> _input;
    private readonly T[] _held;
    private readonly DensePass<T> _dense;
    private readonly RowBuffer<T> _output;
    private Packing _packing = null!;
    private CancellationToken _cancellation;

    /// <summary>Allocates the buffers.</summary>
    /// <param name="plan">The weights.</param>
    /// <param name="outputStep">When the model outputs.</param>
    /// <param name="capacity">The maximum number of steps.</param>
    /// <param name="threads">The maximum number of threads that share the steps.</param>
    /// <param name="scaling">The scaling of raw inputs and outputs; null for none.</param>
    public ReplayPass(WeightPlan<T> plan, RnnOutputStep outputStep, int capacity, int threads, ModelScaling? scaling)
    {
        (_plan, _scaling, _outputsEveryStep) = (plan, scaling, outputStep == RnnOutputStep.Every);
        _layers = [.. plan.Layers.Select(layer => new ReplayLayer<T>(layer, capacity, ChunkSteps, threads))];
        _cells = [.. _layers.SelectMany((layer, index) => layer.Cells.Select(cell => (cell, index)))];
        _input = new InputBuffer<T>(plan, scaling?.Input, capacity);
        _held = new T[MemoryLimit.ArrayLength((long)capacity * _layers.Max(layer => layer.HeldSize))];
        _dense = new DensePass<T>(plan.Dense, ChunkSteps);
        _output = new RowBuffer<T>(ChunkSteps, plan.Output?.Size ?? 0);
    }

    /// <inheritdoc/>
    public override Packing Packing
    {
        get => _packing;
        set
        {
            _packing = value;
            foreach ((ReplayCell<T> cell, _) in _cells)
            {
                cell.Begin(value.Steps);
            }
        }
    }

    /// <summary>The number of bytes that the buffers take.</summary>
    /// <param name="plan">The weights.</param>
    /// <param name="capacity">The maximum number of steps.</param>
    /// <param name="scaling">The scaling of raw inputs and outputs; null for none.</param>
    public static long Bytes(WeightPlan<T> plan, int capacity, ModelScaling? scaling) =>
        InputBuffer<T>.Bytes(plan, scaling?.Input is not null, capacity)
        + DensePass<T>.Bytes(plan.Dense, ChunkSteps)
        + RowBuffer<T>.Bytes(capacity, plan.Layers.Max(layer => layer.Merge is null ? 0 : layer.Forward!.Layout.States[0].Size))
        + plan.Layers.Sum(layer => ReplayLayer<T>.Bytes(layer, capacity, ChunkSteps));

    /// <inheritdoc/>
    public override void SetInput(int step, int row, ReadOnlySpan<double> values) => _input.Set(step, values);

    /// <inheritdoc/>
    public override void Run(int steps, CancellationToken cancellation = default)
    {
        _cancellation = cancellation;
        IsFinite = true;
        for (int layer = 0; layer < _layers.Length; layer++)
        {
            IsFinite &= _layers[layer].Run(InputOf(layer), _held.AsSpan(0, steps * _layers[layer].HeldSize), cancellation);
        }

        for (int first = 0; _outputsEveryStep && first < steps; first += ChunkSteps)
        {
            IsFinite &= HasFiniteOutput(first, Math.Min(ChunkSteps, steps - first));
        }
    }

    /// <inheritdoc/>
    public override void Restart()
    {
        foreach ((ReplayCell<T> cell, _) in _cells)
        {
            cell.Restart();
        }
    }

    /// <inheritdoc/>
    public override void SetState(int cell, int part, int row, ReadOnlySpan<double> values) =>
        PrecisionKernels.Convert(values, _cells[cell].Cell.InitialState(part));

    /// <inheritdoc/>
    public override void GetState(int cell, int part, int step, int row, Span<double> values)
    {
        (ReplayCell<T> own, int layer) = _cells[cell];
        int time = own.IsReverse ? _packing.Steps - 1 - step : step;
        PrecisionKernels.Convert(
            step == _packing.Steps - 1 ? own.FinalState(part) : own.Tape.StateOf(part, own.SlotOf(time, InputOf(layer), _cancellation), row: 0),
            values);
    }

    /// <inheritdoc/>
    public override void CopyStep(StepShape shape, int step, int row, Span<double> data)
    {
        _input.Copy(step, shape, data);
        for (int i = 0; i < _cells.Length; i++)
        {
            CopyCell(i, step, shape, data);
        }

        for (int layer = 0; layer < _layers.Length; layer++)
        {
            if (shape.Merged[layer].Length > 0)
            {
                PrecisionKernels.Convert((ReadOnlySpan<T>)_layers[layer].Output(step, 1), shape.Merged[layer].Of(data));
            }
        }

        CopyOutput(shape, _layers[^1].Output(step, 1), data);
    }

    /// <inheritdoc/>
    public override void CopyFinal(StepShape shape, int step, int row, Span<double> data)
    {
        var state = new T[shape.FinalState.Length];
        _layers[^1].FinalOutput(state);
        PrecisionKernels.Convert<T, double>(state, shape.FinalState.Of(data));
        CopyOutput(shape, state, data);
    }

    /// <inheritdoc/>
    public override void CopyMasked(StepShape shape, int before, int after, int row, Span<double> data)
    {
        for (int i = 0; i < _cells.Length; i++)
        {
            int step = _cells[i].Cell.IsReverse ? after : before;
            if (step >= 0)
            {
                CopyCell(i, step, shape, data);
            }
        }

        shape.Merge(data);
        var state = new T[shape.State.Length];
        PrecisionKernels.Convert<double, T>(shape.State.Of(data), state);
        PrecisionKernels.Convert<T, double>(state, shape.State.Of(data));
        CopyOutput(shape, state, data);
    }

    private ReadOnlySpan<T> InputOf(int layer) =>
        layer == 0 ? _input.Rows(0, _packing.Steps) : _layers[layer - 1].Output(0, _packing.Steps);

    private void CopyCell(int index, int step, StepShape shape, Span<double> data)
    {
        (ReplayCell<T> cell, int layer) = _cells[index];
        int slot = cell.SlotOf(step, InputOf(layer), _cancellation);
        ForwardPass<T>.CopyCell(cell.Tape, shape.Cells[index], slot, data);
    }

    private bool HasFiniteOutput(int first, int steps)
    {
        ReadOnlySpan<T> output = _dense.Run(_layers[^1].Output(first, steps), 0, steps);
        if (_plan.Output is { } layer)
        {
            layer.Apply(output, _output.Rows(0, steps), steps);
            output = _output.Rows(0, steps);
        }

        return _dense.IsFinite(steps) && Overflow.IsFinite(output, _scaling?.Output, Link);
    }

    private void CopyOutput(StepShape shape, ReadOnlySpan<T> state, Span<double> data)
    {
        ReadOnlySpan<T> top = _dense.Run(state, 0, 1);
        _dense.Copy(0, shape, data);
        if (_plan.Output is { } output)
        {
            Span<T> y = _output.Rows(0, 1);
            output.Apply(top, y, rows: 1);
            PrecisionKernels.Convert((ReadOnlySpan<T>)y, shape.Output.Of(data));
            _scaling?.Output?.Undo(shape.Output.Of(data));
        }
    }
}
