namespace RnnPS.Core.Tests;

/// <summary>Training as a whole: against PyTorch, and by its own promises.</summary>
[Trait("Vectors", "Yes")]
public sealed class TrainerTests
{
    public static TheoryData<string> Optimizers =>
        ["adagrad", "adam", "adamw", "rmsprop", "sgd", "sgd-clip-norm", "sgd-momentum", "sgd-nesterov"];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Six_steps_of_an_optimizer_are_PyTorchs(string name)
    {
        var golden = new GoldenTraining("optimizer-" + name, "training");
        RnnModel model = golden.Start;

        RnnEpoch[] epochs = [.. new RnnTrainer(model, golden.Series, new RnnTrainingOptions
        {
            Optimizer = golden.Optimizer,
            ClipNorm = golden.ClipNorm,
            Epochs = golden.Losses.Length,
            BatchSize = golden.Series.Length,
            Scaling = RnnScaling.None,
        }).Run()];

        Near.Equal(golden.Losses, epochs.Select(epoch => epoch.Loss), 1e-10, $"losses");
        Near.Equal(golden.Norms, epochs.Take(golden.Norms.Length).Select(epoch => epoch.GradientNorm), 1e-10, $"norms");
        SameWeights(golden.End, model, 1e-10);
        if (golden.ClipNorm is { } bound)
        {
            Assert.All(epochs, epoch => Assert.Equal(bound, epoch.ClippedGradientNorm, 1e-6));
        }
    }

    [Theory]
    [InlineData("elman")]
    [InlineData("gru")]
    [InlineData("lstm")]
    public void Truncated_chunks_carry_the_state_and_not_the_gradient_as_PyTorch_does(string kind)
    {
        var golden = new GoldenTraining("truncated-" + kind, "golden-truncated");
        RnnModel model = golden.Start;

        RnnEpoch epoch = new RnnTrainer(model, golden.Series, new RnnTrainingOptions
        {
            Optimizer = golden.Optimizer,
            Epochs = 1,
            BatchSize = golden.Series.Length,
            TruncatedLength = golden.Chunk,
            Scaling = RnnScaling.None,
        }).Run().Single();

        Near.Equal([golden.Losses.Average()], [epoch.Loss], 1e-10, $"loss");
        SameWeights(golden.End, model, 1e-10);
    }

    [Theory]
    [InlineData(RnnPrecision.Double)]
    [InlineData(RnnPrecision.Single)]
    public void The_weights_are_the_same_bits_with_any_number_of_threads(RnnPrecision precision)
    {
        RnnTrainingOptions options = Windows with { Precision = precision, Epochs = 3 };

        Assert.Equal(Numbers(Train(Deep(), Waves(), options)), Numbers(Train(Deep(), Waves(), options with { Threads = 3 })));
        Assert.NotEqual(Numbers(Train(Deep(), Waves(), options)), Numbers(Train(Deep(), Waves(), options with { Seed = 2 })));
    }

    [Theory]
    [InlineData(RnnPrecision.Double)]
    [InlineData(RnnPrecision.Single)]
    public void A_training_goes_on_from_a_checkpoint_to_the_same_bits(RnnPrecision precision)
    {
        RnnTrainingOptions options = Windows with
        {
            Precision = precision,
            Epochs = 8,
            Schedule = new PlateauSchedule { Patience = 0, Factor = 0.5 },
            ValidationFraction = 0.2,
        };
        List<TrainingCheckpoint> saved = [];
        RnnModel whole = Deep();
        RnnEpoch[] expected = [.. new RnnTrainer(whole, Waves(), options) { Save = saved.Add }.Run()];

        RnnModel resumed = Deep();
        resumed.SetWeight("OutputBias", 0, 0, 7);
        RnnEpoch[] actual = [.. new RnnTrainer(resumed, Waves(), options with { Threads = 2 }).Run(saved[2])];

        Assert.Equal(8, saved.Count);
        Assert.Equal(expected.Skip(3).Select(Essence), actual.Select(Essence));
        Assert.Equal(Numbers(whole), Numbers(resumed));
        Assert.Equal(whole.Training!.Residuals!.AsSpan().ToArray(), resumed.Training!.Residuals!.AsSpan().ToArray());
        Assert.Equal(whole.Training.Epoch, resumed.Training.Epoch);
        Assert.Equal(whole.OutputScaler!.Offset, resumed.OutputScaler!.Offset);
    }

    [Fact]
    public void A_checkpoint_of_another_training_is_refused()
    {
        TrainingCheckpoint? saved = null;
        Train(Deep(), Waves(), Windows with { Epochs = 1 }, checkpoint => saved = checkpoint);

        Refuse("model", Runs.Random(1, 3, 1, seed: 1), Waves(), Windows, "was saved with a model");
        Refuse("options", Deep(), Waves(), Windows with { BatchSize = 3 }, "is now batch size 3");
        Refuse("data", Deep(), Waves(phase: 1), Windows, "was saved with data");

        void Refuse(string what, RnnModel model, TrainingSeries[] series, RnnTrainingOptions options, string text) => Refusals.Check(
            what, () => new RnnTrainer(model, series, options).Run(saved), RnnErrorId.CheckpointMismatch, text);
    }

    [Fact]
    public void The_model_keeps_the_weights_of_the_best_epoch()
    {
        RnnModel model = Deep();
        var options = Windows with { ValidationFraction = 0.3, Optimizer = new AdamOptimizer { LearningRate = 0.2 }, Epochs = 30, ClipNorm = null };
        double[]? best = null;
        List<RnnEpoch> epochs = [];
        foreach (RnnEpoch epoch in new RnnTrainer(model, Waves(), options).Run())
        {
            epochs.Add(epoch);
            best = epoch.IsBest ? Numbers(model) : best;
            Assert.Equal(best, Numbers(model));
        }

        Assert.Contains(epochs, epoch => !epoch.IsBest);
        Assert.Equal(epochs.Last(epoch => epoch.IsBest).Epoch, model.Training!.Epoch);
        double lowest = epochs.Min(epoch => epoch.ValidationLoss)!.Value;
        Assert.Equal(lowest, epochs.Last(epoch => epoch.IsBest).ValidationLoss);
        // The errors that are kept are those of the weights that are.
        RnnMatrix residuals = model.Training.Residuals!;
        Near.Equal([lowest], [residuals.AsSpan().ToArray().Average(error => error * error)], 1e-12, $"residuals");
    }

    [Fact]
    public void Patience_ends_a_training_that_gets_no_better()
    {
        RnnEpoch[] epochs = [.. new RnnTrainer(Deep(), Waves(), Windows with
        {
            ValidationFraction = 0.3,
            Optimizer = new AdamOptimizer { LearningRate = 0.3 },
            Epochs = 500,
            Patience = 4,
        }).Run()];

        Assert.True(epochs.Length < 500);
        Assert.Equal([true, false, false, false, false], epochs[^5..].Select(epoch => epoch.IsBest));
    }

    [Fact]
    public void A_loss_that_runs_away_names_epoch_and_batch_and_leaves_the_last_good_weights()
    {
        RnnModel model = Linear();
        var options = new RnnTrainingOptions
        {
            Optimizer = new SgdOptimizer { LearningRate = 1e6 },
            Epochs = 400,
            Scaling = RnnScaling.None,
            TruncatedLength = 20,
        };
        double[]? best = null;

        RnnException error = Assert.Throws<RnnException>(() =>
        {
            foreach (RnnEpoch epoch in new RnnTrainer(model, Waves(), options).Run())
            {
                best = epoch.IsBest ? Numbers(model) : best;
            }
        });

        Assert.Equal(RnnErrorId.LossNotFinite, error.Id);
        Assert.Matches(@"became (∞|NaN|Infinity).* in epoch \d+, batch 1", error.Message);
        Assert.Equal(best ?? Numbers(Linear()), Numbers(model));
        Assert.All(Numbers(model), number => Assert.True(double.IsFinite(number)));
    }

    [Fact]
    public void A_stop_ends_after_the_batch_and_leaves_the_best_weights()
    {
        RnnModel model = Deep();
        using var stop = new CancellationTokenSource();
        var trainer = new RnnTrainer(model, Waves(), Windows with { Epochs = 50 });
        double[]? best = null;
        int batches = 0;
        // Five batches an epoch: the stop comes in the third epoch, and no batch follows.
        var progress = new Reports(_ =>
        {
            if (++batches == 12)
            {
                stop.Cancel();
            }
        });

        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (RnnEpoch epoch in trainer.Run(progress: progress, cancellation: stop.Token))
            {
                best = epoch.IsBest ? Numbers(model) : best;
            }
        });

        Assert.Equal(12, batches);
        Assert.NotNull(best);
        Assert.Equal(best, Numbers(model));
    }

    [Fact]
    public void Losses_are_of_raw_numbers_and_those_that_the_model_measures()
    {
        RnnModel model = Deep();
        TrainingSeries[] series = Waves();
        RnnEpoch epoch = new RnnTrainer(model, series, new RnnTrainingOptions { Epochs = 1, ValidationFraction = 0.25 }).Run().Single();

        // 59 steps with a target, of which the last 15 are measured; the targets lie a row later.
        RnnStep[] steps = [.. new RnnBatch(model).Run([WaveTable(0)])];
        double loss = steps.Skip(44).Take(15).Average(step => Math.Pow((double)step.Output - WaveTable(0).Values[(int)step.Step + 1][0], 2));
        Near.Equal([loss], [epoch.ValidationLoss!.Value], 1e-12, $"validation loss");
        Assert.True(epoch.Loss > 100, "the waves are 100 high");
    }

    [Fact]
    public void Scaling_is_fitted_to_the_training_part_and_kept_by_a_second_training()
    {
        RnnModel model = Deep();
        var options = new RnnTrainingOptions { Epochs = 1, ValidationFraction = 0.5 };
        Train(model, Waves(), options);
        double[] rows = [.. WaveTable(0).Values.Take(30).Select(row => row[0])];

        Near.Equal([rows.Average()], [model.InputScaler!.Offset[0]], 1e-12, $"mean");
        Near.Equal([Math.Sqrt(rows.Average(value => Math.Pow(value - rows.Average(), 2)))], [model.OutputScaler!.Scale[0]], 1e-12, $"deviation");
        RnnScaler kept = model.InputScaler;
        Train(model, Waves(phase: 2), options);
        Assert.Same(kept, model.InputScaler);
        Train(model, Waves(phase: 2), options with { Scaling = RnnScaling.MinMax });
        Assert.Equal(RnnScaling.MinMax, model.InputScaler!.Kind);
        Train(model, Waves(), options with { Scaling = RnnScaling.None });
        Assert.Null(model.InputScaler);
    }

    [Fact]
    public void Masked_steps_and_missing_targets_change_nothing()
    {
        RnnTrainingOptions options = new() { Epochs = 3, Scaling = RnnScaling.None };
        var plain = new TrainingSeries(new RnnSequence("a", new RnnMatrix(3, 2, [0.1, 1, 0.2, 2, 0.4, 4])), [0], [1]);
        var padded = new TrainingSeries(
            new RnnSequence("a", new RnnMatrix(5, 2, [0.1, 1, 9, 9, 0.2, 2, double.NaN, 5, 0.4, 4]), mask: [true, false, true, true, true]),
            [0],
            [1],
            missing: RnnMissingValue.Mask);

        Assert.Equal(Numbers(Train(Deep(), [plain], options)), Numbers(Train(Deep(), [padded], options)));
    }

    [Fact]
    public void Quantiles_are_learnt_in_raw_numbers()
    {
        RnnModel model = Runs.Random(1, 4, 3, seed: 1);
        var draw = new Draw(5);
        double[] noise = [.. Enumerable.Range(0, 2000).SelectMany(_ => new[] { 0.0, 100 + (10 * draw.Unit()) })];
        var series = new TrainingSeries(new RnnSequence("noise", new RnnMatrix(2000, 2, noise)), [0], [1]);

        RnnEpoch[] epochs = [.. new RnnTrainer(model, [series], new RnnTrainingOptions
        {
            Loss = RnnLossFunction.Pinball(0.1, 0.5, 0.9),
            Optimizer = new AdamOptimizer { LearningRate = 0.02 },
            SequenceLength = 50,
            Epochs = 40,
        }).Run()];

        double[] quantiles = Runs.Vector(new RnnBatch(model).Run([new RnnSequence("a", new RnnMatrix(30, 1, new double[30]))]).Last().Output);
        Near.Equal([101, 105, 109], quantiles, 0.006, $"of numbers between 100 and 110");
        // Of uniform numbers a wide, the pinball loss of quantile q is a·q·(1 − q)/2.
        Assert.Equal(10 * (0.09 + 0.25 + 0.09) / 2 / 3, epochs[^1].Loss, 0.03);
    }

    [Fact]
    public void What_can_not_be_trained_on_is_refused_before_anything_is_changed()
    {
        RnnModel model = Deep();
        double[] before = Numbers(model);
        var wide = new TrainingSeries(new RnnSequence("w", new RnnMatrix(4, 2, new double[8])), [0, 1], [0]);
        var classes = new TrainingSeries(new RnnSequence("c", new RnnMatrix(3, 2, [0, 0, 0, 1, 0, 2])), [0], [1]);
        var two = new TrainingSeries(new RnnSequence("t", new RnnMatrix(4, 2, new double[8])), [0], [0, 1]);

        Refuse("inputs", [wide], new(), RnnErrorId.InputLength, "2 features as input");
        Refuse("targets", [two], new(), RnnErrorId.TargetLength, "has 2 numbers");
        Refuse("class", [classes], new() { Loss = RnnLossFunction.BinaryCrossEntropy }, RnnErrorId.Target, "Sequence c: ");
        Refuse("loss", [classes], new() { Loss = RnnLossFunction.SoftmaxCrossEntropy }, RnnErrorId.Loss, "needs one output for each class");
        Refuse("rate", Waves(), new() { Optimizer = new AdamOptimizer { LearningRate = -1 } }, RnnErrorId.TrainingOption, "LearningRate is -1");
        Refuse("stride", Waves(), new() { Stride = 2 }, RnnErrorId.TrainingOption, "give their SequenceLength");
        Refuse("fraction", Waves(), new() { ValidationFraction = 1 }, RnnErrorId.TrainingOption, "ValidationFraction is 1");
        Assert.Equal(before, Numbers(model));

        void Refuse(string what, TrainingSeries[] series, RnnTrainingOptions options, string id, string text) =>
            Refusals.Check(what, () => new RnnTrainer(model, series, options), id, text);
    }

    private static RnnTrainingOptions Windows { get; } = new() { SequenceLength = 6, BatchSize = 2, Epochs = 2 };

    private static RnnModel Train(RnnModel model, TrainingSeries[] series, RnnTrainingOptions options, Action<TrainingCheckpoint>? save = null)
    {
        Assert.NotEmpty(new RnnTrainer(model, series, options) { Save = save }.Run());
        return model;
    }

    // Two layers with dropout between them.
    private static RnnModel Deep()
    {
        var draw = new Draw(11);
        return new RnnModel(
            [
                new RnnStackLayer(new LstmCell(draw.Matrix(1, 16), draw.Matrix(4, 16), draw.Vector(16))),
                new RnnStackLayer(new GruCell(draw.Matrix(4, 9), draw.Matrix(3, 9), draw.Vector(9), draw.Vector(9))),
            ],
            draw.Matrix(3, 1),
            draw.Vector(1),
            dropout: 0.2);
    }

    private static RnnModel Linear()
    {
        var draw = new Draw(12);
        return new RnnModel([new ElmanCell(draw.Matrix(1, 2), draw.Matrix(2, 2), draw.Vector(2), RnnActivation.Identity)], draw.Matrix(2, 1));
    }

    private static RnnSequence WaveTable(double phase) => new(
        "waves", new RnnMatrix(60, 1, [.. Enumerable.Range(0, 60).Select(i => 100 * Math.Sin((0.5 * i) + phase))]));

    private static TrainingSeries[] Waves(double phase = 0) => [new TrainingSeries(WaveTable(phase), [0], [0], lead: 1)];

    private static double[] Numbers(RnnModel model) => [.. model.Weights.Arrays().SelectMany(array => array.Values.AsSpan().ToArray())];

    private static object Essence(RnnEpoch epoch) =>
        (epoch.Epoch, epoch.Loss, epoch.ValidationLoss, epoch.IsBest, epoch.GradientNorm, epoch.ClippedGradientNorm, epoch.LearningRate);

    private static void SameWeights(RnnModel expected, RnnModel actual, double tolerance)
    {
        foreach ((CellWeight left, CellWeight right) in expected.Weights.Arrays().Zip(actual.Weights.Arrays()))
        {
            Near.Equal(left.Values.AsSpan().ToArray(), right.Values.AsSpan().ToArray(), tolerance, $"{left.Name}");
        }
    }

    private sealed class Reports(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }
}
