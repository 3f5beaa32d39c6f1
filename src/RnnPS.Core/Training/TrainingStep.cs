using System.Numerics;

namespace RnnPS;

/// <summary>Steps of an optimizer: a batch of examples forward and back, chunk by chunk, and what it changes.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class TrainingStep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
}
