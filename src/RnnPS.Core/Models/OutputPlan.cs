using System.Numerics;

namespace RnnPS;

/// <summary>The weights of the output layer in a <see cref="WeightPlan{T}"/>.</summary>
/// <typeparam name="T">The precision: float or double.</typeparam>
internal sealed class OutputPlan<T>(OutputLayer output, KernelSet<T> kernels, bool inBlocks)
    : AffinePlan<T>(output.Weights, output.Bias, (nameof(RnnModel.OutputWeights), nameof(RnnModel.OutputBias)), kernels, inBlocks)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public RnnOutputActivation Activation { get; } = output.Activation;

    /// <summary>Computes y = f(x·W + b) for each row.</summary>
    /// <param name="x">The input, [rows × input].</param>
    /// <param name="y">The span that receives the outputs, [rows × output].</param>
    /// <param name="rows">The number of rows.</param>
    public void Apply(ReadOnlySpan<T> x, Span<T> y, int rows)
    {
        Sum(x, y, rows);
        Activate(y);
    }

    /// <summary>Applies the activation to each row in place: y = f(y).</summary>
    public void Activate(Span<T> y)
    {
        switch (Activation)
        {
            case RnnOutputActivation.Sigmoid:
                Kernels.Sigmoid(y, y);
                break;
            case RnnOutputActivation.Softmax:
                Softmax.Apply(y, Size);
                break;
        }
    }
}
