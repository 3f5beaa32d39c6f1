namespace RnnPS;

/// <summary>
/// Splits series into a training and a validation part, cuts them into windows, and shuffles the windows for each epoch.
/// </summary>
internal sealed class TrainingExamples
{
    // The random streams of the weights count up from 0, so a negative number never collides with them.
    private const int ShuffleStream = -1;
    private readonly RnnTrainingOptions _options;
    private readonly bool _outputsOnce;

    /// <summary>Splits the series and cuts them into windows.</summary>
    /// <param name="series">The series, at least one.</param>
    /// <param name="options">The training options.</param>
    /// <param name="outputsOnce">Whether the model has one output per sequence.</param>
    /// <exception cref="RnnException">
    /// There is no training data (<see cref="RnnErrorId.EmptyInput"/>); a series is shorter than one window, or the validation part
    /// that the options ask for would be empty (<see cref="RnnErrorId.SequenceLength"/>).
    /// </exception>
    public TrainingExamples(IReadOnlyList<TrainingSeries> series, RnnTrainingOptions options, bool outputsOnce)
        : this(series, options, outputsOnce, requiresValidation: options.ValidationFraction > 0)
    {
    }

    private TrainingExamples(IReadOnlyList<TrainingSeries> series, RnnTrainingOptions options, bool outputsOnce, bool requiresValidation)
    {
        _options = options;
        _outputsOnce = outputsOnce;
        if (series.Count == 0)
        {
            throw new RnnException(RnnErrorId.EmptyInput, "There is nothing to train on: give at least one sequence.");
        }

        bool bySequence = outputsOnce && options.SequenceLength is null;
        int held = bySequence ? HeldOut(series.Count) : 0;
        TrainingParts = [.. series.Take(series.Count - held).Select(one => (one, bySequence ? one.Length : one.Length - HeldOut(one.Length)))];
        Training = [.. TrainingParts.SelectMany(part => Cut(part.Series, part.Steps))];
        Validation = bySequence
            ? [.. series.Skip(series.Count - held).Select(one => new TrainingExample(one, 0, one.Length))]
            : [.. TrainingParts.Where(part => part.Steps < part.Series.Length).SelectMany(part => Measured(part.Series, part.Steps))];
        RequireTargets(Training, "to train on");
        if (requiresValidation && Validation.Length > 0)
        {
            RequireTargets(Validation, "in the validation part");
        }

        if (requiresValidation && Validation.Length == 0)
        {
            throw new RnnException(
                RnnErrorId.SequenceLength,
                FormattableString.Invariant($"A validation fraction of {options.ValidationFraction} of ")
                + (bySequence ? RnnMessages.Count(series.Count, "sequence") : RnnMessages.Count(series.Max(one => one.Length), "timestep"))
                + " is less than one: give more data, or a larger fraction.",
                options.ValidationFraction);
        }
    }

    /// <summary>Requires that a series alone is long enough to train on, and has a target that the network can learn from.</summary>
    /// <param name="series">The series.</param>
    /// <param name="options">The training options.</param>
    /// <param name="outputsOnce">Whether the model has one output per sequence.</param>
    /// <exception cref="RnnException">
    /// The series is shorter than one window (<see cref="RnnErrorId.SequenceLength"/>), or has no target
    /// (<see cref="RnnErrorId.MissingValue"/>).
    /// </exception>
    public static void Require(TrainingSeries series, RnnTrainingOptions options, bool outputsOnce)
    {
        bool bySequence = outputsOnce && options.SequenceLength is null;
        _ = new TrainingExamples([series], bySequence ? options with { ValidationFraction = 0 } : options, outputsOnce, requiresValidation: false);
    }

    /// <summary>The training examples, in time order.</summary>
    public TrainingExample[] Training { get; }

    /// <summary>The validation examples; empty without a validation part.</summary>
    public TrainingExample[] Validation { get; }

    /// <summary>The series to train on. For each series, the first <c>Steps</c> timesteps belong to the training part.</summary>
    public (TrainingSeries Series, int Steps)[] TrainingParts { get; }

    /// <summary>Describes the split, the windows and the batches.</summary>
    public string Describe()
    {
        int sequences = TrainingParts.Length;
        long trained = TrainingParts.Sum(part => (long)part.Steps);
        int batches = (Training.Length + _options.BatchSize - 1) / _options.BatchSize;
        long steps = _options.TruncatedLength is { } chunk
            ? Training.Chunk(_options.BatchSize).Sum(batch => (batch.Max(example => (long)example.Length) + chunk - 1) / chunk)
            : batches;
        return FormattableString.Invariant($"Training on {RnnMessages.Count(trained, "timestep")} of {RnnMessages.Count(sequences, "sequence")}, ")
            + (_options.SequenceLength is { } length ? FormattableString.Invariant($"in {RnnMessages.Count(Training.Length, "window")} of up to {length} timesteps, ") : string.Empty)
            + (Validation.Length == 0 ? "without a validation part; " : FormattableString.Invariant($"validation on {ValidationSteps()}; "))
            + FormattableString.Invariant($"{RnnMessages.Count(steps, "optimizer step")} an epoch.");
    }

    private string ValidationSteps() => _outputsOnce
        ? RnnMessages.Count(Validation.Length, _options.SequenceLength is null ? "sequence" : "window")
        : RnnMessages.Count(Validation.Sum(example => (long)example.Length - example.Uncounted), "timestep");

    /// <summary>The batches of an epoch, shuffled unless the options say otherwise. The order depends only on the seed and the epoch.</summary>
    /// <param name="epoch">The zero-based index of the epoch.</param>
    public IEnumerable<TrainingExample[]> Batches(int epoch)
    {
        int[] order = [.. Enumerable.Range(0, Training.Length)];
        var random = new CounterRandom(_options.Seed, ShuffleStream);
        // The Fisher–Yates shuffle (1938), in Durstenfeld's in-place form.
        for (int i = order.Length - 1; i > 0 && _options.Shuffle; i--)
        {
            int other = (int)(random.Uniform(((long)epoch << 32) + i) * (i + 1));
            (order[i], order[other]) = (order[other], order[i]);
        }

        return order.Chunk(_options.BatchSize).Select(batch => batch.Select(i => Training[i]).ToArray());
    }

    private void RequireTargets(TrainingExample[] examples, string where)
    {
        if (!Array.Exists(examples, example => example.HasLoss(_outputsOnce)))
        {
            TrainingSeries series = examples[0].Series;
            string which = Array.TrueForAll(examples, example => example.Series == series) ? FormattableString.Invariant($" of sequence {series.Key}") : string.Empty;
            string targets = MessageText.Names(Enumerable.Range(0, series.TargetSize).Select(series.TargetName));
            throw new RnnException(
                RnnErrorId.MissingValue,
                $"No timestep{which} {where} has a value of {targets} and all its inputs, so there is no loss: check the column, or give more data.",
                series);
        }
    }

    // Rounds the number to hold out, and leaves at least one to train on.
    private int HeldOut(int count) => Math.Min((int)Math.Round(count * _options.ValidationFraction), count - 1);

    private IEnumerable<TrainingExample> Cut(TrainingSeries series, int steps)
    {
        if (_options.SequenceLength is not { } length)
        {
            return [new TrainingExample(series, 0, steps)];
        }

        if (steps < length)
        {
            throw new RnnException(
                RnnErrorId.SequenceLength,
                FormattableString.Invariant($"The sequence {series.Key} has {RnnMessages.Count(steps, "timestep")} to train on, ")
                + FormattableString.Invariant($"too few for one window of {length}: give a shorter -SequenceLength, more rows, or leave the sequence out."),
                series);
        }

        // A model with one output per window is trained on full windows only; a shorter rest would be a different task.
        return new SequenceWindows(length, Stride(length), keepRest: !_outputsOnce).Places(steps)
            .Select(place => new TrainingExample(series, place.Start, place.Length));
    }

    private IEnumerable<TrainingExample> Measured(TrainingSeries series, int trained)
    {
        int length = _options.SequenceLength ?? series.Length;
        if (_outputsOnce)
        {
            // A validation window ends in the validation part, but may start before it.
            int first = Math.Max(0, trained - length + 1);
            return new SequenceWindows(length, Stride(length)).Places(series.Length - first)
                .Select(place => new TrainingExample(series, first + place.Start, place.Length));
        }

        // Warm up the state on the timesteps before the validation part, as many as one training window has.
        int start = Math.Max(0, trained - length);
        return [new TrainingExample(series, start, series.Length - start, trained - start)];
    }

    private int Stride(int length) => _options.Stride ?? (_outputsOnce ? 1 : length);
}
