using System.Security.Cryptography;

namespace RnnPS;

/// <summary>
/// Trains a model in place by backpropagation through time. The result depends on the seed but not on the number of threads: it
/// is the same bit for bit.
/// </summary>
/// <remarks>
/// Training works on its own copy of the weights. After each epoch whose weights are to be kept, the model receives all of them at
/// once, so a concurrent run never sees a partial update.
/// </remarks>
public sealed class RnnTrainer
{
    private readonly RnnModel _model;
    private readonly RnnTrainingOptions _options;
    private readonly IReadOnlyList<TrainingSeries> _series;
    private readonly TrainingExamples _examples;
    private readonly WeightSet _start;
    private readonly TrainingExamples? _all;
    private readonly WeightSet? _startOfAll;
    private readonly string _data;

    /// <summary>Prepares a training. The model does not change yet.</summary>
    /// <param name="model">The model to train.</param>
    /// <param name="series">
    /// The training data. Each series has one feature per input of the model, and as many targets as the loss expects.
    /// </param>
    /// <param name="options">The training options.</param>
    /// <exception cref="RnnException">
    /// An option is out of range (<see cref="RnnErrorId.TrainingOption"/>); the loss does not fit the model
    /// (<see cref="RnnErrorId.Loss"/>); the number of inputs or targets does not fit (<see cref="RnnErrorId.InputLength"/>,
    /// <see cref="RnnErrorId.TargetLength"/>); an input is not a token of the model's embedding (<see cref="RnnErrorId.Token"/>); the
    /// loss is not defined for a target (<see cref="RnnErrorId.Target"/>); the truncated
    /// length is set for a model that reads in reverse (<see cref="RnnErrorId.Direction"/>); there is too little data
    /// (<see cref="RnnErrorId.EmptyInput"/>, <see cref="RnnErrorId.SequenceLength"/>); an initial state has other sizes
    /// (<see cref="RnnErrorId.StateShape"/>); or the data can't be scaled (<see cref="RnnErrorId.Scaling"/>).
    /// </exception>
    public RnnTrainer(RnnModel model, IReadOnlyList<TrainingSeries> series, RnnTrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(series);
        ArgumentNullException.ThrowIfNull(options);
        RequireFits(model, options);
        series = [.. series.Select(one => Prepare(model, one, options))];
        RequireStates(model, series, options.Precision);
        if (options.ClassWeights is { } classWeights)
        {
            ClassWeights.Require(classWeights, series, options.Loss, model.OutputSize);
            series = [.. series.Select(one => one.WithClassWeights(classWeights))];
        }

        _model = model;
        _options = options;
        _series = series;
        _examples = new TrainingExamples(series, options, model.OutputStep == RnnOutputStep.Last);
        _start = model.Weights.With(TrainingScaling.Fit(model, _examples.TrainingParts, options)).With(new RnnTraining
        {
            InputNames = series[0].InputNames,
            TargetNames = series[0].TargetNames,
            Classes = new RnnList<string>([.. options.Classes ?? []]),
            Lead = series[0].Lead,
            MissingValue = series[0].MissingValue,
            Loss = options.Loss,
        });
        if (options.Refit)
        {
            _all = new TrainingExamples(series, options with { ValidationFraction = 0 }, model.OutputStep == RnnOutputStep.Last);
            _startOfAll = _start.With(TrainingScaling.Fit(model, _all.TrainingParts, options));
        }

        bool keepsScaling = options.Scaling is null && model.Weights.Scaling is not null;
        ConstantColumns = TrainingScaling.ConstantColumns(keepsScaling ? null : _start.Scaling, series[0]);
        _data = Checksum(series);
    }

    /// <summary>Requires that options can train a model.</summary>
    /// <param name="model">The model to train.</param>
    /// <param name="options">The training options.</param>
    /// <exception cref="RnnException">
    /// An option is out of range or does not fit the model. The ids are those of the constructor, and <see cref="RnnErrorId.Classes"/> for
    /// the names of classes.
    /// </exception>
    public static void RequireFits(RnnModel model, RnnTrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        options.RequireValid();
        options.Loss.RequireFits(model.OutputSize, model.OutputActivation);
        RequireDirection(model, options);
        RequireClasses(model, options);
    }

    /// <summary>Requires that a series alone can be trained on, to tell the bad series of many from the good ones.</summary>
    /// <param name="model">The model to train.</param>
    /// <param name="series">The series.</param>
    /// <param name="options">The training options.</param>
    /// <exception cref="RnnException">
    /// The series does not fit the model or the loss, is too short, or has no target. The ids are those of the constructor.
    /// </exception>
    public static void RequireTrainable(RnnModel model, TrainingSeries series, RnnTrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(series);
        ArgumentNullException.ThrowIfNull(options);
        TrainingExamples.Require(Prepare(model, series, options), options, model.OutputStep == RnnOutputStep.Last);
    }

    /// <summary>
    /// The inputs and targets that are constant in the training part, up to rounding: their scale is 1. It is empty if the model keeps
    /// the scaling that it has.
    /// </summary>
    public IReadOnlyList<string> ConstantColumns { get; }

    /// <summary>The targets with values that the output layer can't reach, because a sigmoid or softmax lies between 0 and 1.</summary>
    public IReadOnlyList<string> UnreachableTargets => TrainingScaling.UnreachableTargets(_model, _series, _options.Loss);

    /// <summary>The keys of the series whose validation part is shorter than the horizon, so that no forecast of them is measured.</summary>
    public IReadOnlyList<object> ShorterThanHorizon => _options.Horizon is { } horizon
        ? [.. _examples.TrainingParts.Where(part => part.Series.Length - part.Steps < horizon).Select(part => part.Series.Key)]
        : [];

    /// <summary>Describes the split of the data and the steps of an epoch.</summary>
    /// <returns>The text.</returns>
    public string Describe() => _examples.Describe();

    /// <summary>
    /// The callback that receives the checkpoints; null writes none. It is always called after the last epoch, and if the training is cancelled
    /// between two checkpoints.
    /// </summary>
    public Action<TrainingCheckpoint>? Save { get; init; }

    /// <summary>The number of epochs between two checkpoints, at least 1.</summary>
    public int SaveInterval { get; init; } = 1;

    /// <summary>
    /// The state to advance over all rows of the only series when the training has ended, with the weights that the model keeps; null for
    /// none. The series has a copy of it as its initial state.
    /// </summary>
    public RnnState? State { get; init; }

    /// <summary>Trains lazily: each element that the caller requests runs one epoch.</summary>
    /// <param name="resume">The checkpoint to resume from; null starts a new training.</param>
    /// <param name="progress">Receives the completed fraction of all epochs, from 0 to 1.</param>
    /// <param name="cancellation">Stops the training within the current batch. The model keeps the best weights so far.</param>
    /// <returns>The result of each epoch. If the epoch is the best so far, the model already has its weights.</returns>
    /// <exception cref="RnnException">
    /// The loss or the gradient is not finite (<see cref="RnnErrorId.LossNotFinite"/>), and the model keeps the best weights so far;
    /// an input of the last rows, which are only targets, is missing for the <see cref="State"/> (<see cref="RnnErrorId.MissingValue"/>);
    /// or the checkpoint belongs to another training (<see cref="RnnErrorId.CheckpointMismatch"/>) or has values out of range
    /// (<see cref="RnnErrorId.CheckpointDamaged"/>).
    /// </exception>
    public IEnumerable<RnnEpoch> Run(
        TrainingCheckpoint? resume = null, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        if (resume is null)
        {
            return Run(TrainingLoop.Create(_start, _examples, _options), progress, cancellation);
        }

        RequireSame(resume);
        // The weights were trained with the checkpoint's scaling, which may differ from one fitted to the current data.
        TrainingLoop loop = TrainingLoop.Create(_start.With(resume.Kept?.Weights.Scaling), _examples, _options);
        loop.Restore(resume);
        _model.Publish(loop.Kept);
        return Run(loop, progress, cancellation);
    }

    private IEnumerable<RnnEpoch> Run(TrainingLoop loop, IProgress<double>? progress, CancellationToken cancellation)
    {
        RnnSequence? inputs = State is null ? null : _series.Single().AllInputs();
        TrainingCheckpoint? unsaved = null;
        try
        {
            while (loop.Epochs < _options.Epochs && !loop.HasLostPatience)
            {
                RnnEpoch epoch = RunEpoch(loop, progress, cancellation, ref unsaved);
                _model.Publish(loop.Kept);
                bool isLast = loop.Epochs == _options.Epochs || loop.HasLostPatience;
                TrainingCheckpoint? checkpoint = Save is null ? null : loop.Checkpoint(ModelText(), _options.Describe(), _data, _model.With(loop.Kept));
                bool saves = isLast || loop.Epochs % SaveInterval == 0;
                unsaved = saves ? null : checkpoint;
                if (saves && checkpoint is not null)
                {
                    Save!(checkpoint);
                }

                yield return epoch;
            }
        }
        finally
        {
            if (unsaved is not null && cancellation.IsCancellationRequested)
            {
                Save!(unsaved);
            }
        }

        loop.MeasureKept(cancellation);
        _model.Publish(loop.Kept);
        foreach (RnnEpoch epoch in _all is null ? [] : RunOnAll(loop.Kept.Training!, _all, progress, cancellation))
        {
            yield return epoch;
        }

        if (inputs is not null)
        {
            Advance(State!, inputs, cancellation);
        }
    }

    // From the same weights and for as many epochs as were best. The model keeps what it has until the end.
    private IEnumerable<RnnEpoch> RunOnAll(RnnTraining validated, TrainingExamples all, IProgress<double>? progress, CancellationToken cancellation)
    {
        var loop = TrainingLoop.Create(
            _startOfAll!, all, _options with { ValidationFraction = 0, Horizon = null, Refit = false, KeepWeights = RnnKeptWeights.Last, Patience = null });
        while (loop.Epochs < validated.Epoch)
        {
            yield return loop.RunEpoch(progress, cancellation) with { IsRefit = true, IsBest = false };
        }

        loop.MeasureKept(cancellation);
        _model.Publish(loop.Kept.With(loop.Kept.Training! with { Residuals = validated.Residuals, HorizonErrors = validated.HorizonErrors }));
    }

    // A training that fails would fail again in the next epoch, so that the last checkpoint stays.
    private static RnnEpoch RunEpoch(TrainingLoop loop, IProgress<double>? progress, CancellationToken cancellation, ref TrainingCheckpoint? unsaved)
    {
        try
        {
            return loop.RunEpoch(progress, cancellation);
        }
        catch (RnnException)
        {
            unsaved = null;
            throw;
        }
    }

    // Changes the state only at the end, so that a stop leaves it as it was.
    private void Advance(RnnState state, RnnSequence inputs, CancellationToken cancellation)
    {
        RnnState end = state.Copy(_model);
        var run = new RnnRun(_model, end, precision: _options.Precision, threads: _options.Threads);
        for (int row = 0; row < inputs.Length; row++)
        {
            if (inputs.Mask.Count == 0 || inputs.Mask[row])
            {
                run.Add(inputs.Values[row].AsSpan(), row);
            }

            if (run.Pending == run.Capacity || row == inputs.Length - 1)
            {
                run.Advance(cancellation);
            }
        }

        state.Set(end);
    }

    private static void RequireStates(RnnModel model, IReadOnlyList<TrainingSeries> series, RnnPrecision precision)
    {
        foreach (RnnState state in series.Select(one => one.InitialState).OfType<RnnState>())
        {
            state.RequireFits(model);
            state.RequireFinite(precision);
        }
    }

    private static void RequireDirection(RnnModel model, RnnTrainingOptions options)
    {
        if (options.TruncatedLength is not null && model.NeedsWholeSequence)
        {
            throw new RnnException(
                RnnErrorId.Direction,
                $"The model {model} reads sequences in reverse, so it can't train chunk by chunk: leave -TruncatedLength out, or cut "
                + "windows by -SequenceLength.",
                options.TruncatedLength);
        }
    }

    private static void RequireClasses(RnnModel model, RnnTrainingOptions options)
    {
        if (options.Classes is { } names)
        {
            ClassRules.RequireNames(names, options.Loss, model.OutputSize);
        }

        if (options.IgnoreIndex is { } index)
        {
            ClassRules.RequireIgnored(index, options.Loss, model.OutputSize);
        }
    }

    private static TrainingSeries Prepare(RnnModel model, TrainingSeries series, RnnTrainingOptions options)
    {
        TrainingSeries counted = series.Masked(model.MaskValue);
        counted = options.IgnoreIndex is { } index ? counted.WithIgnored(index) : counted;
        TrainingDataRules.Require(model, counted, options.Loss);
        return counted;
    }

    private void RequireSame(TrainingCheckpoint checkpoint)
    {
        (string What, string Saved, string Now)[] parts =
        [
            ("a model", checkpoint.Model, ModelText()),
            ("options", checkpoint.Options, _options.Describe()),
            ("data with the checksum", checkpoint.Data, _data),
        ];
        foreach ((string what, string saved, string now) in parts)
        {
            if (saved != now)
            {
                throw new RnnException(
                    RnnErrorId.CheckpointMismatch,
                    what == "options"
                        ? "The checkpoint was saved with other options. Give the same to resume from it, or start anew without -Resume:"
                        : $"The checkpoint was saved with {what} {saved}, but this training has {now}: give the same model, data, states and options to resume "
                            + "from it, or start anew without -Resume.",
                    checkpoint,
                    lines: what == "options" ? RnnTrainingOptions.Differences(saved, now) : null);
            }
        }
    }

    private string ModelText()
    {
        string layers = string.Join(", ", _start.Stack.Select(layer => layer.ToString()).Concat(_start.Dense.Select(layer => layer.ToString())));
        string arrays = string.Join(", ", _start.Arrays().Select(array => $"{array.Name} {array.Values}"));
        return FormattableString.Invariant($"{layers}, {_model.OutputActivation} {_model.OutputStep}, dropout {_start.Dropout} ({arrays})");
    }

    private static string Checksum(IReadOnlyList<TrainingSeries> series)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (TrainingSeries one in series)
        {
            one.AddTo(hash);
        }

        return Convert.ToHexString(hash.GetHashAndReset(), 0, 8);
    }
}
