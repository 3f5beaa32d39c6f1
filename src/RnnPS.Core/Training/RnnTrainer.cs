using System.Security.Cryptography;

namespace RnnPS;

/// <summary>
/// Trains a model in place by backpropagation through time: epoch by epoch, from one seed, and to the same bits with any number
/// of threads.
/// </summary>
/// <remarks>
/// Training works on its own copy of the weights. The model gets them at the end of each epoch that is the best so far, all at
/// once, so that runs elsewhere never see half of a change.
/// </remarks>
public sealed class RnnTrainer
{
    private readonly RnnModel _model;
    private readonly RnnTrainingOptions _options;
    private readonly TrainingExamples _examples;
    private readonly WeightSet _start;
    private readonly string _data;

    /// <summary>Prepares a training; the model is not changed yet.</summary>
    /// <param name="model">The model.</param>
    /// <param name="series">What it is trained on; all have the model's number of inputs, and as many targets as the loss takes.</param>
    /// <param name="options">How.</param>
    /// <exception cref="RnnException">
    /// An option is out of range (<see cref="RnnErrorId.TrainingOption"/>); the loss does not fit the model
    /// (<see cref="RnnErrorId.Loss"/>); inputs or targets have another number of features (<see cref="RnnErrorId.InputLength"/>,
    /// <see cref="RnnErrorId.TargetLength"/>), or a target is one that the loss is not defined for
    /// (<see cref="RnnErrorId.Target"/>); there is too little data (<see cref="RnnErrorId.EmptyInput"/>,
    /// <see cref="RnnErrorId.SequenceLength"/>), or it can't be scaled (<see cref="RnnErrorId.Scaling"/>).
    /// </exception>
    public RnnTrainer(RnnModel model, IReadOnlyList<TrainingSeries> series, RnnTrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(series);
        ArgumentNullException.ThrowIfNull(options);
        options.RequireValid();
        options.Loss.RequireFits(model.OutputSize, model.OutputActivation);
        RequireDirection(model, options);
        TrainingDataRules.Require(model, series, options.Loss);
        _model = model;
        _options = options;
        _examples = new TrainingExamples(series, options, model.OutputStep == RnnOutputStep.Last);
        _start = model.Weights.With(TrainingScaling.Fit(model, _examples.TrainingParts, options)).With(new RnnTraining
        {
            InputNames = series[0].InputNames,
            TargetNames = series[0].TargetNames,
            Lead = series[0].Lead,
            Loss = options.Loss,
        });
        _data = Checksum(series);
    }

    /// <summary>How many timesteps an epoch trains on.</summary>
    public long StepCount => _examples.Training.Sum(example => (long)example.Length);

    /// <summary>Takes the checkpoints, every so many epochs and after the last; null for none.</summary>
    public Action<TrainingCheckpoint>? Save { get; init; }

    /// <summary>The epochs between two checkpoints, at least 1.</summary>
    public int SaveInterval { get; init; } = 1;

    /// <summary>Trains, an epoch for each element that is asked for.</summary>
    /// <param name="resume">Where to go on from; null starts anew.</param>
    /// <param name="progress">Told how much of all epochs is done, from 0 to 1.</param>
    /// <param name="cancellation">Ends the training after the batch that is being computed; the model keeps the best weights so far.</param>
    /// <returns>What each epoch came to, once the model has its weights if they are the best so far.</returns>
    /// <exception cref="RnnException">
    /// The loss or the gradient is not finite (<see cref="RnnErrorId.LossNotFinite"/>): the model keeps the best weights before; or the
    /// checkpoint is of another training (<see cref="RnnErrorId.CheckpointMismatch"/>).
    /// </exception>
    public IEnumerable<RnnEpoch> Run(
        TrainingCheckpoint? resume = null, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        if (resume is null)
        {
            return Run(TrainingLoop.Create(_start, _examples, _options), progress, cancellation);
        }

        RequireSame(resume);
        // What was fitted when the training began, perhaps to other data before, is what the weights go with.
        ModelScaling? scaling = resume is { InputScaler: null, OutputScaler: null }
            ? null
            : new ModelScaling(resume.InputScaler?.ToScaler(), resume.OutputScaler?.ToScaler());
        TrainingLoop loop = TrainingLoop.Create(_start.With(scaling), _examples, _options);
        loop.Restore(resume);
        _model.Publish(loop.Best());
        return Run(loop, progress, cancellation);
    }

    private IEnumerable<RnnEpoch> Run(TrainingLoop loop, IProgress<double>? progress, CancellationToken cancellation)
    {
        while (loop.Epochs < _options.Epochs && !loop.HasLostPatience)
        {
            RnnEpoch epoch = loop.RunEpoch(progress, cancellation);
            if (epoch.IsBest)
            {
                _model.Publish(loop.Best());
            }

            bool isLast = loop.Epochs == _options.Epochs || loop.HasLostPatience;
            if (Save is not null && (isLast || loop.Epochs % SaveInterval == 0))
            {
                Save(loop.Checkpoint(ModelText(), _options.Describe(), _data));
            }

            yield return epoch;
        }
    }

    private static void RequireDirection(RnnModel model, RnnTrainingOptions options)
    {
        if (options.TruncatedLength is not null && model.NeedsWholeSequence)
        {
            throw new RnnException(
                RnnErrorId.Direction,
                $"The model {model} reads sequences from their end, whose state no chunk before it can know: leave -TruncatedLength out, or cut "
                + "windows by -SequenceLength.",
                options.TruncatedLength);
        }
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
                    $"The checkpoint is of {what} {saved}, and this training has {now}: give the same model, data and options to go on "
                    + "from it, or start anew without -Resume.",
                    checkpoint);
            }
        }
    }

    private string ModelText()
    {
        string layers = string.Join(", ", _start.Stack.Select(layer => layer.ToString()));
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
