using System.Numerics;

namespace RnnPS;

/// <summary>Runs the output layer and the loss forward and backward, for the steps of a slice that have a target.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class OutputBackward<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TrainingPlan<T> _plan;
    private readonly RnnLossFunction _function;
    private readonly ParameterSet<T> _gradients;
    private readonly GradientProduct<T>? _product;
    private readonly RowBuffer<T> _output;
    private readonly RowBuffer<T> _gradient;
    private readonly T[] _losses;
    private readonly T[] _zeros;
    private readonly T[] _sums = [];
    private readonly bool _byOutputs;
    private readonly int _hidden;
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
        _gradients = gradients;
        _hidden = plan.Weights.Layers[^1].OutputSize;
        _output = new RowBuffer<T>(capacity, plan.OutputSize, cancellation);
        _gradient = new RowBuffer<T>(capacity, plan.OutputSize, cancellation);
        _losses = new T[capacity];
        _zeros = new T[_hidden];
        Weights = new double[capacity];
        if (plan.Weights.Output is not null)
        {
            // With fewer outputs than vector lanes, the outputs become the rows of the product; as columns they would waste most lanes.
            _byOutputs = plan.OutputSize < plan.Weights.Kernels.Lanes;
            _sums = new T[_byOutputs ? plan.OutputSize * _hidden : 0];
            _product = new GradientProduct<T>(
                plan.Weights.Kernels,
                Math.Min(capacity, GradientProduct<T>.BlockSlots),
                _byOutputs ? plan.OutputSize : _hidden,
                _byOutputs ? _hidden : plan.OutputSize);
        }
    }

    /// <summary>The number of bytes that the buffers of the targets take, if a target has as many components as the output.</summary>
    /// <param name="plan">The packed weights.</param>
    /// <param name="capacity">The largest number of targets.</param>
    public static long Bytes(TrainingPlan<T> plan, int capacity) =>
        (3 * RowBuffer<T>.Bytes(capacity, plan.OutputSize)) + RowBuffer<T>.Bytes(capacity, 1) + RowBuffer<double>.Bytes(capacity, 1);

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
    /// <param name="states">The hidden states of the last layer, [count × hidden].</param>
    /// <param name="count">The number of targets.</param>
    /// <param name="derivatives">Whether to compute derivatives too.</param>
    public TrainingLoss Loss(ReadOnlySpan<T> states, int count, bool derivatives)
    {
        Span<T> output = _output.Rows(0, count);
        RnnOutputActivation activation = RnnOutputActivation.Identity;
        if (_plan.Weights.Output is { } layer)
        {
            activation = layer.Activation;
            layer.Sum(states, output, count);
            if (!_function.ReadsLogits(activation))
            {
                layer.Activate(output);
            }
        }
        else
        {
            states.CopyTo(output);
        }

        Span<T> losses = _losses.AsSpan(0, count);
        _function.Evaluate(
            new LossRows<T>(output, _targets.AsSpan(0, count * TargetSize), losses, derivatives ? _gradient.Rows(0, count) : []),
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

    /// <summary>Backpropagates through the loss and the output layer.</summary>
    /// <param name="states">The hidden states of the last layer, as for <see cref="Loss"/>.</param>
    /// <param name="count">The number of targets.</param>
    /// <param name="scale">The factor of every weighted loss.</param>
    /// <param name="stateGradient">Receives the derivatives with respect to the states.</param>
    public void Run(ReadOnlySpan<T> states, int count, double scale, Span<T> stateGradient)
    {
        Span<T> gradient = _gradient.Rows(0, count);
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

        if (_product is null)
        {
            gradient.CopyTo(stateGradient);
            return;
        }

        _plan.Weights.Kernels.Multiply(gradient, _plan.OutputTransposed!, _zeros, stateGradient, count, _hidden);
        AddParameters(states, gradient, count);
    }

    private void AddParameters(ReadOnlySpan<T> states, ReadOnlySpan<T> gradient, int count)
    {
        int size = _plan.OutputSize;
        Span<T> weights = _gradients[nameof(RnnModel.OutputWeights)].Values;
        Array.Clear(_sums);
        for (int start = 0; start < count; start += GradientProduct<T>.BlockSlots)
        {
            int slots = Math.Min(GradientProduct<T>.BlockSlots, count - start);
            ReadOnlySpan<T> h = states.Slice(start * _hidden, slots * _hidden);
            ReadOnlySpan<T> dy = gradient.Slice(start * size, slots * size);
            if (_byOutputs)
            {
                _product!.Begin(h, _hidden, slots);
                _product.Turn(dy, slot: 0, slots, size);
                _product.AddTo(_sums, _hidden, size);
            }
            else
            {
                _product!.Begin(dy, size, slots);
                _product.Turn(h, slot: 0, slots, _hidden);
                _product.AddTo(weights, size, _hidden);
            }
        }

        for (int i = 0; i < _sums.Length; i++)
        {
            weights[(i % _hidden * size) + (i / _hidden)] += _sums[i];
        }

        if (_gradients.Find(nameof(RnnModel.OutputBias)) is { } bias)
        {
            GradientProduct<T>.AddColumns(gradient, bias.Values);
        }
    }
}
