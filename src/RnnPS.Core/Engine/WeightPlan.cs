using System.Collections.Immutable;
using System.Numerics;

namespace RnnPS;

/// <summary>The weights of one set in one precision, laid out for the kernels.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class WeightPlan<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public WeightPlan(ImmutableArray<RnnStackLayer> stack, OutputLayer? output)
    {
        Layers = [.. stack.Select(layer => new LayerPlan<T>(layer))];
        Output = output is null ? null : new OutputPlan<T>(output);
    }

    public LayerPlan<T>[] Layers { get; }

    /// <summary>The output layer; null where there is none.</summary>
    public OutputPlan<T>? Output { get; }

    /// <summary>Numbers in this precision.</summary>
    /// <exception cref="RnnException">One is too large for it (<see cref="RnnErrorId.WeightNotFinite"/>).</exception>
    internal static T[] Convert(ReadOnlySpan<double> values, string name)
    {
        var converted = new T[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            converted[i] = T.CreateSaturating(values[i]);
            if (!T.IsFinite(converted[i]))
            {
                throw new RnnException(
                    RnnErrorId.WeightNotFinite,
                    FormattableString.Invariant($"{name} holds {values[i]}, which single precision can't hold: run the model in ")
                    + "double precision, or replace the weight.",
                    values[i]);
            }
        }

        return converted;
    }
}

/// <summary>One layer's part of a <see cref="WeightPlan{T}"/>.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class LayerPlan<T>(RnnStackLayer layer)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public CellPlan<T>? Forward { get; } = layer.Forward is null ? null : new CellPlan<T>(layer.Forward);

    public CellPlan<T>? Backward { get; } = layer.Backward is null ? null : new CellPlan<T>(layer.Backward);

    public RnnMerge? Merge { get; } = layer.Merge;

    public int InputSize { get; } = layer.InputSize;

    public int OutputSize { get; } = layer.OutputSize;
}

/// <summary>One cell's part of a <see cref="LayerPlan{T}"/>.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class CellPlan<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public CellPlan(RnnCell cell)
    {
        Layout = cell.Layout;
        Maths = cell.CreateMaths<T>();
        InputWeights = WeightPlan<T>.Convert(cell.InputWeights.AsSpan(), nameof(cell.InputWeights));
        RecurrentMatrices =
        [
            .. cell.RecurrentMatrices.Select(matrix => WeightPlan<T>.Convert(
                matrix.AsSpan(),
                ReferenceEquals(matrix, (cell as LstmCell)?.ProjectionWeights)
                    ? nameof(LstmCell.ProjectionWeights)
                    : nameof(cell.RecurrentWeights))),
        ];
        double[] bias = cell.Bias?.ToArray() ?? [];
        double[] recurrent = cell.RecurrentBias?.ToArray() ?? [];
        if (!Layout.RecurrentBiasApart && recurrent.Length > 0)
        {
            // Two biases that are only ever added are one.
            bias = bias.Length == 0 ? recurrent : [.. bias.Zip(recurrent, (a, b) => a + b)];
            recurrent = [];
        }

        Bias = WeightPlan<T>.Convert(bias, nameof(cell.Bias));
        RecurrentBias = WeightPlan<T>.Convert(recurrent, nameof(cell.RecurrentBias));
    }

    public CellLayout Layout { get; }

    public CellMaths<T> Maths { get; }

    public T[] InputWeights { get; }

    /// <summary>What P starts from; empty for zeros.</summary>
    public T[] Bias { get; }

    /// <summary>What Q starts from; empty for zeros.</summary>
    public T[] RecurrentBias { get; }

    public T[][] RecurrentMatrices { get; }
}

/// <summary>The output layer's part of a <see cref="WeightPlan{T}"/>.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class OutputPlan<T>(OutputLayer output)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] _weights = WeightPlan<T>.Convert(output.Weights.AsSpan(), nameof(RnnModel.OutputWeights));
    private readonly T[] _bias =
        output.Bias is { } bias ? WeightPlan<T>.Convert(bias.AsSpan(), nameof(RnnModel.OutputBias)) : [];

    public int Size { get; } = output.Weights.Columns;

    /// <summary>y = f(h·W + b), row by row.</summary>
    /// <param name="states">[rows × hidden].</param>
    /// <param name="y">[rows × output].</param>
    /// <param name="rows">The rows.</param>
    public void Apply(ReadOnlySpan<T> states, Span<T> y, int rows)
    {
        MatrixKernels.SetRows(_bias, y, Size);
        MatrixKernels.MultiplyAdd(states, _weights, y, rows, Size, Size);
        switch (output.Activation)
        {
            case RnnOutputActivation.Sigmoid:
                ActivationKernels.Apply(RnnActivation.Sigmoid, y, y);
                break;
            case RnnOutputActivation.Softmax:
                ActivationKernels.Softmax(y, Size);
                break;
        }
    }
}
