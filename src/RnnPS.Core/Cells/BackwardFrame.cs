using System.Numerics;

namespace RnnPS;

/// <summary>One timestep of one cell on the way back: what it computed, and the derivatives of the loss.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <param name="tape">What the cell computed.</param>
/// <param name="gradients">The derivatives.</param>
/// <param name="parameters">The gradients of the cell's parameters.</param>
/// <param name="step">The step within the chunk.</param>
internal readonly ref struct BackwardFrame<T>(
    CellTape<T> tape, GradientTape<T> gradients, CellParameters<T> parameters, int step)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>How many sequences are going at this step.</summary>
    public int Rows => tape.Packing.Rows(step);

    /// <summary>The pre-activations, [rows × projection columns], for the cell to overwrite with their derivatives.</summary>
    public Span<T> Projection => tape.Projection(tape.Packing.Offset(step), tape.Packing.Rows(step));

    /// <summary>Q, [rows × recurrent columns], for the cell to overwrite with its derivatives.</summary>
    public Span<T> Recurrent => tape.Recurrent(step);

    /// <summary>A part of the state before this step, [rows × size].</summary>
    public ReadOnlySpan<T> PreviousState(int part) => tape.StateBefore(part, step);

    /// <summary>A part of the state after this step, [rows × size].</summary>
    public ReadOnlySpan<T> State(int part) => tape.StateAfter(part, step);

    /// <summary>A part of the trace, [rows × size].</summary>
    public ReadOnlySpan<T> Trace(int part) => tape.Trace(part, step);

    /// <summary>What the cell kept beside the trace, [rows × size]; free to be overwritten.</summary>
    public Span<T> Kept(int index) => tape.Kept(index, step);

    /// <summary>
    /// With respect to a part of the state after this step, [rows × size]. Of the parts other than h it is the same buffer as
    /// that of the state before, and the cell turns the one into the other.
    /// </summary>
    public Span<T> StateGradient(int part) => gradients.StateAfter(part, step);

    /// <summary>With respect to a part of the state before this step, [rows × size], for the cell to add to.</summary>
    public Span<T> PreviousStateGradient(int part) => gradients.StateBefore(part, step);

    /// <summary>With respect to an operand that the cell made, [rows × size]; counted from 1.</summary>
    public ReadOnlySpan<T> OperandGradient(int index) => gradients.Operand(index - 1, Rows);

    /// <summary>With respect to parameters that no product is made with, for the cell to add to.</summary>
    public Span<T> ParameterGradient(string weight) => parameters[weight].Values;
}
