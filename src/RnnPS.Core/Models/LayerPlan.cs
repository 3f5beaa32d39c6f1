using System.Numerics;

namespace RnnPS;

/// <summary>The weights of one layer in a <see cref="WeightPlan{T}"/>.</summary>
/// <typeparam name="T">The precision: float or double.</typeparam>
internal sealed class LayerPlan<T>(RnnStackLayer layer, KernelSet<T> kernels, bool inBlocks)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public CellPlan<T>? Forward { get; } = layer.Forward is null ? null : new CellPlan<T>(layer.Forward, kernels, inBlocks);

    public CellPlan<T>? Reverse { get; } = layer.Reverse is null ? null : new CellPlan<T>(layer.Reverse, kernels, inBlocks);

    public IEnumerable<CellPlan<T>> Cells => new[] { Forward, Reverse }.OfType<CellPlan<T>>();

    public RnnMerge? Merge { get; } = layer.Merge;

    public int InputSize { get; } = layer.InputSize;

    public int OutputSize { get; } = layer.OutputSize;
}
