using System.Numerics;

namespace RnnPS;

/// <summary>The output layer's part of a <see cref="WeightPlan{T}"/>.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class OutputPlan<T>(OutputLayer output, KernelSet<T> kernels, bool inBlocks)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly PackedMatrix<T> _weights =
        PackedWeights.Pack(kernels, output.Weights, nameof(RnnModel.OutputWeights), inBlocks);
    private readonly T[] _bias = output.Bias is { } bias
        ? PackedWeights.Convert<T>(bias.AsSpan(), nameof(RnnModel.OutputBias))
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
