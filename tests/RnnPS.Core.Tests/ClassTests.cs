namespace RnnPS.Core.Tests;

/// <summary>Targets that are classes: smoothed labels, ignored indices, names, and the accuracy.</summary>
public sealed class ClassTests
{
    private static readonly double[] Logits = [0.3, -1.2, 2.5];

    [Theory]
    [InlineData(0, 0.1)]
    [InlineData(1, 0.1)]
    [InlineData(2, 0.4)]
    [InlineData(2, 0)]
    public void A_smoothed_label_shares_the_loss_among_all_classes(int label, double share)
    {
        RnnLossFunction loss = RnnLossFunction.SoftmaxCrossEntropy.WithLabelSmoothing(share);
        double Log(int i) => Math.Log(Logits.Sum(Math.Exp)) - Logits[i];
        double expected = ((1 - share) * Log(label)) + (share / 3 * (Log(0) + Log(1) + Log(2)));

        Near.Equal([expected], [loss.Evaluate(Logits, [label])], 1e-14, $"loss");
        // A distribution is smoothed in the same way.
        double[] distribution = [.. Enumerable.Range(0, 3).Select(i => i == label ? 1.0 : 0)];
        Near.Equal([expected], [loss.Evaluate(Logits, distribution)], 1e-14, $"loss of a distribution");
        RequireSlopes(loss, Logits, [label]);
        RequireSlopes(loss, Logits, distribution);
    }

    [Fact]
    public void PyTorchs_numbers_come_out()
    {
        // cross_entropy(z, torch.tensor([1]), label_smoothing=0.1) and (z, torch.tensor([2]), label_smoothing=0.4) for these logits in float64.
        Near.Equal(
            [3.653763249467153, 0.9137632494671526],
            [
                RnnLossFunction.SoftmaxCrossEntropy.WithLabelSmoothing(0.1).Evaluate(Logits, [1]),
                RnnLossFunction.SoftmaxCrossEntropy.WithLabelSmoothing(0.4).Evaluate(Logits, [2]),
            ],
            1e-15,
            $"loss");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(0.7)]
    public void A_smoothed_probability_moves_towards_a_half(double target)
    {
        RnnLossFunction loss = RnnLossFunction.BinaryCrossEntropy.WithLabelSmoothing(0.2);
        double[] logit = [0.9];
        double t = (0.8 * target) + 0.1;
        double p = 1 / (1 + Math.Exp(-0.9));

        Near.Equal([-(t * Math.Log(p)) - ((1 - t) * Math.Log(1 - p))], [loss.Evaluate(logit, [target])], 1e-14, $"loss");
        RequireSlopes(loss, logit, [target]);
    }

    [Fact]
    public void Smoothing_is_for_the_cross_entropies_and_less_than_1()
    {
        Assert.Equal(RnnErrorId.Loss, Assert.Throws<RnnException>(() => RnnLossFunction.Huber().WithLabelSmoothing(0.1)).Id);
        foreach (double share in (double[])[-0.1, 1, double.NaN])
        {
            Assert.Equal(RnnErrorId.Loss, Assert.Throws<RnnException>(() => RnnLossFunction.BinaryCrossEntropy.WithLabelSmoothing(share)).Id);
        }

        // The options of a checkpoint have it.
        Assert.Equal("SoftmaxCrossEntropy(label smoothing 0.1)", RnnLossFunction.SoftmaxCrossEntropy.WithLabelSmoothing(0.1).ToString());
    }

    [Theory]
    [InlineData(RnnOutputStep.Every)]
    [InlineData(RnnOutputStep.Last)]
    public void The_accuracy_of_an_epoch_is_the_share_of_largest_outputs_at_the_label(RnnOutputStep outputStep)
    {
        RnnModel model = Model(outputStep);
        double[] x = [.. Enumerable.Range(0, 12).Select(i => Math.Sin(i))];
        double[] y = [.. Enumerable.Range(0, 12).Select(i => i == 5 ? double.NaN : i % 3)];
        TrainingSeries[] series = [Series(x, y), Series([.. x.Reverse()], y)];
        double[] right = [.. new[] { x, [.. x.Reverse()] }.SelectMany(inputs => Right(model, inputs, y))];

        RnnEpoch epoch = new RnnTrainer(model, series, Options).Run().Single();

        Near.Equal([right.Average()], [epoch.Accuracy!.Value], 1e-15, $"accuracy");
        Assert.Null(epoch.ValidationAccuracy);
    }

    [Fact]
    public void The_validation_part_has_its_own_accuracy_with_the_weights_of_the_epoch()
    {
        RnnModel model = Model(RnnOutputStep.Every);
        double[] x = [.. Enumerable.Range(0, 20).Select(i => Math.Sin(i))];
        double[] y = [.. Enumerable.Range(0, 20).Select(i => (double)(i % 3))];

        RnnEpoch epoch = new RnnTrainer(model, [Series(x, y)], Options with { ValidationFraction = 0.5 }).Run().Single();

        Near.Equal([Right(model, x, y).Skip(10).Average()], [epoch.ValidationAccuracy!.Value], 1e-15, $"accuracy");
    }

    [Fact]
    public void A_regression_has_no_accuracy()
    {
        var series = new TrainingSeries(new RnnSequence("a", new RnnMatrix(4, 1, [1, 2, 3, 4])), [0], [0], lead: 1);

        Assert.Null(new RnnTrainer(RnnModel.StartingExample(), [series], new RnnTrainingOptions { Epochs = 1 }).Run().Single().Accuracy);
    }

    [Fact]
    public void An_ignored_index_is_a_missing_target()
    {
        double[] x = [0.1, -2, 3, 0.5, 1];
        double[] Weights(double gap, int? ignored)
        {
            RnnModel model = Model(RnnOutputStep.Every);
            _ = new RnnTrainer(model, [Series(x, [0, gap, 2, gap, 1])], Options with { Epochs = 5, IgnoreIndex = ignored }).Run().Last();
            return [.. model.OutputWeights!.AsSpan()];
        }

        Assert.Equal(Weights(double.NaN, ignored: null), Weights(-100, ignored: -100));
        // One of the classes can be ignored, too.
        Assert.NotEqual(Weights(2, ignored: null), Weights(2, ignored: 2));
    }

    [Theory]
    [InlineData("a,b", "2 classes (a, b), but the model has 3 outputs")]
    [InlineData("a,b,c,d", "4 classes")]
    [InlineData("a,b,A", "'a' is named twice")]
    public void The_names_of_classes_fit_the_outputs(string names, string said)
    {
        RnnException error = Assert.Throws<RnnException>(
            () => new RnnTrainer(Model(RnnOutputStep.Every), [Series([1, 2, 3], [0, 1, 2])], Options with { Classes = names.Split(',') }));

        Assert.Equal(RnnErrorId.Classes, error.Id);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RnnOutputActivation.Identity)]
    [InlineData(RnnOutputActivation.Softmax)]
    public void A_step_of_a_trained_model_has_the_probabilities_by_name(RnnOutputActivation activation)
    {
        RnnModel model = Model(RnnOutputStep.Every, activation);
        _ = new RnnTrainer(model, [Series([1, 2, 3], [0, 1, 2])], Options with { Classes = ["x", "y", "z"] }).Run().Last();

        RnnStep step = new RnnBatch(model).Run([new RnnSequence("a", new RnnMatrix(1, 1, [0.4]))]).Single();
        double[] powers = [.. step.Logits().Select(Math.Exp)];

        Assert.Equal(["x", "y", "z"], step.ToProbabilities().Select(one => one.Key));
        Near.Equal([.. powers.Select(power => power / powers.Sum())], [.. step.ToProbabilities().Select(one => one.Value)], 1e-14, $"probabilities");
        Assert.Equal("xyz"[Array.IndexOf(powers, powers.Max())].ToString(), step.PredictedClass());
    }

    [Fact]
    public void Weights_that_overflow_are_the_fault_of_the_learning_rate()
    {
        RnnModel model = RnnModel.StartingExample();
        var series = new TrainingSeries(new RnnSequence("a", new RnnMatrix(9, 1, [.. Enumerable.Range(0, 9).Select(i => i * 1000.0)])), [0], [0], lead: 1);
        var trainer = new RnnTrainer(model, [series], new RnnTrainingOptions
        {
            Epochs = 3,
            KeepWeights = RnnKeptWeights.Best,
            Optimizer = new SgdOptimizer { LearningRate = 1e308 },
        });

        RnnException error = Assert.Throws<RnnException>(() => trainer.Run().Count());

        Assert.Equal(RnnErrorId.LossNotFinite, error.Id);
        Assert.Contains("Lower -LearningRate", error.Message, StringComparison.Ordinal);
    }

    private static RnnTrainingOptions Options { get; } = new()
    {
        Epochs = 1,
        Scaling = RnnScaling.None,
        Loss = RnnLossFunction.SoftmaxCrossEntropy,
    };

    private static RnnModel Model(RnnOutputStep outputStep, RnnOutputActivation activation = RnnOutputActivation.Identity) => new(
        [new RnnStackLayer(new ElmanCell(new RnnMatrix(1, 2, [0.5, 0.6]), new RnnMatrix(2, 2, [0.1, 0.2, 0.3, 0.4]), new RnnVector([0.1, -0.1])))],
        new RnnMatrix(2, 3, [1, -0.4, 0.2, -0.7, 2, 0.3]),
        new RnnVector([0.1, 0, -0.2]),
        activation,
        outputStep);

    private static TrainingSeries Series(double[] x, double[] y) =>
        new(new RnnSequence("a", new RnnMatrix(x.Length, 2, [.. x.Zip(y).SelectMany(pair => new[] { pair.First, pair.Second })])), [0], [1]);

    // For each label that is there, 1 if the largest output of its step is the label's.
    private static IEnumerable<double> Right(RnnModel model, double[] x, double[] y)
    {
        RnnStep[] steps = [.. new RnnBatch(model).Run([new RnnSequence("a", new RnnMatrix(x.Length, 1, x))])];
        IEnumerable<(RnnStep Step, double Label)> pairs = model.OutputStep == RnnOutputStep.Last
            ? [(steps[^1], y.Last(label => !double.IsNaN(label)))]
            : steps.Zip(y);
        return pairs.Where(pair => !double.IsNaN(pair.Label)).Select(pair =>
        {
            double[] output = ((RnnVector)pair.Step.Output).ToArray();
            return Array.IndexOf(output, output.Max()) == pair.Label ? 1.0 : 0;
        });
    }

    private static void RequireSlopes(RnnLossFunction loss, double[] logits, double[] target)
    {
        const double H = 1e-6;
        double losses = 0;
        var gradient = new double[logits.Length];
        loss.Evaluate(new LossRows<double>(logits, target, new Span<double>(ref losses), gradient), RnnOutputActivation.Identity);
        for (int i = 0; i < logits.Length; i++)
        {
            double[] Moved(double by) => [.. logits.Select((logit, at) => at == i ? logit + by : logit)];
            Near.Equal([(loss.Evaluate(Moved(H), target) - loss.Evaluate(Moved(-H), target)) / (2 * H)], [gradient[i]], 1e-8, $"slope {i}");
        }
    }
}
