using System.Numerics;

namespace RnnPS;

/// <summary>
/// Some units of a cell, as one of several threads computes them: a cell of its own, but that its products read the states of all.
/// </summary>
/// <remarks>
/// All that it writes while it runs lies in buffers of its own: a processor that reads its units of a row fetches what follows,
/// which another thread writes.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class UnitsPart<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly CellPlan<T> _plan;
    private readonly CellMaths<T> _maths;
    private readonly CellTape<T> _own;
    private readonly bool _apart;
    private readonly int _first;
    private readonly int _count;
    private readonly int _depth;
    private readonly int _gates;

    // The weights of these units, their gates side by side: of what comes in, and of the state that each part tells.
    private readonly PackedMatrix<T> _input;
    private readonly PackedMatrix<T>[] _recurrent;
    private readonly T[] _bias;
    private readonly T[] _recurrentBias;

    // The whole state before a step, as this thread has heard of it.
    private readonly Slots<T> _state;

    /// <summary>Makes the buffers.</summary>
    /// <param name="plan">The weights of the cell.</param>
    /// <param name="tape">What is kept.</param>
    /// <param name="steps">The most steps of a turn.</param>
    /// <param name="parts">The units of each part.</param>
    /// <param name="part">Which of them this is.</param>
    public UnitsPart(CellPlan<T> plan, Tape tape, int steps, (int First, int Count)[] parts, int part)
    {
        (_first, _count) = parts[part];
        _plan = plan;
        _maths = plan.MathsOf(_count);
        _apart = plan.Layout.Products[0].Apart;
        _own = new CellTape<T>(plan.Layout.Of(_count), tape, rows: 1, steps, aligned: true);
        _depth = plan.Layout.States[0].Size;
        // Room for the end of the last line that is sent, and a line between this and what another thread writes.
        _state = new Slots<T>(1, _depth + (2 * StateExchange<T>.Line), aligned: true);
        _gates = plan.Layout.ProjectionColumns / _depth;
        int width = plan.RecurrentMatrices[0].PanelColumns;
        int[] panels =
        [
            .. Enumerable.Range(0, _gates).SelectMany(gate => Enumerable.Range(ColumnOf(gate) / width, (_count + width - 1) / width)),
        ];
        _input = plan.InputWeights.Slice(0, plan.InputWeights.Depth, panels);
        _recurrent = [.. parts.Select(from => plan.RecurrentMatrices[0].Slice(from.First, from.Count, panels))];
        _bias = new T[_gates * _count];
        _recurrentBias = new T[_apart ? _gates * _count : 0];
    }

    /// <summary>The new state of these units, in whole lines.</summary>
    public Span<T> Lines =>
        _state.Rows(0, 1).Slice(_first, (_count + StateExchange<T>.Line - 1) / StateExchange<T>.Line * StateExchange<T>.Line);

    /// <summary>The state before a step, all units.</summary>
    public Span<T> States => _state.Rows(0, 1)[.._depth];

    /// <summary>Takes over the state and projects the input of some steps: what cannot be projected meanwhile.</summary>
    /// <param name="tape">The cell's tape.</param>
    /// <param name="first">The first of the steps.</param>
    /// <param name="packing">One sequence of as many steps.</param>
    /// <param name="x">[steps × input size].</param>
    public void Begin(CellTape<T> tape, int first, Packing packing, ReadOnlySpan<T> x)
    {
        _own.Packing = packing;
        tape.StateBefore(0, first).CopyTo(States);
        for (int part = 0; part < _plan.Layout.States.Length; part++)
        {
            Of(tape.StateBefore(part, first)).CopyTo(_own.NextState(part, 0));
        }

        _own.Begin();
        Gather(_plan.Bias, _bias);
        Gather(_plan.RecurrentBias, _recurrentBias);
        Span<T> projection = _own.NextProjection(0, packing.Steps);
        _plan.Kernels.Multiply(x, _input, _bias, projection, packing.Steps, _input.Columns);
    }

    /// <summary>Adds the products with what a part told.</summary>
    /// <param name="part">Which; the parts are taken in order.</param>
    /// <param name="state">That part's units of the state.</param>
    /// <param name="step">The step, counted from the turn's first.</param>
    public void Multiply(int part, ReadOnlySpan<T> state, int step)
    {
        PackedMatrix<T> weights = _recurrent[part];
        Span<T> sums = _apart ? _own.Recurrent(step) : _own.Projection(step, 1);
        ReadOnlySpan<T> start = _apart && part == 0 ? _recurrentBias : default;
        bool backward = (step & 1) == 1;
        _plan.Kernels.Multiply(state, weights, start, sums, rows: 1, weights.Columns, backward);
    }

    /// <summary>Makes the new state of the sums.</summary>
    /// <param name="step">The step, counted from the turn's first.</param>
    public void Activate(int step)
    {
        _maths.Forward(0, new Frame<T>(_own, step));
        _own.StateAfter(0, step).CopyTo(Of(States));
    }

    /// <summary>Hands over what the cell's tape keeps.</summary>
    /// <param name="tape">The cell's tape.</param>
    /// <param name="first">The first of the steps.</param>
    public void End(CellTape<T> tape, int first)
    {
        int steps = _own.Packing.Steps;
        _own.End(steps);
        for (int step = 0; step < steps; step++)
        {
            for (int part = 0; part < (_own.KeepsTrace || step == steps - 1 ? _plan.Layout.States.Length : 1); part++)
            {
                _own.StateAfter(part, step).CopyTo(Of(tape.StateAfter(part, first + step)));
            }

            for (int part = 0; _own.KeepsTrace && part < _plan.Layout.Trace.Length; part++)
            {
                _own.Trace(part, step).CopyTo(Of(tape.Trace(part, first + step)));
            }

            for (int gate = 0; _own.KeepsTrace && gate < _gates; gate++)
            {
                Span<T> pre = tape.Projection(tape.Packing.Offset(first + step), 1);
                _own.Projection(step, 1).Slice(gate * _count, _count).CopyTo(pre[ColumnOf(gate)..]);
            }
        }
    }

    /// <summary>These units of a row.</summary>
    public Span<T> Of(Span<T> row) => row.Slice(_first, _count);

    private ReadOnlySpan<T> Of(ReadOnlySpan<T> row) => row.Slice(_first, _count);

    private void Gather(ReadOnlySpan<T> all, Span<T> own)
    {
        for (int gate = 0; gate < own.Length / _count; gate++)
        {
            all.Slice(ColumnOf(gate), _count).CopyTo(own[(gate * _count)..]);
        }
    }

    private int ColumnOf(int gate) => (gate * _depth) + _first;
}
