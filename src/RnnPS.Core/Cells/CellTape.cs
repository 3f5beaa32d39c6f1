using System.Numerics;
using System.Runtime.CompilerServices;

namespace RnnPS;

/// <summary>What one cell reads and writes while a chunk runs, in the order in which it reads the steps.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class CellTape<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Enough rows for the matrix kernel, few enough that the cache still holds what it made when the steps read it; more where
    // the matrix is so large that to read it again costs more than that.
    private const int LeastProjected = 48;
    private const int MostProjected = 128;
    private const int BytesOfProjected = 64 * 1024;

    private readonly int _rows;
    private readonly bool _keepsProducts;
    private readonly bool _isSingle;
    private readonly RowBuffer<T> _projection;
    private readonly RowBuffer<T> _recurrent;
    private readonly RowBuffer<T>[] _states;
    private readonly RowBuffer<T>[] _operands;
    private readonly RowBuffer<T>[] _traces;
    private readonly RowBuffer<T>[] _kept;

    // The slot that the projection begins with.
    private int _projectedFrom;

    // Where in the states' buffers the states lie that the next chunk starts from.
    private int _next;

    /// <summary>Makes the buffers.</summary>
    /// <param name="layout">The cell's sizes.</param>
    /// <param name="tape">What is kept.</param>
    /// <param name="rows">The most sequences of a step.</param>
    /// <param name="capacity">The most slots of a chunk: all steps of all sequences.</param>
    /// <param name="aligned">As for <see cref="RowBuffer{T}"/>.</param>
    public CellTape(CellLayout layout, Tape tape, int rows, int capacity, bool aligned = false)
    {
        _rows = rows;
        KeepsTrace = tape != Tape.None;
        _keepsProducts = tape == Tape.Train;
        _isSingle = capacity == 1 && !_keepsProducts;
        long bytes = (long)layout.InputSize * layout.ProjectionColumns * Unsafe.SizeOf<T>();
        ProjectedSlots = (int)Math.Clamp(bytes / BytesOfProjected, LeastProjected, MostProjected);
        int products = _keepsProducts ? capacity : rows;
        int projected = KeepsTrace || capacity <= MostProjected ? capacity : Math.Max(rows, ProjectedSlots);
        _projection = new RowBuffer<T>(projected, layout.ProjectionColumns, aligned);
        _recurrent = new RowBuffer<T>(products, layout.RecurrentColumns, aligned);
        // The first rows are the state that the chunk starts from.
        _states = [.. layout.States.Select((part, i) => new RowBuffer<T>(IsReplaced(i) ? rows : rows + capacity, part.Size, aligned))];
        _operands = [.. layout.OperandSizes.Select(size => new RowBuffer<T>(products, size, aligned))];
        _traces = [.. layout.Trace.Select(part => new RowBuffer<T>(KeepsTrace ? capacity : rows, part.Size, aligned))];
        _kept = [.. layout.KeptSizes.Select(size => new RowBuffer<T>(products, size, aligned))];
    }

    /// <summary>Whether the trace of every step is kept.</summary>
    public bool KeepsTrace { get; }

    /// <summary>The slots whose input is projected at once; one step may have more.</summary>
    public int ProjectedSlots { get; }

    /// <summary>How the chunk's sequences lie.</summary>
    public Packing Packing { get; set; } = null!;

    /// <summary>The projection of some slots; where no trace is kept, of those that were projected last.</summary>
    public Span<T> Projection(int start, int count) => _projection.Rows(start - _projectedFrom, count);

    /// <summary>The projection of some slots, to be written: where no trace is kept, in place of the last ones.</summary>
    public Span<T> NextProjection(int start, int count)
    {
        _projectedFrom = KeepsTrace ? 0 : start;
        return Projection(start, count);
    }

    /// <summary>Q of a step, [rows × recurrent columns].</summary>
    public Span<T> Recurrent(int step) =>
        _recurrent.Rows(_keepsProducts ? Packing.Offset(step) : 0, Packing.Rows(step));

    /// <summary>Q of some slots; only where the tape keeps it.</summary>
    public Span<T> RecurrentRows(int start, int count) => _recurrent.Rows(start, count);

    /// <summary>An operand of a step, [rows × size]; counted from 0.</summary>
    public Span<T> Operand(int index, int step) =>
        _operands[index].Rows(_keepsProducts ? Packing.Offset(step) : 0, Packing.Rows(step));

    /// <summary>What backpropagation reads beside the trace, of a step, [rows × size].</summary>
    public Span<T> Kept(int index, int step) => _kept[index].Rows(_keepsProducts ? Packing.Offset(step) : 0, Packing.Rows(step));

    /// <summary>A part of the trace of a step, [rows × size].</summary>
    public Span<T> Trace(int part, int step) =>
        _traces[part].Rows(KeepsTrace ? Packing.Offset(step) : 0, Packing.Rows(step));

    /// <summary>A part of the trace of one slot; only where the tape keeps it.</summary>
    public ReadOnlySpan<T> TraceAt(int part, int slot) => _traces[part].Rows(slot, 1);

    /// <summary>A part of the state before a step, [rows × size].</summary>
    public ReadOnlySpan<T> StateBefore(int part, int step) =>
        _states[part].Rows(step == 0 || IsReplaced(part) ? 0 : _rows + Packing.Offset(step - 1), Packing.Rows(step));

    /// <summary>A part of the state after a step, [rows × size]; it may be the same buffer as the one before.</summary>
    public Span<T> StateAfter(int part, int step) =>
        _states[part].Rows(IsReplaced(part) ? 0 : _rows + Packing.Offset(step), Packing.Rows(step));

    /// <summary>A part of one sequence's state after its last step, or after any step where the tape keeps it.</summary>
    public ReadOnlySpan<T> StateOf(int part, int step, int row) =>
        _states[part].Rows((IsReplaced(part) ? 0 : _rows + Packing.Offset(step)) + row, 1);

    /// <summary>A part of the states after the steps of some slots, [count × size]; only of a part that is kept.</summary>
    public Span<T> StatesAfter(int part, int start, int count) =>
        _states[part].Rows((IsReplaced(part) ? 0 : _rows) + start, count);

    /// <summary>A part of one sequence's state that the next chunk starts from.</summary>
    public Span<T> NextState(int part, int row) => _states[part].Rows((IsReplaced(part) ? 0 : _next) + row, 1);

    /// <summary>Lets the next chunk start from zeros, whatever was run before.</summary>
    public void Restart()
    {
        _next = 0;
        foreach (RowBuffer<T> part in _states)
        {
            part.Rows(0, _rows).Clear();
        }
    }

    /// <summary>Makes the states where the last chunk ended those that this one starts from.</summary>
    public void Begin()
    {
        if (_next > 0 && !_isSingle)
        {
            int rows = Packing.Rows(0);
            for (int part = 0; part < _states.Length; part++)
            {
                if (!IsReplaced(part))
                {
                    _states[part].Rows(_next, rows).CopyTo(_states[part].Rows(0, rows));
                }
            }
        }
    }

    /// <summary>Takes note of where the chunk ended.</summary>
    /// <param name="steps">How many steps it had.</param>
    public void End(int steps) => _next = _rows + Packing.Offset(steps - 1);

    // What only the cell itself reads is kept for the trace; else each step's stands where the one before stood. So does all of a
    // single step.
    private bool IsReplaced(int part) => _isSingle || (part > 0 && !KeepsTrace);
}
