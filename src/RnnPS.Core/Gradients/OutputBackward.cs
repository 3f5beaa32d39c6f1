using System.Numerics;

namespace RnnPS;

/// <summary>
/// Runs the hidden dense layers, the output layer and the loss forward and backward, for the steps of a slice that have a target.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class OutputBackward<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TrainingPlan<T> _plan;
    private readonly RnnLossFunction _function;
    private readonly DensePass<T> _dense;
    private readonly AffineBackward<T>[] _layers;
    private readonly RowBuffer<T> _output;
    // The derivatives with respect to the output of each layer.
    private readonly RowBuffer<T>[] _gradients;
    private readonly T[] _losses;
    private T[] _targets = [];

    /// <summary>Allocates the buffers.</summary>
    /// <param name="plan">The packed weights.</param>
    /// <param name="function">The loss function.</param>
    /// <param name="gradients">The parameter gradients to add to.</param>
    /// <param name="capacity">The largest number of targets.</param>
    /// <param name="cancellation">Stops while the buffers are cleared, which takes seconds for gigabytes.</param>
    public OutputBackward(
        TrainingPlan<T> plan, RnnLossFunction function, ParameterSet<T> gradients, int capacity, CancellationToken cancellation = default)
    {
        _plan = plan;
        _function = function;
        _dense = new DensePass<T>(plan.Weights.Dense, capacity, cancellation);
        _layers = [.. plan.Affine.Select((layer, i) => new AffineBackward<T>(layer, plan.AffineTransposed[i], gradients, capacity))];
        _output = new RowBuffer<T>(capacity, plan.OutputSize, cancellation);
        _gradients = [.. GradientSizes(plan).Select(size => new RowBuffer<T>(capacity, size, cancellation))];
        _losses = new T[capacity];
        Weights = new double[capacity];
    }

    /// <summary>The number of bytes that the buffers of the targets take, if a target has as many components as the output.</summary>
    /// <param name="plan">The packed weights.</param>
    /// <param name="capacity">The largest number of targets.</param>
    public static long Bytes(TrainingPlan<T> plan, int capacity) =>
        DensePass<T>.Bytes(plan.Weights.Dense, capacity)
        + (2 * RowBuffer<T>.Bytes(capacity, plan.OutputSize))
        + GradientSizes(plan).Sum(size => RowBuffer<T>.Bytes(capacity, size))
        + RowBuffer<T>.Bytes(capacity, 1)
        + RowBuffer<double>.Bytes(capacity, 1);

    /// <summary>The weight of each target. The caller writes it.</summary>
    public double[] Weights { get; }

    /// <summary>The number of components of a target.</summary>
    public int TargetSize { get; private set; }

    /// <summary>Allocates the targets.</summary>
    /// <param name="size">The number of components of a target.</param>
    public void Begin(int size)
    {
        TargetSize = size;
        int length = MemoryLimit.ArrayLength((long)size * Weights.Length);
        if (_targets.Length < length)
        {
            _targets = new T[length];
        }
    }

    /// <summary>The buffer of one target. The caller writes it.</summary>
    public Span<T> Target(int index) => _targets.AsSpan(index * TargetSize, TargetSize);

    /// <summary>Computes the outputs, the sum of the loss of each target, multiplied by its weight, and how many classes are right.</summary>
    /// <param name="states">The outputs of the last recurrent layer, [count × hidden].</param>
    /// <param name="count">The number of targets.</param>
    /// <param name="derivatives">Whether to compute derivatives too.</param>
    public TrainingLoss Loss(ReadOnlySpan<T> states, int count, bool derivatives)
    {
        Span<T> output = _output.Rows(0, count);
        ReadOnlySpan<T> top = _dense.Run(states, 0, count);
        RnnOutputActivation activation = RnnOutputActivation.Identity;
        if (_plan.Weights.Output is { } layer)
        {
            activation = layer.Activation;
            _layers[^1].Sum(top, output, count);
            if (!_function.ReadsLogits(activation))
            {
                layer.Activate(output);
            }
        }
        else
        {
            top.CopyTo(output);
        }

        Span<T> losses = _losses.AsSpan(0, count);
        _function.Evaluate(
            new LossRows<T>(output, _targets.AsSpan(0, count * TargetSize), losses, derivatives ? _gradients[^1].Rows(0, count) : []),
            activation);
        double total = 0;
        double correct = 0;
        long classified = 0;
        for (int i = 0; i < count; i++)
        {
            // A target with weight 0 may hold any value, even NaN.
            if (Weights[i] == 0)
            {
                continue;
            }

            total += Weights[i] * double.CreateTruncating(losses[i]);
            if (_function.Accuracy<T>(output.Slice(i * _plan.OutputSize, _plan.OutputSize), Target(i)) is { } accuracy)
            {
                correct += accuracy;
                classified++;
            }
        }

        return new TrainingLoss(total, Weight: 0, Sequences: 0, correct, classified);
    }

    /// <summary>Backpropagates through the loss, the output layer and the dense layers.</summary>
    /// <param name="states">The outputs of the last recurrent layer, as for <see cref="Loss"/>.</param>
    /// <param name="count">The number of targets.</param>
    /// <param name="scale">The factor of every weighted loss.</param>
    /// <param name="stateGradient">Receives the derivatives with respect to the states.</param>
    public void Run(ReadOnlySpan<T> states, int count, double scale, Span<T> stateGradient)
    {
        Span<T> gradient = _gradients[^1].Rows(0, count);
        int size = _plan.OutputSize;
        for (int i = 0; i < count; i++)
        {
            Span<T> row = gradient.Slice(i * size, size);
            if (Weights[i] == 0)
            {
                row.Clear();
                continue;
            }

            T factor = T.CreateTruncating(Weights[i] * scale);
            for (int j = 0; j < size; j++)
            {
                row[j] *= factor;
            }
        }

        for (int layer = _layers.Length - 1; layer >= 0; layer--)
        {
            if (layer < _dense.Count)
            {
                MultiplyBySlope(layer, gradient, count);
            }

            Span<T> below = layer == 0 ? stateGradient : _gradients[layer - 1].Rows(0, count);
            _layers[layer].Run(layer == 0 ? states : _dense.Output(layer - 1, 0, count), gradient, count, below);
            gradient = below;
        }

        if (_layers.Length == 0)
        {
            gradient.CopyTo(stateGradient);
        }
    }

    /// <summary>Adds the part of the gradients that comes from the weights' use for one target, after <see cref="Run"/>.</summary>
    /// <param name="states">The outputs of the last recurrent layer, as for <see cref="Run"/>.</param>
    /// <param name="target">The index of the target.</param>
    public void AddTarget(ReadOnlySpan<T> states, int target)
    {
        for (int layer = 0; layer < _layers.Length; layer++)
        {
            int size = _plan.Affine[layer].InputSize;
            _layers[layer].Add(
                layer == 0 ? states.Slice(target * size, size) : _dense.Output(layer - 1, target, 1),
                _gradients[layer].Rows(target, 1),
                count: 1);
        }
    }

    // The sizes of the outputs of all layers. Without a layer, the output is the state.
    private static IEnumerable<int> GradientSizes(TrainingPlan<T> plan) =>
        plan.Affine.Length == 0 ? [plan.OutputSize] : plan.Affine.Select(layer => layer.Size);

    // dPreActivation = dOutput · f′. The slope overwrites the pre-activations.
    private void MultiplyBySlope(int layer, Span<T> gradient, int count)
    {
        DensePlan<T> plan = _plan.Weights.Dense[layer];
        Span<T> slope = _dense.PreActivation(layer, 0, count);
        plan.Activation.Slope(plan.Kernels, new Clip<T>(null), slope, _dense.Output(layer, 0, count), slope);
        PointwiseKernels.Multiply<T>(gradient, slope, gradient);
    }
}
