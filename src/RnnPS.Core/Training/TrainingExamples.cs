namespace RnnPS;

/// <summary>
/// What is trained on and what is measured: series split in time, windows cut, and the order of an epoch drawn.
/// </summary>
internal sealed class TrainingExamples
{
    // Those of weights count up from 0.
    private const int ShuffleStream = -1;
    private readonly RnnTrainingOptions _options;
    private readonly bool _outputsOnce;

    /// <summary>Splits and cuts.</summary>
    /// <param name="series">The series, at least one.</param>
    /// <param name="options">How.</param>
    /// <param name="outputsOnce">Whether the model puts out once a sequence.</param>
    /// <exception cref="RnnException">
    /// There is nothing to train on, or nothing to measure though asked for (<see cref="RnnErrorId.EmptyInput"/>,
    /// <see cref="RnnErrorId.SequenceLength"/>).
    /// </exception>
    public TrainingExamples(IReadOnlyList<TrainingSeries> series, RnnTrainingOptions options, bool outputsOnce)
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
        if (options.ValidationFraction > 0 && Validation.Length == 0)
        {
            throw new RnnException(
                RnnErrorId.SequenceLength,
                FormattableString.Invariant($"A validation fraction of {options.ValidationFraction} of ")
                + (bySequence ? RnnMessages.Count(series.Count, "sequence") : RnnMessages.Count(series.Max(one => one.Length), "timestep"))
                + " is none: give more of them, or a larger fraction.",
                options.ValidationFraction);
        }
    }

    /// <summary>What is trained on, in the order of time.</summary>
    public TrainingExample[] Training { get; }

    /// <summary>What is measured; empty without a validation part.</summary>
    public TrainingExample[] Validation { get; }

    /// <summary>The series that are trained on, and how many of their first timesteps are.</summary>
    public (TrainingSeries Series, int Steps)[] TrainingParts { get; }

    /// <summary>The batches of an epoch, in an order that seed and epoch draw.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    public IEnumerable<TrainingExample[]> Batches(int epoch)
    {
        int[] order = [.. Enumerable.Range(0, Training.Length)];
        var random = new CounterRandom(_options.Seed, ShuffleStream);
        // Fisher and Yates (1938), in the form of Durstenfeld.
        for (int i = order.Length - 1; i > 0; i--)
        {
            int other = (int)(random.Uniform(((long)epoch << 32) + i) * (i + 1));
            (order[i], order[other]) = (order[other], order[i]);
        }

        return order.Chunk(_options.BatchSize).Select(batch => batch.Select(i => Training[i]).ToArray());
    }

    // Rounded, and never all of it.
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

        // A shorter window would be another question where a model answers once a window.
        return new SequenceWindows(length, Stride(length), keepRest: !_outputsOnce).Places(steps)
            .Select(place => new TrainingExample(series, place.Start, place.Length));
    }

    private IEnumerable<TrainingExample> Measured(TrainingSeries series, int trained)
    {
        int length = _options.SequenceLength ?? series.Length;
        if (_outputsOnce)
        {
            // Windows that end in the validation part, though they may start before it.
            int first = Math.Max(0, trained - length + 1);
            return new SequenceWindows(length, Stride(length)).Places(series.Length - first)
                .Select(place => new TrainingExample(series, first + place.Start, place.Length));
        }

        // The state comes from the timesteps before, as many as the network was trained to look back on.
        int start = Math.Max(0, trained - length);
        return [new TrainingExample(series, start, series.Length - start, trained - start)];
    }

    private int Stride(int length) => _options.Stride ?? (_outputsOnce ? 1 : length);
}
