using System.Numerics;

namespace RnnPS;

/// <summary>The weights of the output layer in a <see cref="WeightPlan{T}"/>.</summary>
/// <typeparam name="T">The precision: float or double.</typeparam>
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

    /// <summary>Computes y = f(h·W + b) for each row.</summary>
    /// <param name="states">The hidden states, [rows × hidden].</param>
    /// <param name="y">The span that receives the outputs, [rows × output].</param>
    /// <param name="rows">The number of rows.</param>
    public void Apply(ReadOnlySpan<T> states, Span<T> y, int rows)
    {
        Sum(states, y, rows);
        Activate(y);
    }

    /// <summary>Computes the logits y = h·W + b for each row, without the activation.</summary>
    public void Sum(ReadOnlySpan<T> states, Span<T> y, int rows) => kernels.Multiply(states, _weights, _bias, y, rows, Size);

    /// <summary>Applies the activation to each row in place: y = f(y).</summary>
    public void Activate(Span<T> y)
    {
        switch (Activation)
        {
            case RnnOutputActivation.Sigmoid:
                kernels.Sigmoid(y, y);
                break;
            case RnnOutputActivation.Softmax:
                Softmax.Apply(y, Size);
                break;
        }
    }

    /// <summary>Copies changed parameters into the existing buffers.</summary>
    public void Load(ParameterSet<T> parameters)
    {
        _weights.Fill(parameters[nameof(RnnModel.OutputWeights)].Values, Size, _weights.Depth);
        parameters.Find(nameof(RnnModel.OutputBias))?.Values.CopyTo(_bias, 0);
    }
}
