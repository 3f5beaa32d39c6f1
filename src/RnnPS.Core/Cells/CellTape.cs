using System.Numerics;
using System.Runtime.CompilerServices;

namespace RnnPS;

/// <summary>The buffers of one cell during a chunk. Steps are in the order in which the cell reads them.</summary>
/// <typeparam name="T">The precision: float or double.</typeparam>
internal sealed class CellTape<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // The number of rows to project at once. It is large enough for the matrix kernel, and small enough that the cache still holds
    // the result when the steps read it. For a large matrix more rows are better, because reading the matrix again costs more.
    private const int LeastProjected = 48;
    private const int MostProjected = 128;
    private const int BytesOfProjected = 64 * 1024;

    private readonly int _rows;
    private readonly bool _isSingle;
    private readonly RowBuffer<T> _projection;
    private readonly RowBuffer<T> _recurrent;
    private readonly RowBuffer<T>[] _states;
    private readonly RowBuffer<T>[] _operands;
    private readonly RowBuffer<T>[] _traces;
    private readonly RowBuffer<T>[] _kept;

    // The first slot of the projection.
    private int _projectedFrom;

    // The row in the state buffers where the initial states of the next chunk start.
    private int _next;

    /// <summary>Creates the buffers.</summary>
    /// <param name="layout">The layout of the cell.</param>
    /// <param name="tape">The results to keep.</param>
    /// <param name="rows">The maximum number of sequences in a step.</param>
    /// <param name="capacity">The maximum number of slots in a chunk: all steps of all sequences.</param>
    /// <param name="cancellation">Stops while the buffers are cleared, which takes seconds for gigabytes.</param>
    public CellTape(CellLayout layout, Tape tape, int rows, int capacity, CancellationToken cancellation = default)
    {
        _rows = rows;
        KeepsTrace = tape != Tape.None;
        KeepsProducts = tape == Tape.Train;
        _isSingle = capacity == 1 && !KeepsProducts;
        long bytes = (long)layout.InputSize * layout.ProjectionColumns * Unsafe.SizeOf<T>();
        ProjectedSlots = (int)Math.Clamp(bytes / BytesOfProjected, LeastProjected, MostProjected);
        int products = KeepsProducts ? capacity : rows;
        int projected = KeepsTrace || capacity <= MostProjected ? capacity : Math.Max(rows, ProjectedSlots);
        _projection = new RowBuffer<T>(projected, layout.ProjectionColumns, cancellation);
        _recurrent = new RowBuffer<T>(products, layout.RecurrentColumns, cancellation);
        // The first rows hold the initial state of the chunk.
        _states = [.. layout.States.Select((part, i) => new RowBuffer<T>(IsReplaced(i) ? rows : rows + capacity, part.Size, cancellation))];
        _operands = [.. layout.OperandSizes.Select(size => new RowBuffer<T>(products, size, cancellation))];
        _traces = [.. layout.Trace.Select(part => new RowBuffer<T>(KeepsTrace ? capacity : rows, part.Size, cancellation))];
        _kept = [.. layout.KeptSizes.Select(size => new RowBuffer<T>(products, size, cancellation))];
    }

    /// <summary>The number of bytes that the buffers of a tape with a trace take.</summary>
    /// <param name="layout">The layout of the cell.</param>
    /// <param name="tape">The results to keep: the trace, or all for training.</param>
    /// <param name="rows">The maximum number of sequences in a step.</param>
    /// <param name="capacity">The maximum number of slots in a chunk.</param>
    public static long Bytes(CellLayout layout, Tape tape, int rows, int capacity)
    {
        int products = tape == Tape.Train ? capacity : rows;
        return RowBuffer<T>.Bytes(capacity, layout.ProjectionColumns)
            + RowBuffer<T>.Bytes(products, layout.RecurrentColumns)
            + layout.States.Sum(part => RowBuffer<T>.Bytes(rows + capacity, part.Size))
            + layout.Trace.Sum(part => RowBuffer<T>.Bytes(capacity, part.Size))
            + layout.OperandSizes.Concat(layout.KeptSizes).Sum(size => RowBuffer<T>.Bytes(products, size));
    }

    /// <summary>Whether the trace of every step is kept.</summary>
    public bool KeepsTrace { get; }

    /// <summary>Whether recurrent products and operands of every step are kept, too, as backpropagation needs them.</summary>
    public bool KeepsProducts { get; }

    /// <summary>The number of parts of the state.</summary>
    public int StateCount => _states.Length;

    /// <summary>The number of slots whose input is projected at once. A single step may have more slots.</summary>
    public int ProjectedSlots { get; }

    /// <summary>The packing of the chunk's sequences.</summary>
    public Packing Packing { get; set; } = null!;

    /// <summary>Gets the projection of some slots. Without a trace, only the slots projected last are available.</summary>
    public Span<T> Projection(int start, int count) => _projection.Rows(start - _projectedFrom, count);

    /// <summary>
    /// Gets the buffer for the projection of the next slots. Without a trace, it replaces the previous projection.
    /// </summary>
    public Span<T> NextProjection(int start, int count)
    {
        _projectedFrom = KeepsTrace ? 0 : start;
        return Projection(start, count);
    }

    /// <summary>Gets Q of a step, [rows × recurrent columns].</summary>
    public Span<T> Recurrent(int step) =>
        _recurrent.Rows(KeepsProducts ? Packing.Offset(step) : 0, Packing.Rows(step));

    /// <summary>Gets Q of some slots. The tape must be <see cref="Tape.Train"/>.</summary>
    public Span<T> RecurrentRows(int start, int count) => _recurrent.Rows(start, count);

    /// <summary>Gets an operand of a step, [rows × size]. The index is zero-based.</summary>
    public Span<T> Operand(int index, int step) =>
        _operands[index].Rows(KeepsProducts ? Packing.Offset(step) : 0, Packing.Rows(step));

    /// <summary>Gets what a product of a step multiplies: the state before the step, or an operand.</summary>
    public ReadOnlySpan<T> OperandOf(in Product product, int step) =>
        product.Operand == 0 ? StateBefore(0, step) : Operand(product.Operand - 1, step);

    /// <summary>Gets a vector of a step that is stored only for backpropagation, [rows × size].</summary>
    public Span<T> Kept(int index, int step) => _kept[index].Rows(KeepsProducts ? Packing.Offset(step) : 0, Packing.Rows(step));

    /// <summary>Gets a part of the trace of a step, [rows × size].</summary>
    public Span<T> Trace(int part, int step) =>
        _traces[part].Rows(KeepsTrace ? Packing.Offset(step) : 0, Packing.Rows(step));

    /// <summary>Gets a part of the trace of one slot. The tape must keep the trace.</summary>
    public ReadOnlySpan<T> TraceAt(int part, int slot) => _traces[part].Rows(slot, 1);

    /// <summary>Gets a part of the state before a step, [rows × size].</summary>
    public ReadOnlySpan<T> StateBefore(int part, int step) =>
        _states[part].Rows(step == 0 || IsReplaced(part) ? 0 : _rows + Packing.Offset(step - 1), Packing.Rows(step));

    /// <summary>
    /// Gets a part of the state after a step, [rows × size]. It may be the same buffer as the state before the step.
    /// </summary>
    public Span<T> StateAfter(int part, int step) =>
        _states[part].Rows(IsReplaced(part) ? 0 : _rows + Packing.Offset(step), Packing.Rows(step));

    /// <summary>Gets a part of one sequence's state after its last step, or after any step if the tape keeps the part.</summary>
    public ReadOnlySpan<T> StateOf(int part, int step, int row) =>
        _states[part].Rows((IsReplaced(part) ? 0 : _rows + Packing.Offset(step)) + row, 1);

    /// <summary>Gets a part of the states after the steps of some slots, [count × size]. The tape must keep the part.</summary>
    public Span<T> StatesAfter(int part, int start, int count) =>
        _states[part].Rows((IsReplaced(part) ? 0 : _rows) + start, count);

    /// <summary>Gets a part of one sequence's initial state for the next chunk.</summary>
    public Span<T> NextState(int part, int row) => _states[part].Rows((IsReplaced(part) ? 0 : _next) + row, 1);

    /// <summary>Resets the initial state of the next chunk to zeros.</summary>
    public void Restart()
    {
        _next = 0;
        foreach (RowBuffer<T> part in _states)
        {
            part.Rows(0, _rows).Clear();
        }
    }

    /// <summary>Copies the final states of the previous chunk to the initial states of this chunk.</summary>
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

    /// <summary>Records the end of the chunk.</summary>
    /// <param name="steps">The number of steps in the chunk.</param>
    public void End(int steps) => _next = _rows + Packing.Offset(steps - 1);

    // Whether each step overwrites the part in place. Only the cell itself reads parts other than h, so they are kept only for a
    // trace. A chunk of a single step overwrites all parts.
    private bool IsReplaced(int part) => _isSingle || (part > 0 && !KeepsTrace);
}
