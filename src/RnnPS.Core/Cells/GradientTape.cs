using System.Numerics;

namespace RnnPS;

/// <summary>
/// The derivatives of the loss with respect to the states and operands of one cell, in the order in which the cell reads the
/// steps.
/// </summary>
/// <typeparam name="T">The precision: float or double.</typeparam>
internal sealed class GradientTape<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int _rows;
    private readonly RowBuffer<T> _state;
    private readonly RowBuffer<T>[] _parts;
    private readonly RowBuffer<T>[] _totals;
    private readonly RowBuffer<T>[] _operands;

    /// <summary>Creates the buffers.</summary>
    /// <param name="layout">The layout of the cell.</param>
    /// <param name="rows">The maximum number of sequences in a step.</param>
    /// <param name="capacity">The maximum number of slots in a chunk.</param>
    /// <param name="keepsParts">Whether to keep the total derivatives with respect to all parts of the state, not only h.</param>
    /// <param name="cancellation">Stops while the buffers are cleared, which takes seconds for gigabytes.</param>
    public GradientTape(CellLayout layout, int rows, int capacity, bool keepsParts = false, CancellationToken cancellation = default)
    {
        _rows = rows;
        _state = new RowBuffer<T>(rows + capacity, layout.States[0].Size, cancellation);
        // No other layer reads these parts, so one buffer serves all steps: each step updates the derivatives in place.
        _parts = [.. layout.States.Skip(1).Select(part => new RowBuffer<T>(rows, part.Size))];
        _totals = keepsParts ? [.. layout.States.Skip(1).Select(part => new RowBuffer<T>(capacity, part.Size, cancellation))] : [];
        _operands = [.. layout.OperandSizes.Select(size => new RowBuffer<T>(rows, size))];
    }

    /// <summary>The packing of the chunk's sequences.</summary>
    public Packing Packing { get; set; } = null!;

    /// <summary>
    /// Gets the derivatives with respect to the states h after some slots, [count × size]. The layer above writes its contribution
    /// first. During backpropagation each later step adds its contribution. The result is the total derivative.
    /// </summary>
    public Span<T> StatesAfter(int start, int count) => _state.Rows(_rows + start, count);

    /// <summary>Gets the derivatives with respect to a part of the states after a step, [rows × size].</summary>
    public Span<T> StateAfter(int part, int step) =>
        part == 0 ? StatesAfter(Packing.Offset(step), Packing.Rows(step)) : _parts[part - 1].Rows(0, Packing.Rows(step));

    /// <summary>Gets the derivatives with respect to a part of the states before a step, [rows × size].</summary>
    public Span<T> StateBefore(int part, int step) => part == 0
        ? _state.Rows(step == 0 ? 0 : _rows + Packing.Offset(step - 1), Packing.Rows(step))
        : _parts[part - 1].Rows(0, Packing.Rows(step));

    /// <summary>
    /// Gets the total derivatives with respect to a part of the states other than h after some slots, [count × size]. The cell writes
    /// them. Empty if the tape does not keep them.
    /// </summary>
    public Span<T> TotalsAfter(int part, int start, int count) => _totals.Length == 0 ? [] : _totals[part - 1].Rows(start, count);

    /// <summary>
    /// Gets the derivatives with respect to an operand of the current step, [rows × size]. The index is zero-based.
    /// </summary>
    public Span<T> Operand(int index, int rows) => _operands[index].Rows(0, rows);

    /// <summary>Sets all sums to zero, except the contribution of the layer above.</summary>
    public void Begin()
    {
        _state.Rows(0, _rows).Clear();
        foreach (RowBuffer<T> part in _parts)
        {
            part.Rows(0, _rows).Clear();
        }
    }
}
