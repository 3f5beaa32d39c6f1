using System.Numerics;

namespace RnnPS;

/// <summary>The pointwise maths of a cell in one precision. It never multiplies matrices and never sees time.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal abstract class CellMaths<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// Computes one phase of one timestep for all active rows. After the last phase, the frame's projection holds the
    /// pre-activations and its state the new state.
    /// </summary>
    /// <param name="phase">From 0.</param>
    /// <param name="frame">The timestep's windows into the tape.</param>
    public abstract void Forward(int phase, Frame<T> frame);

    /// <summary>
    /// The derivative of one phase of one timestep for all active rows, the last phase first. It reads the derivatives with
    /// respect to what the phase made, writes those with respect to the products over the projection and over Q, and adds or
    /// writes those with respect to what else the phase read.
    /// </summary>
    /// <param name="phase">From 0.</param>
    /// <param name="frame">The timestep's windows into the tape and its gradients.</param>
    public abstract void Backward(int phase, BackwardFrame<T> frame);

    /// <summary>Takes over the parameters that no product is made with, after they changed.</summary>
    /// <param name="parameters">The cell's parameters.</param>
    public virtual void Load(CellParameters<T> parameters)
    {
    }

    /// <summary>
    /// Computes the recurrent products, too, where a kernel has all in one: for some steps of one sequence, or the sequences of one
    /// step. The numbers must not depend on which.
    /// </summary>
    /// <param name="plan">The cell's weights.</param>
    /// <param name="pre">[count × projection columns]: P, and then what entered the activations.</param>
    /// <param name="before">The states before: [count × h], or [h] before the first of the steps of one sequence.</param>
    /// <param name="after">[count × h]: the states after.</param>
    /// <param name="count">The number of steps or sequences.</param>
    /// <param name="isSingleSequence">Whether they are the steps of one sequence.</param>
    /// <returns>False where there is no such kernel, and nothing was done.</returns>
    public virtual bool TryFused(
        CellPlan<T> plan, Span<T> pre, ReadOnlySpan<T> before, Span<T> after, int count, bool isSingleSequence) => false;
}
