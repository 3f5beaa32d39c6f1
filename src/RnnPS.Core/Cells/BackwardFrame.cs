using System.Numerics;

namespace RnnPS;

/// <summary>One timestep of one cell in backpropagation: its forward results, and the derivatives of the loss.</summary>
/// <typeparam name="T">The precision: float or double.</typeparam>
/// <param name="tape">The forward results of the cell.</param>
/// <param name="gradients">The derivatives of the loss.</param>
/// <param name="parameters">The gradients of the cell's parameters.</param>
/// <param name="step">The step within the chunk.</param>
internal readonly ref struct BackwardFrame<T>(
    CellTape<T> tape, GradientTape<T> gradients, CellParameters<T> parameters, int step)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The number of active sequences at this step.</summary>
    public int Rows => tape.Packing.Rows(step);

    /// <summary>The pre-activations, [rows × projection columns]. The cell overwrites them with their derivatives.</summary>
    public Span<T> Projection => tape.Projection(tape.Packing.Offset(step), tape.Packing.Rows(step));

    /// <summary>Q, [rows × recurrent columns]. The cell overwrites it with its derivatives.</summary>
    public Span<T> Recurrent => tape.Recurrent(step);

    /// <summary>Gets a part of the state before this step, [rows × size].</summary>
    public ReadOnlySpan<T> PreviousState(int part) => tape.StateBefore(part, step);

    /// <summary>Gets a part of the state after this step, [rows × size].</summary>
    public ReadOnlySpan<T> State(int part) => tape.StateAfter(part, step);

    /// <summary>Gets a part of the trace, [rows × size].</summary>
    public ReadOnlySpan<T> Trace(int part) => tape.Trace(part, step);

    /// <summary>Gets a value that the forward pass stored for backpropagation, [rows × size]. The cell may overwrite it.</summary>
    public Span<T> Kept(int index) => tape.Kept(index, step);

    /// <summary>
    /// Gets the derivative with respect to a part of the state after this step, [rows × size]. For parts other than h, the
    /// derivative with respect to the previous state uses the same buffer, and the cell updates it in place.
    /// </summary>
    public Span<T> StateGradient(int part) => gradients.StateAfter(part, step);

    /// <summary>
    /// Gets the span for the total derivative with respect to a part of the state other than h after this step, [rows × size]. Empty
    /// if it is not kept.
    /// </summary>
    public Span<T> TotalGradient(int part) => gradients.TotalsAfter(part, tape.Packing.Offset(step), Rows);

    /// <summary>
    /// Gets the derivative with respect to a part of the state before this step, [rows × size]. The cell adds to it.
    /// </summary>
    public Span<T> PreviousStateGradient(int part) => gradients.StateBefore(part, step);

    /// <summary>
    /// Gets the derivative with respect to an operand that the cell computed, [rows × size]. The index is one-based.
    /// </summary>
    public ReadOnlySpan<T> OperandGradient(int index) => gradients.Operand(index - 1, Rows);

    /// <summary>
    /// Gets the gradient of parameters that are not used in matrix products, such as peepholes. The cell adds to it.
    /// </summary>
    public Span<T> ParameterGradient(string weight) => parameters[weight].Values;
}
