using System.Numerics;

namespace RnnPS;

/// <summary>The pointwise maths of a cell in one precision. The loop does the matrix products and iterates over time.</summary>
/// <typeparam name="T">The precision: float or double.</typeparam>
internal abstract class CellMaths<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The maths of some units, in a cell that has <see cref="CellLayout.HasSeparateUnits"/>.</summary>
    /// <param name="first">The first unit.</param>
    /// <param name="count">The number of units.</param>
    public abstract CellMaths<T> OfUnits(int first, int count);

    /// <summary>
    /// Computes one phase of one timestep for all active rows. After the last phase, the frame's projection holds the
    /// pre-activations, and its state holds the new state.
    /// </summary>
    /// <param name="phase">The zero-based phase.</param>
    /// <param name="frame">The views of the tape at this timestep.</param>
    public abstract void Forward(int phase, Frame<T> frame);

    /// <summary>
    /// Computes the derivatives of one phase of one timestep for all active rows. The loop calls it for the last phase first. It
    /// reads the derivatives with respect to the phase's results. It overwrites the projection and Q with the derivatives with
    /// respect to the products, and adds or writes the derivatives with respect to the phase's other inputs.
    /// </summary>
    /// <param name="phase">The zero-based phase.</param>
    /// <param name="frame">The views of the tape and its gradients at this timestep.</param>
    public abstract void Backward(int phase, BackwardFrame<T> frame);

    /// <summary>
    /// Adds the gradients of parameters that are not used in matrix products, such as peepholes, after all phases of
    /// <see cref="Backward"/>.
    /// </summary>
    /// <param name="frame">The views of the tape and its gradients at this timestep.</param>
    public virtual void AddGradients(BackwardFrame<T> frame)
    {
    }

    /// <summary>Copies changed parameters that are not used in matrix products, such as peepholes.</summary>
    /// <param name="parameters">The cell's parameters.</param>
    public virtual void Load(CellParameters<T> parameters)
    {
    }

    /// <summary>
    /// Computes the recurrent products and the pointwise maths in one fused kernel, if one exists: for several steps of one
    /// sequence, or for several sequences of one step. The results must be the same in both cases.
    /// </summary>
    /// <param name="plan">The cell's weights.</param>
    /// <param name="pre">P, [count × projection columns]. The kernel overwrites it with the inputs of the activations.</param>
    /// <param name="before">
    /// The previous states of several sequences, [count × h], or the state before the first step of one sequence, [h].
    /// </param>
    /// <param name="after">The span that receives the new states, [count × h].</param>
    /// <param name="count">The number of steps or sequences.</param>
    /// <param name="isSingleSequence">True for several steps of one sequence; false for several sequences of one step.</param>
    /// <returns>False if there is no such kernel; then nothing has been computed.</returns>
    public virtual bool TryFused(
        CellPlan<T> plan, Span<T> pre, ReadOnlySpan<T> before, Span<T> after, int count, bool isSingleSequence) => false;
}
