using System.Numerics;

namespace RnnPS;

/// <summary>What one layer reads and writes while a chunk runs.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class LayerTape<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public LayerTape(CellLayout layout, Tape tape, int steps, int rows)
    {
        int kept = tape == Tape.None ? 1 : steps;
        Rows = rows;
        Projection = new Slots<T>(steps, rows, layout.ProjectionColumns);
        Recurrent = new Slots<T>(kept, rows, layout.RecurrentColumns);
        // Slot 0 is the state that the chunk starts from.
        States = [.. layout.StateSizes.Select(size => new Slots<T>(steps + 1, rows, size))];
        Operands = [.. layout.OperandSizes.Select(size => new Slots<T>(kept, rows, size))];
        Traces = [.. layout.Trace.Select(part => new Slots<T>(kept, rows, part.Size))];
    }

    public int Rows { get; }

    public Slots<T> Projection { get; }

    public Slots<T> Recurrent { get; }

    public Slots<T>[] States { get; }

    public Slots<T>[] Operands { get; }

    public Slots<T>[] Traces { get; }
}
