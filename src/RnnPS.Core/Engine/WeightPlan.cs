using System.Numerics;

namespace RnnPS;

/// <summary>The weights of one set in one precision, laid out for the kernels.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class WeightPlan<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public WeightPlan(IEnumerable<RnnCell> cells, OutputLayer? output)
    {
        Layers = [.. cells.Select(cell => new LayerPlan<T>(cell))];
        OutputWeights = output is null ? [] : Convert(output.Weights.AsSpan());
        OutputBias = output?.Bias is { } bias ? Convert(bias.AsSpan()) : [];
        OutputSize = output?.Weights.Columns ?? 0;
    }

    public LayerPlan<T>[] Layers { get; }

    public T[] OutputWeights { get; }

    public T[] OutputBias { get; }

    /// <summary>The columns of the output layer; 0 where there is none.</summary>
    public int OutputSize { get; }

    internal static T[] Convert(ReadOnlySpan<double> values)
    {
        var converted = new T[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            converted[i] = T.CreateChecked(values[i]);
        }

        return converted;
    }
}

/// <summary>One layer's part of a <see cref="WeightPlan{T}"/>.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class LayerPlan<T>(RnnCell cell)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public CellLayout Layout { get; } = cell.Layout;

    public CellMaths<T> Maths { get; } = cell.CreateMaths<T>();

    public T[] InputWeights { get; } = WeightPlan<T>.Convert(cell.InputWeights.AsSpan());

    public T[] Bias { get; } = cell.Bias is { } bias ? WeightPlan<T>.Convert(bias.AsSpan()) : [];

    public T[][] RecurrentMatrices { get; } =
        [.. cell.RecurrentMatrices.Select(matrix => WeightPlan<T>.Convert(matrix.AsSpan()))];
}
