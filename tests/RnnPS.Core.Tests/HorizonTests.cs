namespace RnnPS.Core.Tests;

/// <summary>A training that is validated by forecasts over a horizon, and the training on all rows after it.</summary>
public sealed class HorizonTests
{
    private const int Rows = 60;

    public static TheoryData<int, int, bool, bool> Kinds => new()
    {
        { 1, 5, false, false },
        { 1, 5, true, false },
        { 3, 7, false, true },
        { 2, 2, true, true },
        { 4, 2, false, false },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_error_is_that_of_forecasts_from_the_origins(int lead, int horizon, bool hasKnownInput, bool hasGaps)
    {
        RnnSequence table = Table(hasGaps);
        int[] inputs = hasKnownInput ? [0, 1] : [0];
        RnnModel model = Model(inputs.Length, seed: 3);
        RnnTrainingOptions options = Options() with { Horizon = horizon, KeepWeights = RnnKeptWeights.Last };
        var series = new TrainingSeries(table, inputs, [0], lead, RnnMissingValue.Mask);
        RnnEpoch last = new RnnTrainer(model, [series], options).Run().Last();

        int trained = series.Length - (int)Math.Round(series.Length * options.ValidationFraction);
        int first = trained + lead;
        int most = Rows - horizon;
        int count = Math.Min(16, most - first + 1);
        var forecaster = new RnnForecaster(model, new RnnForecastOptions
        {
            Count = horizon,
            Lead = lead,
            Feedback = horizon <= lead ? FeedbackMap.None(inputs.Length) : FeedbackMap.Create(inputs.Length, 1, [.. inputs.Select(input => table.FeatureNames[input])], ["y"]),
            MissingValue = RnnMissingValue.Mask,
        });
        var errors = new List<double>();
        var naive = new List<double>();
        for (int i = 0; i < count; i++)
        {
            int origin = first + (i * (most - first) / (count - 1));
            RnnSequence history = Columns(table, inputs, 0, origin);
            RnnSequence? known = hasKnownInput && horizon > lead ? Columns(table, [1], origin, horizon) : null;
            RnnForecastStep[] steps = [.. forecaster.Run(history, known)];
            double before = table.Values.Take(origin).Last(row => !double.IsNaN(row[0]))[0];
            naive.AddRange(steps.Select((_, ahead) => Math.Abs(table.Values[origin + ahead][0] - before)));
            errors.AddRange(steps.Select((step, ahead) => table.Values[origin + ahead][0] - (double)step.Value));
        }

        double[] there = [.. errors.Where(error => !double.IsNaN(error))];
        Assert.Equal(there.Average(Math.Abs), last.HorizonError!.Value, 1e-9);
        RnnHorizonErrors kept = model.Training!.HorizonErrors!;
        Assert.Equal(naive.Where(error => !double.IsNaN(error)).Average(), kept.NaiveError, 1e-9);
        Assert.Equal(last.HorizonError.Value, kept.MeanAbsoluteError, 1e-12);
        Assert.Equal((count, horizon, series.Length - trained), (kept.Errors.Rows, kept.Errors.Columns, kept.ValidationRows));
        Assert.All(errors.Zip(kept.Errors.AsSpan().ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
        Assert.Equal(hasGaps, there.Length < errors.Count);
    }

    [Fact]
    public void The_best_epoch_is_the_one_with_the_least_error_of_forecasts()
    {
        RnnModel model = Model(1, seed: 5);
        RnnEpoch[] epochs = [.. new RnnTrainer(model, [Series()], Options() with { Epochs = 12, Horizon = 8 }).Run()];

        double least = epochs.Min(epoch => epoch.HorizonError!.Value);
        Assert.Equal(least, epochs[model.Training!.Epoch - 1].HorizonError);
        Assert.Equal(epochs[model.Training.Epoch - 1].ValidationLoss, model.Training.KeptLoss);
        // Otherwise the test shows nothing.
        Assert.NotEqual(Array.FindIndex(epochs, epoch => epoch.ValidationLoss == epochs.Min(one => one.ValidationLoss)) + 1, model.Training.Epoch);
        Assert.Equal(epochs.Where((epoch, i) => epochs[..i].All(before => epoch.HorizonError < before.HorizonError)), epochs.Where(epoch => epoch.IsBest));
    }

    [Fact]
    public void A_resumed_training_is_the_same_as_one_without_an_interruption()
    {
        RnnTrainingOptions options = Options() with { Epochs = 6, Horizon = 4 };
        RnnModel whole = Model(1, seed: 5);
        RnnEpoch[] expected = [.. new RnnTrainer(whole, [Series()], options).Run()];
        TrainingCheckpoint? saved = null;
        _ = new RnnTrainer(Model(1, seed: 5), [Series()], options with { Epochs = 3 }) { Save = checkpoint => saved = checkpoint }.Run().Count();
        RnnModel resumed = Model(1, seed: 5);
        RnnEpoch[] rest = [.. new RnnTrainer(resumed, [Series()], options).Run(saved)];

        Assert.Equal(expected[3..].Select(epoch => epoch.HorizonError), rest.Select(epoch => epoch.HorizonError));
        Assert.Equal(whole.Training!.Epoch, resumed.Training!.Epoch);
        Assert.Equal(whole.Training.HorizonErrors!.Errors.AsSpan(), resumed.Training.HorizonErrors!.Errors.AsSpan());
    }

    [Fact]
    public void The_interval_is_that_of_the_errors_at_each_step_ahead()
    {
        // Nine forecasts of two steps: the errors are up to 1 and up to 3.
        double[] errors = [.. Enumerable.Range(1, 9).SelectMany(i => (double[])[i % 2 == 0 ? 1 : -1, i % 2 == 0 ? -3 : 3])];
        RnnModel model = Model(1, seed: 1);
        var options = new RnnForecastOptions
        {
            Count = 3,
            Feedback = FeedbackMap.Create(1, 1, [], []),
            Intervals = [0.8],
            // Forecasts of two steps have room for 20 beside each other.
            HorizonErrors = new RnnHorizonErrors(new RnnMatrix(9, 2, errors), 40, 1),
        };
        RnnForecastStep[] steps = [.. new RnnForecaster(model, options).Run(new RnnSequence(0, new RnnMatrix(3, 1, [1, 2, 3])))];

        // A step has the errors of its neighbours, too: the root of (1 + 9)/2 for both; the ninth part is 3. Later steps grow as a random walk.
        double widening = Math.Sqrt(1 + (2 / 20.0));
        double[] halves = [3 * widening, 3 * widening, 3 * widening * Math.Sqrt(3 / 2.0)];
        Near.Equal(halves, steps.Select(step => (double)step.Upper! - (double)step.Value), 1e-12, $"upper");
        Near.Equal(halves, steps.Select(step => (double)step.Value - (double)step.Lower!), 1e-12, $"lower");
    }

    [Fact]
    public void A_training_on_all_rows_has_the_epochs_that_were_best_and_starts_from_the_same_weights()
    {
        RnnTrainingOptions options = Options() with { Epochs = 10, Horizon = 6, Schedule = new CosineSchedule() };
        RnnModel validated = Model(1, seed: 7);
        RnnEpoch[] first = [.. new RnnTrainer(validated, [Series()], options).Run()];
        int best = validated.Training!.Epoch;
        RnnModel expected = Model(1, seed: 7);
        _ = new RnnTrainer(expected, [Series()], options with { ValidationFraction = 0, Horizon = null }).Run().Take(best).Count();

        RnnModel model = Model(1, seed: 7);
        RnnEpoch[] epochs = [.. new RnnTrainer(model, [Series()], options with { Refit = true }).Run()];

        Assert.Equal(first.Select(epoch => epoch.HorizonError), epochs[..first.Length].Select(epoch => epoch.HorizonError));
        Assert.Equal(Enumerable.Range(1, best), epochs[first.Length..].Select(epoch => epoch.Epoch));
        Assert.All(epochs, epoch => Assert.Equal(epoch.HorizonError is null, epoch.IsRefit));
        Assert.All(expected.Weights.Arrays().Zip(model.Weights.Arrays()), pair => Assert.Equal(pair.First.Values.AsSpan(), pair.Second.Values.AsSpan()));
        Assert.Equal(expected.InputScaler!.Offset, model.InputScaler!.Offset);
        Assert.NotEqual(validated.InputScaler!.Offset, model.InputScaler.Offset);
        Assert.All(epochs[first.Length..], epoch => Assert.False(epoch.IsBest));
        // The loss is that of the weights that are kept, over all rows.
        double own = new RnnTrainer(Model(1, seed: 7), [Series()], options with { ValidationFraction = 0, Horizon = null, KeepWeights = RnnKeptWeights.Best }).Run().ElementAt(best - 1).MeasuredLoss!.Value;
        Assert.Equal((best, own), (model.Training!.Epoch, model.Training.KeptLoss));
        Assert.Equal(validated.Training.Residuals!.AsSpan(), model.Training.Residuals!.AsSpan());
        Assert.Equal(validated.Training.HorizonErrors!.Errors.AsSpan(), model.Training.HorizonErrors!.Errors.AsSpan());
    }

    [Fact]
    public void A_stop_during_the_training_on_all_rows_leaves_the_best_weights()
    {
        RnnTrainingOptions options = Options() with { Epochs = 4, Refit = true };
        RnnModel validated = Model(1, seed: 7);
        _ = new RnnTrainer(validated, [Series()], options with { Refit = false }).Run().Count();
        RnnModel model = Model(1, seed: 7);
        _ = new RnnTrainer(model, [Series()], options).Run().First(epoch => epoch.IsRefit);

        Assert.All(validated.Weights.Arrays().Zip(model.Weights.Arrays()), pair => Assert.Equal(pair.First.Values.AsSpan(), pair.Second.Values.AsSpan()));
    }

    [Fact]
    public void What_has_no_horizon_is_refused_before_the_training()
    {
        Refuse("short", Model(1, 1), [0], Options() with { Horizon = 40 }, RnnErrorId.SequenceLength, "The validation part has 18 timesteps, too few for a forecast of 40 steps");
        Refuse("no validation", Model(1, 1), [0], Options() with { Horizon = 4, ValidationFraction = 0 }, RnnErrorId.TrainingOption, "Horizon needs a part of the data");
        Refuse("no validation", Model(1, 1), [0], Options() with { Refit = true, ValidationFraction = 0 }, RnnErrorId.TrainingOption, "Refit needs a part of the data");
        Refuse("zero", Model(1, 1), [0], Options() with { Horizon = 0 }, RnnErrorId.TrainingOption, "Horizon");
        Refusals.Check(
            "classes",
            () => new RnnTrainer(
                new RnnModel([new RnnStackLayer(RandomNetwork.Cell(new Draw(1), RnnCellKind.Gru, 1, 3))], new Draw(2).Matrix(3, 2), new Draw(3).Vector(2)),
                [new TrainingSeries(new RnnSequence(0, new RnnMatrix(40, 2, [.. Enumerable.Range(0, 80).Select(i => (double)(i % 2))])), [0], [1], 1)],
                Options() with { Horizon = 2, Loss = RnnLossFunction.SoftmaxCrossEntropy }).Run().Count(),
            RnnErrorId.TrainingOption,
            "predicts classes");
        // A model of the same row has nothing to feed back.
        Refuse("lead", Model(1, 1), [0], Options() with { Horizon = 4 }, RnnErrorId.Feedback, "lead of 0", lead: 0);

        static void Refuse(string name, RnnModel model, int[] inputs, RnnTrainingOptions options, string id, string text, int lead = 1) =>
            Refusals.Check(name, () => new RnnTrainer(model, [new TrainingSeries(Table(false), inputs, [0], lead)], options).Run().Count(), id, text);
    }

    private static RnnSequence Columns(RnnSequence table, int[] columns, int start, int rows)
    {
        double[] values = [.. Enumerable.Range(start, rows).SelectMany(row => columns.Select(column => table.Values[row][column]))];
        // A known input that is missing is the last one.
        for (int i = columns.Length; i < values.Length && columns is [1]; i++)
        {
            values[i] = double.IsNaN(values[i]) ? values[i - columns.Length] : values[i];
        }

        return new RnnSequence(table.Key, new RnnMatrix(rows, columns.Length, values), [.. columns.Select(column => table.FeatureNames[column])]);
    }

    private static RnnSequence Table(bool hasGaps)
    {
        var draw = new Draw(11);
        double[] values = [.. Enumerable.Range(0, Rows).SelectMany(row => (double[])[Math.Sin(row / 3.0) + (0.1 * draw.Signed()), draw.Signed()])];
        foreach (int row in hasGaps ? (int[])[4, 20, 49, 55] : [])
        {
            values[2 * row] = double.NaN;
        }

        return new RnnSequence("a", new RnnMatrix(Rows, 2, values), ["y", "u"]);
    }

    private static TrainingSeries Series() => new(Table(false), [0], [0], 1);

    private static RnnTrainingOptions Options() => new() { Epochs = 2, ValidationFraction = 0.3, SequenceLength = 10, BatchSize = 2, Seed = 1 };

    private static RnnModel Model(int inputs, int seed)
    {
        var draw = new Draw(seed);
        return new RnnModel([new RnnStackLayer(RandomNetwork.Cell(draw, RnnCellKind.Gru, inputs, 5))], draw.Matrix(5, 1), draw.Vector(1));
    }
}
