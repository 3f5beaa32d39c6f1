using System.Numerics;

namespace RnnPS;

/// <summary>The weights of a hidden dense layer in a <see cref="WeightPlan{T}"/>.</summary>
/// <typeparam name="T">The precision: float or double.</typeparam>
internal sealed class DensePlan<T>(RnnDenseLayer layer, int index, KernelSet<T> kernels, bool inBlocks)
    : AffinePlan<T>(layer.Weights, layer.Bias, RnnDenseLayer.FullNames(index), kernels, inBlocks)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The activation function.</summary>
    public RnnActivationFunction Activation { get; } = layer.Activation;
}
