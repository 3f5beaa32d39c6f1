using System.Diagnostics;
using System.Numerics;

namespace RnnPS;

/// <summary>Runs the epochs of one training in one precision. <see cref="RnnTrainer"/> drives it.</summary>
internal abstract class TrainingLoop
{
    // The parameters, those kept and those of the model; the gradient; two moments of the optimizer; and packed for both passes.
    private const int ParameterCopies = 8;

    /// <summary>The number of completed epochs.</summary>
    public int Epochs { get; protected set; }

    /// <summary>Whether the loss has not improved for <see cref="RnnTrainingOptions.Patience"/> epochs in a row.</summary>
    public abstract bool HasLostPatience { get; }

    /// <summary>Starts a training.</summary>
    /// <param name="weights">The weights to start from.</param>
    /// <param name="examples">The training and validation examples.</param>
    /// <param name="options">The training options.</param>
    /// <exception cref="RnnException">The parameters exceed the free memory (<see cref="RnnErrorId.Memory"/>).</exception>
    public static TrainingLoop Create(WeightSet weights, TrainingExamples examples, RnnTrainingOptions options)
    {
        long parameters = weights.Arrays().Sum(array => (long)array.Values.AsSpan().Length);
        options.Memory.Require(
            parameters * ParameterCopies * (options.Precision == RnnPrecision.Double ? sizeof(double) : sizeof(float)),
            $"Training {RnnMessages.Count(parameters, "parameter")}",
            "train a smaller model, or in -Precision Single");
        return options.Precision == RnnPrecision.Double
            ? new TrainingLoop<double>(weights, examples, options)
            : new TrainingLoop<float>(weights, examples, options);
    }

    /// <summary>Trains for one epoch.</summary>
    /// <param name="progress">Receives the completed fraction of all epochs, from 0 to 1.</param>
    /// <param name="cancellation">Stops the epoch within the current batch.</param>
    public abstract RnnEpoch RunEpoch(IProgress<double>? progress, CancellationToken cancellation);

    /// <summary>The weights to keep after the epochs so far: the best or the last. Before the first epoch, the initial weights.</summary>
    public abstract WeightSet Kept { get; }

    /// <summary>Measures the loss of the kept weights, if no epoch did, and stores it with them.</summary>
    /// <param name="cancellation">Stops between timesteps.</param>
    public abstract void MeasureKept(CancellationToken cancellation);

    /// <summary>Captures the state of the training.</summary>
    /// <param name="model">The text that identifies the model.</param>
    /// <param name="options">The text that identifies the options.</param>
    /// <param name="data">The checksum of the data.</param>
    /// <param name="kept">The model with the <see cref="Kept"/> weights.</param>
    public abstract TrainingCheckpoint Checkpoint(string model, string options, string data, RnnModel kept);

    /// <summary>Restores the state that <see cref="Checkpoint"/> captured.</summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <exception cref="RnnException">A value is out of range (<see cref="RnnErrorId.CheckpointDamaged"/>).</exception>
    public abstract void Restore(TrainingCheckpoint checkpoint);
}

/// <summary>A <see cref="TrainingLoop"/> in one precision.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class TrainingLoop<T> : TrainingLoop
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TrainingExamples _examples;
    private readonly RnnTrainingOptions _options;
    private readonly TrainingStep<T> _step;
    private readonly ValidationPass? _validation;
    private readonly ValidationPass _measured;
    private readonly HorizonPass? _horizon;
    private readonly LearningRate _rate;
    private readonly T[][] _keptParameters;
    private readonly WeightSet _weights;
    private WeightSet _kept;
    private double _bestLoss = double.PositiveInfinity;
    private int _epochsWithoutBest;
    private TimeSpan _elapsed;

    /// <summary>Starts a training. The parameters are the same as for <see cref="TrainingLoop.Create"/>.</summary>
    public TrainingLoop(WeightSet weights, TrainingExamples examples, RnnTrainingOptions options)
    {
        _weights = weights;
        _kept = weights;
        _examples = examples;
        _options = options;
        _step = new TrainingStep<T>(weights, options);
        _validation = examples.Validation.Length > 0 ? new ValidationPass(examples.Validation, options) : null;
        _horizon = options.Horizon is null ? null : new HorizonPass(weights, examples.TrainingParts, options);
        _measured = _validation ?? new ValidationPass(examples.Training, options);
        _rate = new LearningRate(options.Optimizer.LearningRate);
        _keptParameters = [.. _step.Parameters.Select(array => array.ToArray())];
    }

    /// <inheritdoc/>
    public override bool HasLostPatience => _epochsWithoutBest >= _options.Patience;

    /// <inheritdoc/>
    public override WeightSet Kept => _kept;

    /// <inheritdoc/>
    public override RnnEpoch RunEpoch(IProgress<double>? progress, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        double learningRate = _options.Schedule.Rate(_rate, Epochs, _options.Epochs);
        EpochTotals totals = RunBatches(learningRate, progress, cancellation);
        TimeSpan trained = watch.Elapsed;
        ValidationResult? measured = _validation is not null || _options.KeepsBest ? Measure(cancellation) : null;
        HorizonResult? horizon = _horizon?.Measure(_step.ToWeightSet(_step.Parameters), cancellation);
        Epochs++;
        bool isBest = Observe(horizon?.Error ?? measured?.Loss ?? totals.Loss);
        if (isBest || !_options.KeepsBest)
        {
            Keep(measured?.Loss, _validation is null ? null : measured?.Residuals, horizon?.Errors);
        }

        _elapsed += watch.Elapsed;
        return new RnnEpoch
        {
            Epoch = Epochs,
            Loss = totals.Loss,
            ValidationLoss = _validation is null ? null : measured?.Loss,
            Accuracy = totals.Accuracy,
            ValidationAccuracy = _validation is null ? null : measured?.Accuracy,
            HorizonError = horizon?.Error,
            MeasuredLoss = _validation is null ? measured?.Loss : null,
            IsBest = isBest,
            GradientNorm = totals.GradientNorm,
            ClippedGradientNorm = totals.ClippedGradientNorm,
            LearningRate = learningRate,
            StepsPerSecond = totals.Timesteps / Math.Max(trained.TotalSeconds, 1e-9),
            Elapsed = _elapsed,
        };
    }

    /// <inheritdoc/>
    public override TrainingCheckpoint Checkpoint(string model, string options, string data, RnnModel kept)
    {
        T[][] arrays = [.. Arrays()];
        return new TrainingCheckpoint
        {
            Model = model,
            Options = options,
            Data = data,
            Epochs = Epochs,
            OptimizerSteps = _step.Optimizer.Steps,
            EpochsWithoutBest = _epochsWithoutBest,
            BestLoss = Finite(_bestLoss),
            BestEpoch = _kept.Training!.Epoch,
            LearningRate = _rate.Current,
            ScheduleBest = Finite(_rate.Best),
            ScheduleBadEpochs = _rate.BadEpochs,
            ScheduleCooldown = _rate.Cooldown,
            Seconds = _elapsed.TotalSeconds,
            Lengths = [.. arrays.Select(array => array.Length)],
            Values = Concatenated(arrays),
            Kept = kept,
        };
    }

    /// <inheritdoc/>
    public override void Restore(TrainingCheckpoint checkpoint)
    {
        checkpoint.RequireValid(Arrays().Select(array => array.Length), _weights);
        int start = 0;
        foreach (T[] array in Arrays())
        {
            for (int i = 0; i < array.Length; i++)
            {
                array[i] = T.CreateTruncating(checkpoint.Values[start + i]);
            }

            start += array.Length;
        }

        Epochs = checkpoint.Epochs;
        _step.Optimizer.Resume(checkpoint.OptimizerSteps);
        _epochsWithoutBest = checkpoint.EpochsWithoutBest;
        _bestLoss = checkpoint.BestLoss ?? double.PositiveInfinity;
        _rate.Current = checkpoint.LearningRate;
        _rate.Best = checkpoint.ScheduleBest ?? double.PositiveInfinity;
        _rate.BadEpochs = checkpoint.ScheduleBadEpochs;
        _rate.Cooldown = checkpoint.ScheduleCooldown;
        _elapsed = TimeSpan.FromSeconds(checkpoint.Seconds);
        WeightSet kept = checkpoint.Kept!.Weights;
        foreach ((T[] array, T[] saved) in _keptParameters.Zip(ParameterSet<T>.From(kept).Groups.Select(group => group.Values)))
        {
            saved.CopyTo(array, 0);
        }

        _kept = _step.ToWeightSet(_keptParameters);
        _kept = _kept.With(_kept.Training! with
        {
            Residuals = kept.Training?.Residuals,
            HorizonErrors = kept.Training?.HorizonErrors,
            KeptLoss = kept.Training?.KeptLoss,
            Epoch = checkpoint.BestEpoch,
        });
    }

    /// <inheritdoc/>
    public override void MeasureKept(CancellationToken cancellation)
    {
        if (_kept.Training!.KeptLoss is null)
        {
            double loss = _measured.Measure(_kept, cancellation).Loss;
            if (!double.IsFinite(loss))
            {
                throw TrainingFaults.NotFinite("loss of the kept weights", loss, Math.Max(Epochs - 1, 0));
            }

            _kept = _kept.With(_kept.Training with { KeptLoss = loss });
        }
    }

    private static double[] Concatenated(T[][] arrays)
    {
        var values = new double[MemoryLimit.ArrayLength(arrays.Sum(array => (long)array.Length))];
        int start = 0;
        foreach (T[] array in arrays)
        {
            PrecisionKernels.Convert<T, double>(array, values.AsSpan(start));
            start += array.Length;
        }

        return values;
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    private EpochTotals RunBatches(double learningRate, IProgress<double>? progress, CancellationToken cancellation)
    {
        var totals = new EpochTotals();
        int count = (_examples.Training.Length + _options.BatchSize - 1) / _options.BatchSize;
        int batch = 0;
        foreach (TrainingExample[] examples in _examples.Batches(Epochs))
        {
            cancellation.ThrowIfCancellationRequested();
            _step.Run(examples, Epochs, batch, learningRate, totals, cancellation);
            batch++;
            progress?.Report((Epochs + ((double)batch / count)) / _options.Epochs);
        }

        cancellation.ThrowIfCancellationRequested();
        return totals;
    }

    private ValidationResult Measure(CancellationToken cancellation)
    {
        RequireFiniteWeights(Epochs);
        ValidationResult measured = _measured.Measure(_step.ToWeightSet(_step.Parameters), cancellation);
        return double.IsFinite(measured.Loss)
            ? measured
            : throw TrainingFaults.NotFinite(_validation is null ? "loss" : "validation loss", measured.Loss, Epochs);
    }

    // Returns whether the epoch is the best so far.
    private bool Observe(double loss)
    {
        _options.Schedule.Observe(_rate, loss);
        if (!(loss < _bestLoss))
        {
            _epochsWithoutBest++;
            return false;
        }

        _bestLoss = loss;
        _epochsWithoutBest = 0;
        return true;
    }

    private void Keep(double? loss, RnnMatrix? residuals, RnnHorizonErrors? horizon)
    {
        RequireFiniteWeights(Epochs - 1);
        for (int i = 0; i < _keptParameters.Length; i++)
        {
            _step.Parameters[i].CopyTo(_keptParameters[i], 0);
        }

        _kept = _step.ToWeightSet(_keptParameters);
        _kept = _kept.With(_kept.Training! with { Residuals = residuals, HorizonErrors = horizon, KeptLoss = loss, Epoch = Epochs });
    }

    private void RequireFiniteWeights(int epoch)
    {
        foreach (T[] array in _step.Parameters)
        {
            int place = Array.FindIndex(array, value => !T.IsFinite(value));
            if (place >= 0)
            {
                throw TrainingFaults.NotFinite("weight", double.CreateTruncating(array[place]), epoch);
            }
        }
    }

    private IEnumerable<T[]> Arrays() => [.. _step.Parameters, .. _step.Optimizer.State];
}
