using System.Numerics;

namespace RnnPS;

/// <summary>One timestep of one cell: the views of the tape that its pointwise maths reads and writes.</summary>
/// <typeparam name="T">The precision: float or double.</typeparam>
/// <param name="tape">The cell's tape.</param>
/// <param name="step">The step within the chunk.</param>
internal readonly ref struct Frame<T>(CellTape<T> tape, int step)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The number of active sequences at this step.</summary>
    public int Rows => tape.Packing.Rows(step);

    /// <summary>P, [rows × projection columns], including the recurrent products that are not stored in Q.</summary>
    public Span<T> Projection => tape.Projection(tape.Packing.Offset(step), tape.Packing.Rows(step));

    /// <summary>Q, [rows × recurrent columns]: the recurrent products that are stored separate from P.</summary>
    public ReadOnlySpan<T> Recurrent => tape.Recurrent(step);

    /// <summary>Gets a part of the state before this step, [rows × size].</summary>
    public ReadOnlySpan<T> PreviousState(int part) => tape.StateBefore(part, step);

    /// <summary>Gets a part of the state after this step, [rows × size]. The cell writes it.</summary>
    public Span<T> State(int part) => tape.StateAfter(part, step);

    /// <summary>
    /// Gets an operand that the cell writes for the product of a later phase, [rows × size]. The index is one-based.
    /// </summary>
    public Span<T> Operand(int index) => tape.Operand(index - 1, step);

    /// <summary>Gets a vector that the cell stores only for backpropagation, [rows × size]. The cell writes it.</summary>
    public Span<T> Kept(int index) => tape.Kept(index, step);

    /// <summary>Gets a part of the trace, [rows × size]. The cell writes it.</summary>
    public Span<T> Trace(int part) => tape.Trace(part, step);
}
