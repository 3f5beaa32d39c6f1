using System.Numerics;

namespace RnnPS;

/// <summary>The weights of a <see cref="WeightSet"/> in one precision, laid out for the kernels.</summary>
/// <typeparam name="T">The precision: float or double.</typeparam>
internal sealed class WeightPlan<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Converts the weights and lays them out.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="kernels">The kernels; null for the fastest that the machine supports.</param>
    /// <param name="inBlocks">See <see cref="PackedMatrix{T}"/>.</param>
    public WeightPlan(WeightSet weights, KernelSet<T>? kernels = null, bool inBlocks = false)
    {
        Kernels = kernels ?? KernelSet<T>.Best;
        Embedding = weights.Embedding is { } vectors ? new EmbeddingPlan<T>(vectors) : null;
        Layers = [.. weights.Stack.Select(layer => new LayerPlan<T>(layer, Kernels, inBlocks))];
        Dense = [.. weights.Dense.Select((layer, index) => new DensePlan<T>(layer, index, Kernels, inBlocks))];
        Output = weights.Output is { } output ? new OutputPlan<T>(output, Kernels, inBlocks) : null;
    }

    public KernelSet<T> Kernels { get; }

    /// <summary>The vectors of the tokens; null if the model reads numbers.</summary>
    public EmbeddingPlan<T>? Embedding { get; }

    public LayerPlan<T>[] Layers { get; }

    /// <summary>The hidden dense layers, from the last recurrent layer up; empty if there are none.</summary>
    public DensePlan<T>[] Dense { get; }

    /// <summary>The output layer; null if there is none.</summary>
    public OutputPlan<T>? Output { get; }
}
