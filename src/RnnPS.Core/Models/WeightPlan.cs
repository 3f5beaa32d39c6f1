using System.Collections.Immutable;
using System.Numerics;

namespace RnnPS;

/// <summary>The weights of a <see cref="WeightSet"/> in one precision, laid out for the kernels.</summary>
/// <typeparam name="T">The precision: float or double.</typeparam>
internal sealed class WeightPlan<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Converts the weights and lays them out.</summary>
    /// <param name="stack">The layers.</param>
    /// <param name="output">The output layer, or null.</param>
    /// <param name="kernels">The kernels; null for the fastest that the machine supports.</param>
    /// <param name="inBlocks">See <see cref="PackedMatrix{T}"/>.</param>
    public WeightPlan(ImmutableArray<RnnStackLayer> stack, OutputLayer? output, KernelSet<T>? kernels = null, bool inBlocks = false)
    {
        Kernels = kernels ?? KernelSet<T>.Best;
        Layers = [.. stack.Select(layer => new LayerPlan<T>(layer, Kernels, inBlocks))];
        Output = output is null ? null : new OutputPlan<T>(output, Kernels, inBlocks);
    }

    public KernelSet<T> Kernels { get; }

    public LayerPlan<T>[] Layers { get; }

    /// <summary>The output layer; null if there is none.</summary>
    public OutputPlan<T>? Output { get; }
}
