using System.Numerics;
using System.Runtime.CompilerServices;

namespace RnnPS;

/// <summary>
/// A chunk of timesteps of one or many sequences through all layers. Inputs and outputs are doubles, whatever it
/// computes with.
/// </summary>
internal abstract class ForwardPass : ICellStates
{
    /// <summary>Makes the buffers for chunks of one size.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="precision">The precision of the pass.</param>
    /// <param name="tape">The kind of tape to keep.</param>
    /// <param name="rows">The most sequences of a step.</param>
    /// <param name="capacity">The most slots of a chunk: all steps of all sequences.</param>
    /// <param name="threads">The most threads that share the steps of one sequence, where that pays.</param>
    /// <param name="cancellation">Stops while the buffers are cleared, which takes seconds for gigabytes.</param>
    /// <returns>A pass that starts from states of zeros.</returns>
    public static ForwardPass Create(
        WeightSet weights, RnnPrecision precision, Tape tape, int rows, int capacity, int threads = 1, CancellationToken cancellation = default) =>
        precision == RnnPrecision.Double
            ? new ForwardPass<double>(weights.Double, weights.OutputStep, tape, rows, capacity, threads, weights.Scaling, cancellation) { Link = weights.Link }
            : new ForwardPass<float>(weights.Single, weights.OutputStep, tape, rows, capacity, threads, weights.Scaling, cancellation) { Link = weights.Link };

    /// <summary>Makes the buffers for one long sequence, whose trace is computed again when it is read.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="precision">The precision of the pass.</param>
    /// <param name="capacity">The most steps of the sequence.</param>
    /// <param name="threads">The most threads that share the steps, where that pays.</param>
    /// <param name="memory">The limit of the memory to take.</param>
    /// <returns>A pass that starts from states of zeros.</returns>
    /// <exception cref="RnnException">The buffers exceed the free memory (<see cref="RnnErrorId.Memory"/>).</exception>
    public static ForwardPass CreateReplay(WeightSet weights, RnnPrecision precision, int capacity, int threads, MemoryLimit memory)
    {
        memory.Require(
            precision == RnnPrecision.Double
                ? ReplayPass<double>.Bytes(weights.Double, capacity, weights.Scaling)
                : ReplayPass<float>.Bytes(weights.Single, capacity, weights.Scaling),
            $"A sequence of {RnnMessages.Count(capacity, "timestep")}, which the model reads as a whole,",
            "cut it by Split-RnnSequence, run it in -Precision Single");
        return precision == RnnPrecision.Double
            ? new ReplayPass<double>(weights.Double, weights.OutputStep, capacity, threads, weights.Scaling) { Link = weights.Link }
            : new ReplayPass<float>(weights.Single, weights.OutputStep, capacity, threads, weights.Scaling) { Link = weights.Link };
    }

    /// <summary>How the sequences of the next chunk lie; to be set before its input is written.</summary>
    public abstract Packing Packing { get; set; }

    /// <summary>Writes the input of a step of a sequence.</summary>
    public abstract void SetInput(int step, int row, ReadOnlySpan<double> values);

    /// <summary>Takes the chunk through all layers.</summary>
    /// <param name="steps">The number of steps of the packing.</param>
    /// <param name="cancellation">Stops between steps; the states are then undefined.</param>
    public abstract void Run(int steps, CancellationToken cancellation = default);

    /// <summary>The link of the model; null if it is not trained.</summary>
    protected RnnLink? Link { get; init; }

    /// <summary>
    /// Whether all pre-activations, states, outputs and predictions of the last chunk are finite. <see cref="Overflow"/> finds the step where not.
    /// </summary>
    public bool IsFinite { get; protected set; }

    /// <summary>Lets the next chunk start from states of zeros, whatever was run before.</summary>
    public abstract void Restart();

    /// <inheritdoc/>
    public abstract void SetState(int cell, int part, int row, ReadOnlySpan<double> values);

    /// <inheritdoc/>
    public abstract void GetState(int cell, int part, int step, int row, Span<double> values);

    /// <summary>Reads everything of a step that the tape kept.</summary>
    /// <param name="shape">Where it goes.</param>
    /// <param name="step">The step, in time order.</param>
    /// <param name="row">The sequence.</param>
    /// <param name="data">The step's array.</param>
    public abstract void CopyStep(StepShape shape, int step, int row, Span<double> data);

    /// <summary>
    /// Reads the output of a model that outputs once a sequence: the final state of the last layer, and the output computed from it.
    /// </summary>
    /// <param name="shape">Where it goes.</param>
    /// <param name="step">The sequence's last step.</param>
    /// <param name="row">The sequence.</param>
    /// <param name="data">The step's array.</param>
    public abstract void CopyFinal(StepShape shape, int step, int row, Span<double> data);

    /// <summary>
    /// Reads what a masked step repeats: of each cell its last step before the masked one, in the cell's own direction, and
    /// zeros where there is none (as Keras has it).
    /// </summary>
    /// <param name="shape">Where it goes.</param>
    /// <param name="before">The last step before that was not masked; −1 for none.</param>
    /// <param name="after">The first step after that was not masked; −1 for none.</param>
    /// <param name="row">The sequence.</param>
    /// <param name="data">The step's array, cleared but for the input.</param>
    public abstract void CopyMasked(StepShape shape, int before, int after, int row, Span<double> data);
}

/// <summary>A <see cref="ForwardPass"/> in one precision. The loop and the kernels below it know no other.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class ForwardPass<T> : ForwardPass
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly WeightPlan<T> _plan;
    private readonly LayerPass<T>[] _layers;
    private readonly (CellTape<T> Tape, bool Reverse)[] _cells;
    private readonly InputBuffer<T> _input;
    private readonly DensePass<T> _dense;
    private readonly RowBuffer<T> _output;
    private readonly RnnScaler? _outputScaler;
    private readonly bool _readsInReverse;
    private readonly bool _outputsEveryStep;
    // The row of the dense layers and of the output that is computed only when it is read.
    private readonly int _rowWhenRead;
    private Packing _packing = null!;
    private int[] _reversal = [];

    /// <summary>Makes the buffers for chunks of one size.</summary>
    /// <param name="plan">The weights.</param>
    /// <param name="outputStep">When the model outputs. An output once a sequence is computed when it is read.</param>
    /// <param name="tape">The kind of tape to keep.</param>
    /// <param name="rows">The most sequences of a step.</param>
    /// <param name="capacity">The most slots of a chunk.</param>
    /// <param name="threads">The most threads that share the steps of one sequence.</param>
    /// <param name="scaling">The scaling of raw inputs and outputs; null for none.</param>
    /// <param name="cancellation">Stops while the buffers are cleared, which takes seconds for gigabytes.</param>
    public ForwardPass(
        WeightPlan<T> plan,
        RnnOutputStep outputStep,
        Tape tape,
        int rows,
        int capacity,
        int threads,
        ModelScaling? scaling = null,
        CancellationToken cancellation = default)
    {
        _plan = plan;
        _outputScaler = scaling?.Output;
        _outputsEveryStep = outputStep == RnnOutputStep.Every;
        _rowWhenRead = _outputsEveryStep ? capacity : 0;
        _layers = [.. plan.Layers.Select(layer => new LayerPass<T>(layer, tape, rows, capacity, threads, cancellation))];
        _cells = [.. _layers.SelectMany(Cells)];
        _input = new InputBuffer<T>(plan, scaling?.Input, capacity, cancellation);
        _dense = new DensePass<T>(plan.Dense, _rowWhenRead + 1, cancellation);
        _output = new RowBuffer<T>(_rowWhenRead + 1, plan.Output?.Size ?? 0);
        _readsInReverse = plan.Layers.Any(layer => layer.Reverse is not null);
    }

    /// <summary>The number of bytes that the buffers take with a trace.</summary>
    /// <param name="plan">The weights.</param>
    /// <param name="outputStep">When the model outputs.</param>
    /// <param name="tape">The kind of tape to keep.</param>
    /// <param name="rows">The most sequences of a step.</param>
    /// <param name="capacity">The most slots of a chunk.</param>
    public static long Bytes(WeightPlan<T> plan, RnnOutputStep outputStep, Tape tape, int rows, int capacity) =>
        InputBuffer<T>.Bytes(plan, scales: false, capacity)
        + (outputStep == RnnOutputStep.Every
            ? DensePass<T>.Bytes(plan.Dense, capacity) + RowBuffer<T>.Bytes(capacity, plan.Output?.Size ?? 0)
            : 0)
        + plan.Layers.Sum(layer => LayerPass<T>.Bytes(layer, tape, rows, capacity));

    /// <inheritdoc/>
    public override Packing Packing
    {
        get => _packing;
        set
        {
            _packing = value;
            _reversal = _readsInReverse ? value.Reversal() : [];
        }
    }

    /// <inheritdoc/>
    public override void SetInput(int step, int row, ReadOnlySpan<double> values) => _input.Set(_packing.Offset(step) + row, values);

    /// <summary>The layers, from the input up.</summary>
    public IReadOnlyList<LayerPass<T>> Layers => _layers;

    /// <summary>The packing's reversal; empty where no layer reads in reverse.</summary>
    public int[] Reversal => _reversal;

    /// <inheritdoc/>
    public override void Run(int steps, CancellationToken cancellation = default)
    {
        Span<T> values = RunLayers(steps, dropout: null, cancellation);
        if (_outputsEveryStep)
        {
            int slots = _packing.Offset(steps);
            ReadOnlySpan<T> top = _dense.Run(values, 0, slots);
            _plan.Output?.Apply(top, _output.Rows(0, slots), slots);
        }

        IsFinite = HasFiniteCells(_packing.Offset(steps)) && HasFiniteOutput(_packing.Offset(steps));
    }

    /// <summary>Takes the chunk through all recurrent layers.</summary>
    /// <param name="steps">The number of steps of the packing.</param>
    /// <param name="dropout">The dropout between the layers; null for none.</param>
    /// <param name="cancellation">Stops between steps; the states are then undefined.</param>
    /// <returns>The output of the last layer, [slots × size].</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Span<T> RunLayers(int steps, DropoutMask<T>? dropout, CancellationToken cancellation)
    {
        int slots = _packing.Offset(steps);
        Span<T> values = _input.Rows(0, slots);
        for (int layer = 0; layer < _layers.Length; layer++)
        {
            values = layer == 0 || dropout is null ? values : dropout.Forward(layer - 1, values, _packing);
            _layers[layer].Run(_packing, _reversal, values, steps, cancellation);
            values = _layers[layer].Output(0, slots);
        }

        return values;
    }

    /// <summary>The inputs in time order.</summary>
    public InputBuffer<T> Input => _input;

    /// <inheritdoc/>
    public override void Restart()
    {
        foreach ((CellTape<T> tape, _) in _cells)
        {
            tape.Restart();
        }
    }

    /// <inheritdoc/>
    public override void SetState(int cell, int part, int row, ReadOnlySpan<double> values) =>
        Convert(values, _cells[cell].Tape.NextState(part, row));

    /// <inheritdoc/>
    public override void GetState(int cell, int part, int step, int row, Span<double> values) =>
        Convert(_cells[cell].Tape.StateOf(part, step, row), values);

    /// <inheritdoc/>
    public override void CopyStep(StepShape shape, int step, int row, Span<double> data)
    {
        int slot = _packing.Offset(step) + row;
        _input.Copy(slot, shape, data);
        for (int i = 0; i < _cells.Length; i++)
        {
            (CellTape<T> tape, bool reverse) = _cells[i];
            CopyCell(tape, shape.Cells[i], reverse ? _reversal[slot] : slot, data);
        }

        for (int layer = 0; layer < _layers.Length; layer++)
        {
            if (shape.Merged[layer].Length > 0)
            {
                Convert(_layers[layer].Output(slot, 1), shape.Merged[layer].Of(data));
            }
        }

        if (_outputsEveryStep)
        {
            CopyOutput(slot, shape, data);
        }
        else
        {
            ComputeOutput(_layers[^1].Output(slot, 1), shape, data);
        }
    }

    /// <inheritdoc/>
    public override void CopyFinal(StepShape shape, int step, int row, Span<double> data)
    {
        var state = new T[shape.FinalState.Length];
        _layers[^1].FinalOutput(_packing.Offset(step) + row, state);
        Convert<T, double>(state, shape.FinalState.Of(data));
        ComputeOutput(state, shape, data);
    }

    /// <inheritdoc/>
    public override void CopyMasked(StepShape shape, int before, int after, int row, Span<double> data)
    {
        for (int i = 0; i < _cells.Length; i++)
        {
            (CellTape<T> tape, bool reverse) = _cells[i];
            int step = reverse ? after : before;
            if (step >= 0)
            {
                int slot = _packing.Offset(step) + row;
                CopyCell(tape, shape.Cells[i], reverse ? _reversal[slot] : slot, data);
            }
        }

        shape.Merge(data);
        var state = new T[shape.State.Length];
        Convert<double, T>(shape.State.Of(data), state);
        Convert<T, double>(state, shape.State.Of(data));
        ComputeOutput(state, shape, data);
    }

    private static IEnumerable<(CellTape<T> Tape, bool Reverse)> Cells(LayerPass<T> layer)
    {
        if (layer.Forward is not null)
        {
            yield return (layer.Forward, false);
        }

        if (layer.Reverse is not null)
        {
            yield return (layer.Reverse, true);
        }
    }

    /// <summary>Reads everything of one slot that a cell's tape kept.</summary>
    internal static void CopyCell(CellTape<T> tape, CellWindows windows, int slot, Span<double> data)
    {
        if (tape.KeepsTrace)
        {
            Convert(tape.Projection(slot, 1), windows.PreActivation.Of(data));
            for (int part = 0; part < windows.Trace.Length; part++)
            {
                Convert(tape.TraceAt(part, slot), windows.Trace[part].Window.Of(data));
            }
        }

        for (int part = 0; part < (tape.KeepsTrace ? windows.States.Length : 1); part++)
        {
            Convert(tape.StatesAfter(part, slot, 1), windows.States[part].Window.Of(data));
        }
    }

    private static void Convert<TFrom, TTo>(ReadOnlySpan<TFrom> from, Span<TTo> to)
        where TFrom : unmanaged, IBinaryFloatingPointIeee754<TFrom>
        where TTo : unmanaged, IBinaryFloatingPointIeee754<TTo> => PrecisionKernels.Convert(from, to);

    private static void Convert<TFrom, TTo>(Span<TFrom> from, Span<TTo> to)
        where TFrom : unmanaged, IBinaryFloatingPointIeee754<TFrom>
        where TTo : unmanaged, IBinaryFloatingPointIeee754<TTo> => PrecisionKernels.Convert((ReadOnlySpan<TFrom>)from, to);

    /// <summary>Whether everything that a tape kept of some slots is finite.</summary>
    internal static bool IsFiniteTape(CellTape<T> tape, int slots)
    {
        // A cell reads its own state at the next step, so h of every step is there; other parts and P are with a trace only.
        bool finite = FiniteCheck.AllFinite<T>(tape.StatesAfter(0, 0, slots));
        for (int part = 1; tape.KeepsTrace && part < tape.StateCount; part++)
        {
            finite &= FiniteCheck.AllFinite<T>(tape.StatesAfter(part, 0, slots));
        }

        return finite && (!tape.KeepsTrace || FiniteCheck.AllFinite<T>(tape.Projection(0, slots)));
    }

    private bool HasFiniteCells(int slots)
    {
        foreach ((CellTape<T> tape, _) in _cells)
        {
            if (!IsFiniteTape(tape, slots))
            {
                return false;
            }
        }

        return true;
    }

    private bool HasFiniteOutput(int slots)
    {
        if (!_outputsEveryStep)
        {
            return true;
        }

        Span<T> output = _plan.Output is not null ? _output.Rows(0, slots)
            : _dense.Count > 0 ? _dense.Output(_dense.Count - 1, 0, slots)
            : _layers[^1].Output(0, slots);
        // The output of a single cell is its state, which was checked.
        bool isChecked = _outputScaler is null && Link != RnnLink.Log && _plan.Output is null && (_dense.Count > 0 || !_layers[^1].IsMerged);
        return _dense.IsFinite(slots) && (isChecked || Overflow.IsFinite<T>(output, _outputScaler, Link));
    }

    // Takes one state through the dense layers and the output layer.
    private void ComputeOutput(ReadOnlySpan<T> state, StepShape shape, Span<double> data)
    {
        ReadOnlySpan<T> top = _dense.Run(state, _rowWhenRead, 1);
        _plan.Output?.Apply(top, _output.Rows(_rowWhenRead, 1), rows: 1);
        CopyOutput(_rowWhenRead, shape, data);
    }

    private void CopyOutput(int row, StepShape shape, Span<double> data)
    {
        _dense.Copy(row, shape, data);
        if (_plan.Output is not null)
        {
            Convert(_output.Rows(row, 1), shape.Output.Of(data));
            _outputScaler?.Undo(shape.Output.Of(data));
        }
    }
}
