using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace RnnPS;

/// <summary>The weights of one set in one precision, laid out for the kernels.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class WeightPlan<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Lays the weights out.</summary>
    /// <param name="stack">The layers.</param>
    /// <param name="output">The output layer, or null.</param>
    /// <param name="kernels">The kernels; null for the machine's best.</param>
    public WeightPlan(ImmutableArray<RnnStackLayer> stack, OutputLayer? output, KernelSet<T>? kernels = null)
    {
        Kernels = kernels ?? KernelSet<T>.Best;
        Layers = [.. stack.Select(layer => new LayerPlan<T>(layer, Kernels))];
        Output = output is null ? null : new OutputPlan<T>(output, Kernels);
    }

    public KernelSet<T> Kernels { get; }

    public LayerPlan<T>[] Layers { get; }

    /// <summary>The output layer; null where there is none.</summary>
    public OutputPlan<T>? Output { get; }

    /// <summary>A matrix in this precision, laid out for the kernels.</summary>
    /// <exception cref="RnnException">As for <see cref="Convert"/>.</exception>
    internal static PackedMatrix<T> Pack(KernelSet<T> kernels, RnnMatrix matrix, string name) =>
        kernels.Pack(Convert(matrix.AsSpan(), name), matrix.Rows, matrix.Columns);

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
                    double.IsFinite(values[i])
                        ? FormattableString.Invariant($"{name} holds {values[i]}, which single precision can't hold: run the model in ")
                            + "double precision, or replace the weight."
                        : $"{name} and the recurrent bias add to {values[i]}: expected a finite sum. Give smaller ones.",
                    values[i]);
            }
        }

        return converted;
    }
}

/// <summary>One layer's part of a <see cref="WeightPlan{T}"/>.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class LayerPlan<T>(RnnStackLayer layer, KernelSet<T> kernels)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public CellPlan<T>? Forward { get; } = layer.Forward is null ? null : new CellPlan<T>(layer.Forward, kernels);

    public CellPlan<T>? Backward { get; } = layer.Backward is null ? null : new CellPlan<T>(layer.Backward, kernels);

    public RnnMerge? Merge { get; } = layer.Merge;

    public int InputSize { get; } = layer.InputSize;

    public int OutputSize { get; } = layer.OutputSize;
}

/// <summary>One cell's part of a <see cref="LayerPlan{T}"/>.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class CellPlan<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public CellPlan(RnnCell cell, KernelSet<T> kernels)
    {
        Layout = cell.Layout;
        Kernels = kernels;
        Maths = cell.CreateMaths(kernels);
        InputWeights = WeightPlan<T>.Pack(kernels, cell.InputWeights, nameof(cell.InputWeights));
        RecurrentMatrices =
        [
            .. cell.RecurrentMatrices.Select(matrix => WeightPlan<T>.Pack(
                kernels,
                matrix,
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

        Bias = Start(bias, Layout.ProjectionColumns, nameof(cell.Bias));
        RecurrentBias = Start(recurrent, Layout.RecurrentColumns, nameof(cell.RecurrentBias));
    }

    public CellLayout Layout { get; }

    public CellMaths<T> Maths { get; }

    public KernelSet<T> Kernels { get; }

    public PackedMatrix<T> InputWeights { get; }

    /// <summary>What P starts from.</summary>
    public T[] Bias { get; }

    /// <summary>What Q starts from.</summary>
    public T[] RecurrentBias { get; }

    public PackedMatrix<T>[] RecurrentMatrices { get; }

    /// <summary>What a step reads of the recurrent matrices.</summary>
    public long RecurrentBytes => RecurrentMatrices.Sum(matrix => (long)matrix.Depth * matrix.Columns * Unsafe.SizeOf<T>());

    private static T[] Start(double[] bias, int columns, string name) =>
        bias.Length == 0 ? new T[columns] : WeightPlan<T>.Convert(bias, name);
}

/// <summary>The output layer's part of a <see cref="WeightPlan{T}"/>.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class OutputPlan<T>(OutputLayer output, KernelSet<T> kernels)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly PackedMatrix<T> _weights = WeightPlan<T>.Pack(kernels, output.Weights, nameof(RnnModel.OutputWeights));
    private readonly T[] _bias = output.Bias is { } bias
        ? WeightPlan<T>.Convert(bias.AsSpan(), nameof(RnnModel.OutputBias))
        : new T[output.Weights.Columns];

    public int Size { get; } = output.Weights.Columns;

    /// <summary>y = f(h·W + b), row by row.</summary>
    /// <param name="states">[rows × hidden].</param>
    /// <param name="y">[rows × output].</param>
    /// <param name="rows">The rows.</param>
    public void Apply(ReadOnlySpan<T> states, Span<T> y, int rows)
    {
        kernels.Multiply(states, _weights, _bias, y, rows, Size);
        switch (output.Activation)
        {
            case RnnOutputActivation.Sigmoid:
                kernels.Sigmoid(y, y);
                break;
            case RnnOutputActivation.Softmax:
                ActivationKernels.Softmax(y, Size);
                break;
        }
    }
}
