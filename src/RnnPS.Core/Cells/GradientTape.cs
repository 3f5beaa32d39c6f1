using System.Numerics;

namespace RnnPS;

/// <summary>The derivatives of the loss with respect to what one cell's tape holds, in the order in which the cell reads.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class GradientTape<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int _rows;
    private readonly RowBuffer<T> _state;
    private readonly RowBuffer<T>[] _parts;
    private readonly RowBuffer<T>[] _operands;

    /// <summary>Makes the buffers.</summary>
    /// <param name="layout">The cell's sizes.</param>
    /// <param name="rows">The most sequences of a step.</param>
    /// <param name="capacity">The most slots of a chunk.</param>
    public GradientTape(CellLayout layout, int rows, int capacity)
    {
        _rows = rows;
        _state = new RowBuffer<T>(rows + capacity, layout.States[0].Size);
        // No layer reads the other parts, so that one step's derivatives become the ones before in place.
        _parts = [.. layout.States.Skip(1).Select(part => new RowBuffer<T>(rows, part.Size))];
        _operands = [.. layout.OperandSizes.Select(size => new RowBuffer<T>(rows, size))];
    }

    /// <summary>How the chunk's sequences lie.</summary>
    public Packing Packing { get; set; } = null!;

    /// <summary>
    /// Of the states h after some slots, [count × size]. What comes from above is written before the cell goes backward, and
    /// what comes from later steps is added on the way: at the end it is the total derivative.
    /// </summary>
    public Span<T> StatesAfter(int start, int count) => _state.Rows(_rows + start, count);

    /// <summary>Of a part of the states after a step, [rows × size].</summary>
    public Span<T> StateAfter(int part, int step) =>
        part == 0 ? StatesAfter(Packing.Offset(step), Packing.Rows(step)) : _parts[part - 1].Rows(0, Packing.Rows(step));

    /// <summary>Of a part of the states before a step, [rows × size].</summary>
    public Span<T> StateBefore(int part, int step) => part == 0
        ? _state.Rows(step == 0 ? 0 : _rows + Packing.Offset(step - 1), Packing.Rows(step))
        : _parts[part - 1].Rows(0, Packing.Rows(step));

    /// <summary>Of an operand that the cell makes, at the step at hand, [rows × size]; counted from 0.</summary>
    public Span<T> Operand(int index, int rows) => _operands[index].Rows(0, rows);

    /// <summary>Makes all that is added up zero, but what came from above.</summary>
    public void Begin()
    {
        _state.Rows(0, _rows).Clear();
        foreach (RowBuffer<T> part in _parts)
        {
            part.Rows(0, _rows).Clear();
        }
    }
}
