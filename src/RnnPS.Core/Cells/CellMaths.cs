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
}
