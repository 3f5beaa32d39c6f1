using System.Numerics;

namespace RnnPS;

/// <summary>One timestep of one cell: the windows into the tape that its pointwise maths reads and writes.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <param name="tape">The cell's tape.</param>
/// <param name="step">The step within the chunk.</param>
internal readonly ref struct Frame<T>(CellTape<T> tape, int step)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>How many sequences are still going.</summary>
    public int Rows => tape.Packing.Rows(step);

    /// <summary>P, [rows × projection columns], with the recurrent products that are not kept apart.</summary>
    public Span<T> Projection => tape.Projection(tape.Packing.Offset(step), tape.Packing.Rows(step));

    /// <summary>Q, [rows × recurrent columns]: the recurrent products that are kept apart.</summary>
    public ReadOnlySpan<T> Recurrent => tape.Recurrent(step);

    /// <summary>A part of the state before this step, [rows × size].</summary>
    public ReadOnlySpan<T> PreviousState(int part) => tape.StateBefore(part, step);

    /// <summary>A part of the state after this step, [rows × size], for the cell to write.</summary>
    public Span<T> State(int part) => tape.StateAfter(part, step);

    /// <summary>An operand that the cell makes for a later phase's product, [rows × size]; counted from 1.</summary>
    public Span<T> Operand(int index) => tape.Operand(index - 1, step);

    /// <summary>What backpropagation reads beside the trace, [rows × size], for the cell to write.</summary>
    public Span<T> Kept(int index) => tape.Kept(index, step);

    /// <summary>A part of the trace, [rows × size], for the cell to write.</summary>
    public Span<T> Trace(int part) => tape.Trace(part, step);
}
