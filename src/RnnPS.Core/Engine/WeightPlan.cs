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
    /// <param name="inBlocks">As for <see cref="PackedMatrix{T}"/>.</param>
    public WeightPlan(ImmutableArray<RnnStackLayer> stack, OutputLayer? output, KernelSet<T>? kernels = null, bool inBlocks = false)
    {
        Kernels = kernels ?? KernelSet<T>.Best;
        Layers = [.. stack.Select(layer => new LayerPlan<T>(layer, Kernels, inBlocks))];
        Output = output is null ? null : new OutputPlan<T>(output, Kernels, inBlocks);
    }

    public KernelSet<T> Kernels { get; }

    public LayerPlan<T>[] Layers { get; }

    /// <summary>The output layer; null where there is none.</summary>
    public OutputPlan<T>? Output { get; }

    /// <summary>A matrix in this precision, laid out for the kernels.</summary>
    /// <exception cref="RnnException">As for <see cref="Convert"/>.</exception>
    internal static PackedMatrix<T> Pack(KernelSet<T> kernels, RnnMatrix matrix, string name, bool inBlocks)
    {
        var packed = new PackedMatrix<T>(matrix.Rows, matrix.Columns, kernels.Lanes, inBlocks);
        packed.Fill(Convert(matrix.AsSpan(), name), matrix.Columns, matrix.Rows);
        return packed;
    }

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
internal sealed class LayerPlan<T>(RnnStackLayer layer, KernelSet<T> kernels, bool inBlocks)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public CellPlan<T>? Forward { get; } = layer.Forward is null ? null : new CellPlan<T>(layer.Forward, kernels, inBlocks);

    public CellPlan<T>? Backward { get; } = layer.Backward is null ? null : new CellPlan<T>(layer.Backward, kernels, inBlocks);

    public RnnMerge? Merge { get; } = layer.Merge;

    public int InputSize { get; } = layer.InputSize;

    public int OutputSize { get; } = layer.OutputSize;
}

/// <summary>One cell's part of a <see cref="LayerPlan{T}"/>.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class CellPlan<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public CellPlan(RnnCell cell, KernelSet<T> kernels, bool inBlocks)
    {
        Layout = cell.Layout;
        RecurrentParts = cell.RecurrentParts;
        Kernels = kernels;
        Maths = cell.CreateMaths(kernels);
        InputWeights = WeightPlan<T>.Pack(kernels, cell.InputWeights, nameof(cell.InputWeights), inBlocks);
        RecurrentMatrices = [.. cell.RecurrentParts.Select(part => WeightPlan<T>.Pack(
            kernels,
            cell.Weights.First(weight => weight.Name == part.Weight).Values.SliceColumns(part.Column, part.Columns),
            part.Weight,
            inBlocks))];
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

    /// <summary>What the recurrent matrices are columns of.</summary>
    public ImmutableArray<RecurrentPart> RecurrentParts { get; }

    /// <summary>Takes over parameters that changed, into what is there.</summary>
    /// <param name="parameters">The cell's parameters.</param>
    public void Load(CellParameters<T> parameters)
    {
        InputWeights.Fill(parameters.InputWeights.Values, InputWeights.Columns, InputWeights.Depth);
        for (int i = 0; i < RecurrentMatrices.Length; i++)
        {
            ParameterGroup<T> weights = parameters[RecurrentParts[i].Weight];
            RecurrentMatrices[i].Fill(weights.Values.AsSpan(RecurrentParts[i].Column), weights.Columns, weights.Rows);
        }

        Array.Clear(Bias);
        parameters.Bias?.Values.CopyTo(Bias, 0);
        if (Layout.RecurrentBiasApart)
        {
            parameters.RecurrentBias?.Values.CopyTo(RecurrentBias, 0);
        }
        else if (parameters.RecurrentBias is { } recurrent)
        {
            PointwiseKernels.Add(recurrent.Values, Bias);
        }

        Maths.Load(parameters);
    }

    private static T[] Start(double[] bias, int columns, string name) =>
        bias.Length == 0 ? new T[columns] : WeightPlan<T>.Convert(bias, name);
}

/// <summary>The output layer's part of a <see cref="WeightPlan{T}"/>.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class OutputPlan<T>(OutputLayer output, KernelSet<T> kernels, bool inBlocks)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly PackedMatrix<T> _weights =
        WeightPlan<T>.Pack(kernels, output.Weights, nameof(RnnModel.OutputWeights), inBlocks);
    private readonly T[] _bias = output.Bias is { } bias
        ? WeightPlan<T>.Convert(bias.AsSpan(), nameof(RnnModel.OutputBias))
        : new T[output.Weights.Columns];

    public int Size { get; } = output.Weights.Columns;

    public RnnOutputActivation Activation { get; } = output.Activation;

    /// <summary>y = f(h·W + b), row by row.</summary>
    /// <param name="states">[rows × hidden].</param>
    /// <param name="y">[rows × output].</param>
    /// <param name="rows">The rows.</param>
    public void Apply(ReadOnlySpan<T> states, Span<T> y, int rows)
    {
        Sum(states, y, rows);
        Activate(y);
    }

    /// <summary>y = h·W + b, row by row: what enters the activation.</summary>
    public void Sum(ReadOnlySpan<T> states, Span<T> y, int rows) => kernels.Multiply(states, _weights, _bias, y, rows, Size);

    /// <summary>y = f(y), row by row.</summary>
    public void Activate(Span<T> y)
    {
        switch (Activation)
        {
            case RnnOutputActivation.Sigmoid:
                kernels.Sigmoid(y, y);
                break;
            case RnnOutputActivation.Softmax:
                ActivationKernels.Softmax(y, Size);
                break;
        }
    }

    /// <summary>Takes over parameters that changed, into what is there.</summary>
    public void Load(ParameterSet<T> parameters)
    {
        _weights.Fill(parameters[nameof(RnnModel.OutputWeights)].Values, Size, _weights.Depth);
        parameters.Find(nameof(RnnModel.OutputBias))?.Values.CopyTo(_bias, 0);
    }
}
