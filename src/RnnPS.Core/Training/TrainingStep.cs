using System.Numerics;

namespace RnnPS;

/// <summary>Runs a batch of examples forward and backward, chunk by chunk. Each chunk makes one optimizer step.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class TrainingStep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly WeightSet _weights;
    private readonly RnnTrainingOptions _options;
    private readonly RnnModel _model;
    private readonly ParameterSet<T> _parameters;
    private readonly TrainingPass<T> _pass;
    private readonly T[][] _gradients;

    /// <summary>Creates the step with its own copy of the parameters.</summary>
    /// <param name="weights">The weights to start from.</param>
    /// <param name="options">The training options.</param>
    public TrainingStep(WeightSet weights, RnnTrainingOptions options)
    {
        _weights = weights;
        _options = options;
        _model = new RnnModel(weights);
        _parameters = ParameterSet<T>.From(weights);
        _pass = new TrainingPass<T>(weights, _parameters, new TrainingOptions
        {
            Loss = weights.Scaling?.Output is { } scaler ? new ScaledLoss(options.Loss, scaler) : options.Loss,
            Reduction = RnnReduction.Mean,
            Threads = options.Threads,
            Dropout = weights.Dropout,
            Seed = options.Seed,
            Memory = options.Memory,
        });
        Parameters = [.. _parameters.Groups.Select(group => group.Values)];
        _gradients = [.. _pass.Gradients.Groups.Select(group => group.Values)];
        Optimizer = options.Optimizer.Create<T>([.. Parameters.Select(array => array.Length)]);
    }

    /// <summary>The current parameters, array by array.</summary>
    public T[][] Parameters { get; }

    /// <summary>The optimizer with its state.</summary>
    public Optimizer<T> Optimizer { get; }

    /// <summary>Trains on one batch.</summary>
    /// <param name="examples">The examples of the batch.</param>
    /// <param name="epoch">The zero-based index of the epoch.</param>
    /// <param name="batch">The zero-based index of the batch.</param>
    /// <param name="learningRate">The learning rate.</param>
    /// <param name="totals">The totals of the epoch, which the batch is added to.</param>
    /// <param name="cancellation">Stops between timesteps. The parameters are then as they were before the step.</param>
    /// <exception cref="RnnException">
    /// The loss or the gradient is not finite (<see cref="RnnErrorId.LossNotFinite"/>). The parameters are then as they were before the step.
    /// </exception>
    public void Run(TrainingExample[] examples, int epoch, int batch, double learningRate, EpochTotals totals, CancellationToken cancellation)
    {
        int chunk = _options.TruncatedLength ?? int.MaxValue;
        TrainingRow[] rows = [.. examples.Select(example => new TrainingRow(example, _weights) { State = StartState(example, chunk) })];
        int longest = rows.Max(row => row.Count);
        for (long start = 0; start < longest; start += chunk)
        {
            TrainingRow[] going = [.. rows.Where(row => row.Count > start)];
            bool carries = longest > chunk;
            var part = new TrainingBatch
            {
                Sequences = [.. going.Select(row => row.Chunk((int)start, chunk))],
                States = carries || Array.Exists(rows, row => row.State is not null) ? [.. going.Select(row => row.State ?? new RnnState(_model))] : null,
                KeepsStates = carries,
                Epoch = epoch,
                Update = totals.Updates,
            };
            Update(part, epoch, batch, learningRate, totals, cancellation);
        }
    }

    // Null for zeros that no chunk follows.
    private RnnState? StartState(TrainingExample example, int chunk) =>
        example.Series.InitialState?.Copy(_model) ?? (example.Length > chunk ? new RnnState(_model) : null);

    /// <summary>Copies parameters into a weight set of the model.</summary>
    /// <param name="parameters">The parameters, in the order and sizes of <see cref="Parameters"/>.</param>
    public WeightSet ToWeightSet(T[][] parameters)
    {
        ParameterSet<T> set = _parameters.CreateZeros();
        for (int i = 0; i < parameters.Length; i++)
        {
            parameters[i].CopyTo(set.Groups[i].Values, 0);
        }

        return set.ToWeightSet(_weights);
    }

    private void Update(
        TrainingBatch part, int epoch, int batch, double learningRate, EpochTotals totals, CancellationToken cancellation)
    {
        TrainingLoss loss = _pass.Run(part, cancellation);
        totals.Add(loss, part.Sequences.Sum(sequence => (long)sequence.Length));
        // A chunk without a target only advances the state.
        if (loss.Weight == 0)
        {
            return;
        }

        RequireFinite("loss", loss.Total, epoch, batch);
        double norm = GradientClipping.Norm(_gradients);
        RequireFinite("norm of the gradient", norm, epoch, batch);
        totals.Add(norm, Clip(norm));
        Optimizer.Step(Parameters, _gradients, learningRate, _options.Threads);
    }

    // Clips the gradient and returns its norm after clipping.
    private double Clip(double norm)
    {
        if (_options.ClipValue is { } magnitude)
        {
            GradientClipping.ByValue(_gradients, magnitude);
            norm = GradientClipping.Norm(_gradients);
        }

        return _options.ClipNorm is { } bound ? GradientClipping.ByNorm(_gradients, norm, bound) : norm;
    }

    private static void RequireFinite(string what, double value, int epoch, int batch)
    {
        if (!double.IsFinite(value))
        {
            throw TrainingFaults.NotFinite(what, value, epoch, batch);
        }
    }
}
