namespace RnnPS.Core.Tests;

/// <summary>What becomes of a series before it is trained on: gaps, targets ahead, windows, the split in time, the order.</summary>
public sealed class TrainingDataTests
{
    private const double Gap = double.NaN;

    [Theory]
    [InlineData(RnnMissingValue.Interpolate, new[] { 2, 2, 3, 4, 5, 5.0 }, "")]
    [InlineData(RnnMissingValue.CarryForward, new[] { Gap, 2, 2, 2, 5, 5 }, "0")]
    [InlineData(RnnMissingValue.Mask, new[] { Gap, 2, Gap, Gap, 5, Gap }, "0 2 3 5")]
    public void Gaps_are_filled_or_masked(RnnMissingValue policy, double[] expected, string masked)
    {
        var sequence = new RnnSequence("a", new RnnMatrix(6, 1, [Gap, 2, Gap, Gap, 5, Gap]));

        RnnSequence resolved = MissingValues.Resolve(sequence, policy);

        Assert.Equal(expected, resolved.Values.AsSpan().ToArray());
        Assert.Equal(masked, string.Join(' ', resolved.Mask.Index().Where(entry => !entry.Item).Select(entry => entry.Index)));
    }

    [Fact]
    public void A_gap_is_an_error_by_default_that_names_line_step_and_feature()
    {
        var sequence = new RnnSequence("co2", new RnnMatrix(2, 2, [1, 2, 3, Gap]), ["t", "ppm"], steps: [4, 6], lines: [6, 8]);

        Refuse(() => MissingValues.Resolve(sequence, RnnMissingValue.Error), RnnErrorId.MissingValue, "Line 8, step 6 of sequence co2: the value of ppm is missing");
        Refuse(
            () => MissingValues.Resolve(new RnnSequence("a", new RnnMatrix(1, 1, [Gap])), RnnMissingValue.Interpolate),
            RnnErrorId.MissingValue,
            "no values of feature 0");
    }

    [Fact]
    public void Nothing_is_copied_where_nothing_is_missing_and_a_masked_gap_is_none()
    {
        var whole = new RnnSequence("a", new RnnMatrix(2, 1, [1, 2]));
        var masked = new RnnSequence("a", new RnnMatrix(2, 1, [1, Gap]), mask: [true, false]);

        Assert.Same(whole, MissingValues.Resolve(whole, RnnMissingValue.Error));
        Assert.Same(masked, MissingValues.Resolve(masked, RnnMissingValue.Error));
    }

    [Fact]
    public void Targets_lie_so_many_rows_ahead_and_one_that_was_missing_does_not_count()
    {
        var table = new RnnSequence("a", new RnnMatrix(5, 2, [0, 10, 1, 11, 2, Gap, 3, 13, 4, 14]));
        var series = new TrainingSeries(table, [0], [1, 0], lead: 2, RnnMissingValue.Interpolate);

        Assert.Equal((3, 1, 2), (series.Length, series.InputSize, series.TargetSize));
        var target = new double[2];
        series.CopyTarget(1, target);
        Assert.Equal([13, 3.0], target);
        Assert.Equal([false, true, true], Enumerable.Range(0, 3).Select(series.Counts));
        Refuse(() => new TrainingSeries(table, [0], [1], lead: 5), RnnErrorId.SequenceLength, "too few to predict 5 rows ahead");
    }

    [Fact]
    public void The_last_timesteps_are_measured_and_the_scaling_knows_nothing_of_them()
    {
        TrainingSeries series = Ramp(11, lead: 1);
        var examples = new TrainingExamples([series], new RnnTrainingOptions { ValidationFraction = 0.2 }, outputsOnce: false);

        Assert.Equal([new TrainingExample(series, 0, 8)], examples.Training);
        // The whole series is run, for its state; its last two steps are measured.
        Assert.Equal([new TrainingExample(series, 0, 10, 8)], examples.Validation);
        // Rows 0 to 8: the inputs of eight steps, and their targets a row later.
        Assert.Equal([0.0, 8], [.. Fitted(examples).Offset, .. Fitted(examples).Scale]);
    }

    [Fact]
    public void Windows_cover_the_training_part_and_validation_starts_with_a_windows_past()
    {
        TrainingSeries series = Ramp(20);
        var options = new RnnTrainingOptions { ValidationFraction = 0.25, SequenceLength = 4 };
        var examples = new TrainingExamples([series], options, outputsOnce: false);

        Assert.Equal("0+4 4+4 8+4 12+3", Text(examples.Training));
        Assert.Equal([new TrainingExample(series, 11, 9, 4)], examples.Validation);
        Assert.Equal("0+4 2+4 4+4 6+4 8+4 10+4 12+3", Text(new TrainingExamples([series], options with { Stride = 2 }, outputsOnce: false).Training));
    }

    [Fact]
    public void A_model_that_puts_out_once_a_window_gets_all_windows_that_end_in_each_part()
    {
        var examples = new TrainingExamples(
            [Ramp(10)], new RnnTrainingOptions { ValidationFraction = 0.2, SequenceLength = 4 }, outputsOnce: true);

        Assert.Equal("0+4 1+4 2+4 3+4 4+4", Text(examples.Training));
        Assert.Equal("5+4 6+4", Text(examples.Validation));
    }

    [Fact]
    public void Of_whole_sequences_that_give_one_output_the_last_are_measured()
    {
        TrainingSeries[] series = [.. Enumerable.Range(0, 10).Select(_ => Ramp(5))];
        var examples = new TrainingExamples(series, new RnnTrainingOptions { ValidationFraction = 0.3 }, outputsOnce: true);

        Assert.Equal(series.Take(7), examples.Training.Select(example => example.Series));
        Assert.Equal(series.Skip(7), examples.Validation.Select(example => example.Series));
    }

    [Fact]
    public void The_order_is_drawn_from_seed_and_epoch()
    {
        var options = new RnnTrainingOptions { SequenceLength = 2, BatchSize = 3, Seed = 5 };
        var examples = new TrainingExamples([Ramp(20)], options, outputsOnce: false);
        var other = new TrainingExamples([Ramp(20)], options with { Seed = 6 }, outputsOnce: false);

        string first = Text(examples.Batches(0).SelectMany(batch => batch));

        Assert.Equal(first, Text(examples.Batches(0).SelectMany(batch => batch)));
        Assert.NotEqual(first, Text(examples.Batches(1).SelectMany(batch => batch)));
        Assert.NotEqual(first, Text(other.Batches(0).SelectMany(batch => batch)));
        Assert.Equal([3, 3, 3, 1], examples.Batches(0).Select(batch => batch.Length));
        Assert.Equal(examples.Training.Order(ByStart), examples.Batches(3).SelectMany(batch => batch).Order(ByStart));
    }

    [Fact]
    public void Too_little_data_is_refused()
    {
        Refuse(() => new TrainingExamples([], new RnnTrainingOptions(), false), RnnErrorId.EmptyInput, "nothing to train on");
        Refuse(
            () => new TrainingExamples([Ramp(5)], new RnnTrainingOptions { SequenceLength = 6 }, false),
            RnnErrorId.SequenceLength,
            "5 timesteps to train on, too few for one window of 6");
        Refuse(
            () => new TrainingExamples([Ramp(4)], new RnnTrainingOptions { ValidationFraction = 0.1 }, false),
            RnnErrorId.SequenceLength,
            "A validation fraction of 0.1 of 4 timesteps is less than one");
    }

    private static Comparer<TrainingExample> ByStart { get; } = Comparer<TrainingExample>.Create((a, b) => a.Start.CompareTo(b.Start));

    private static RnnScaler Fitted(TrainingExamples examples) =>
        TrainingSeries.Fit(RnnScaling.MinMax, examples.TrainingParts, targets: false)!;

    private static TrainingSeries Ramp(int rows, int lead = 0) =>
        new(new RnnSequence("ramp", new RnnMatrix(rows, 1, [.. Enumerable.Range(0, rows).Select(i => (double)i)])), [0], [0], lead);

    private static string Text(IEnumerable<TrainingExample> examples) =>
        string.Join(' ', examples.Select(example => $"{example.Start}+{example.Length}"));

    private static void Refuse(Func<object> act, string id, string text) => Refusals.Check(text, act, id, text);
}
