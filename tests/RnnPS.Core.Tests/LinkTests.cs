namespace RnnPS.Core.Tests;

/// <summary>Predictions of models whose loss has a link, against the formulas of the links.</summary>
[Trait("Vectors", "Yes")]
public sealed class LinkTests
{
    public static TheoryData<string, double[]> Outputs => new()
    {
        { "Poisson", [0.5, -3, 2] },
        { "Poisson", [-40, 0, 700] },
        { "BinaryCrossEntropy", [0.5, -3, 2] },
        { "BinaryCrossEntropy", [-40, 800, -800] },
        { "SoftmaxCrossEntropy", [0.5, -3, 2] },
        { "SoftmaxCrossEntropy", [1000, 1001, -1000] },
        { "MeanSquaredError", [0.5, -3, 2] },
        { "Pinball", [0.5, -3, 2] },
    };

    [Theory]
    [InlineData("Poisson", RnnOutputActivation.Identity, RnnLink.Log)]
    [InlineData("Poisson", RnnOutputActivation.Sigmoid, RnnLink.Log)]
    [InlineData("BinaryCrossEntropy", RnnOutputActivation.Identity, RnnLink.Logit)]
    [InlineData("BinaryCrossEntropy", RnnOutputActivation.Sigmoid, RnnLink.Identity)]
    [InlineData("SoftmaxCrossEntropy", RnnOutputActivation.Identity, RnnLink.MultinomialLogit)]
    [InlineData("SoftmaxCrossEntropy", RnnOutputActivation.Softmax, RnnLink.Identity)]
    [InlineData("MeanSquaredError", RnnOutputActivation.Identity, RnnLink.Identity)]
    [InlineData("Huber", RnnOutputActivation.Sigmoid, RnnLink.Identity)]
    [InlineData("Pinball", RnnOutputActivation.Identity, RnnLink.Identity)]
    public void A_model_has_the_link_of_its_loss_and_output_layer(string loss, RnnOutputActivation activation, RnnLink expected)
    {
        RnnModel model = Runs.Random(2, 3, 3, seed: 1);
        var other = new RnnModel(model.Stack, model.OutputWeights, model.OutputBias, activation);

        Assert.Equal(RnnLink.Identity, other.Link);
        Assert.Equal(expected, Trained(other, loss).Link);
    }

    [Theory]
    [MemberData(nameof(Outputs))]
    public void A_step_predicts_by_the_inverse_of_the_link(string loss, double[] outputs)
    {
        // Weights of 0, so the bias is the output.
        RnnModel model = Trained(Constant(outputs), loss);

        RnnStep step = Runs.Run(model, [[1]])[0];

        Assert.Equal(outputs, Runs.Vector(step.Output));
        Near.Equal(Predict(loss, outputs), Runs.Vector(step.Prediction), 1e-15, $"{loss}");
        bool shows = loss is not ("MeanSquaredError" or "Pinball");
        Assert.Equal(shows, RnnStepFormat.ShowsPrediction(step));
        Assert.Equal(shows, step.ToVectors().Any(vector => vector.Key == "Prediction"));
    }

    [Fact]
    public void A_small_probability_keeps_its_digits()
    {
        // 1/(1 + e^40), to 16 digits.
        Assert.Equal(4.248354255291589e-18, (double)Runs.Run(Trained(Constant([-40]), "BinaryCrossEntropy"), [[1]])[0].Prediction, 1e-33);
    }

    [Theory]
    [InlineData("Poisson")]
    [InlineData("BinaryCrossEntropy")]
    [InlineData("SoftmaxCrossEntropy")]
    public void Outputs_and_states_are_those_of_the_untrained_model_for_every_kind_of_step(string loss)
    {
        var draw = new Draw(7);
        RnnCell[][] stacks = [[Cells.Gru(2, 3)], [Cells.Lstm(2, 3)], [Cells.Gru(2, 4), Cells.Lstm(4, 3)]];
        foreach (RnnCell[] cells in stacks)
        {
            var plain = new RnnModel(cells, draw.Matrix(3, 2), draw.Vector(2));
            RnnModel trained = Trained(new RnnModel(plain.Stack, plain.OutputWeights, plain.OutputBias), loss);
            double[][] input = Runs.Input(5, 2, seed: 3);
            var sequence = new RnnSequence("s", new RnnMatrix(5, 2, [.. input.SelectMany(row => row)]));
            RnnStep[] batch = [.. new RnnBatch(trained).Run([sequence])];

            foreach ((RnnStep expected, RnnStep actual, RnnStep batched) in Runs.Run(plain, input).Zip(Runs.Run(trained, input), batch))
            {
                Assert.Equal(expected.Output, actual.Output);
                Assert.Equal(expected.Output, expected.Prediction);
                Assert.Equal(expected.State, actual.State);
                Near.Equal(Predict(loss, Runs.Vector(expected.Output)), Runs.Vector(actual.Prediction), 1e-14, $"{loss}");
                Assert.Equal(actual.Prediction, batched.Prediction);
                Assert.All((actual as StackStep)?.Layers ?? [], layer => Assert.Equal(layer.State.ToArray(), Runs.Vector(layer.Prediction)));
            }
        }
    }

    [Theory]
    [InlineData("Poisson", 1, RnnOutputStep.Every)]
    [InlineData("Poisson", 2, RnnOutputStep.Every)]
    [InlineData("Poisson", 1, RnnOutputStep.Last)]
    [InlineData("BinaryCrossEntropy", 1, RnnOutputStep.Every)]
    [InlineData("BinaryCrossEntropy", 3, RnnOutputStep.Last)]
    [InlineData("SoftmaxCrossEntropy", 1, RnnOutputStep.Every)]
    [InlineData("MeanSquaredError", 1, RnnOutputStep.Every)]
    public void A_forecast_feeds_its_predictions_back(string loss, int lead, RnnOutputStep outputStep)
    {
        var draw = new Draw(5);
        var plain = new RnnModel([Cells.Gru(2, 4)], draw.Matrix(4, 2), draw.Vector(2));
        RnnModel model = Trained(new RnnModel(plain.Stack, plain.OutputWeights, plain.OutputBias, outputStep: outputStep), loss);
        double[][] history = Runs.Input(6, 2, seed: 9);

        RnnForecastStep[] steps = Forecast(model, history, new RnnForecastOptions { Count = 5, Lead = lead, Feedback = Echo(2) });

        // By hand: the untrained model runs anew over the whole series for each step.
        List<double[]> series = [.. history];
        foreach (RnnForecastStep step in steps)
        {
            double[] next = Predict(loss, Runs.Vector(Runs.Run(plain, [.. series])[series.Count - lead].Output));
            Near.Equal(next, Runs.Vector(step.Value), 1e-12, $"{loss} {step.Step}");
            series.Add(next);
        }
    }

    [Theory]
    [InlineData("Poisson", RnnOutputActivation.Identity)]
    [InlineData("Poisson", RnnOutputActivation.Sigmoid)]
    [InlineData("BinaryCrossEntropy", RnnOutputActivation.Identity)]
    [InlineData("BinaryCrossEntropy", RnnOutputActivation.Sigmoid)]
    public void Validation_residuals_are_of_predictions_and_give_an_interval(string loss, RnnOutputActivation activation)
    {
        double[] values = [.. Enumerable.Range(0, 40).Select(t => loss == "Poisson" ? 3 + (t % 4) : t % 3 == 0 ? 1.0 : 0)];
        var table = new RnnSequence("s", new RnnMatrix(values.Length, 1, values));
        RnnModel start = Runs.Random(1, 4, 1, seed: 2);
        var model = new RnnModel(start.Stack, start.OutputWeights, start.OutputBias, activation);
        var options = new RnnTrainingOptions { Loss = RnnLossFunction.Parse(loss), Epochs = 5, ValidationFraction = 0.25 };

        _ = new RnnTrainer(model, [new TrainingSeries(table, [0], [0], lead: 1)], options).Run().Count();

        // The trained network, without what it knows of its training.
        var network = new RnnModel(model.Stack, model.OutputWeights, model.OutputBias, activation);
        network.SetScaling(model.InputScaler, model.OutputScaler);
        RnnMatrix residuals = model.Training!.Residuals!;
        double[][] all = [.. values.Select(value => new[] { value })];
        int first = values.Length - 1 - residuals.Rows;
        double[] outputs = [.. Runs.Run(network, all[..^1]).Skip(first).Select(step => (double)step.Output)];
        string link = activation == RnnOutputActivation.Sigmoid && loss != "Poisson" ? "MeanSquaredError" : loss;
        Near.Equal(
            outputs.Select((output, t) => values[first + t + 1] - Predict(link, [output])[0]),
            residuals.AsSpan().ToArray(),
            1e-12,
            $"{loss}");

        var forecast = new RnnForecastOptions { Count = 6, Feedback = Echo(1), Intervals = [0.9], Residuals = residuals };
        Assert.All(Forecast(model, all, forecast), step =>
        {
            Assert.InRange((double)step.Value, (double)step.Lower!, (double)step.Upper!);
            Assert.True((double)step.Lower! >= 0, "neither counts nor probabilities are negative");
            Assert.True(loss == "Poisson" || (double)step.Upper! <= 1, "a probability is at most 1");
        });
    }

    [Fact]
    public void Counts_end_at_0_and_probabilities_at_1()
    {
        // Centred: −8, 1, 7. A rate of 5 and quantiles of type 7: the tail of 0.1 is −8 + 0.2·9 = −6.2, that of 0.9 is 5.8.
        var residuals = new RnnMatrix(3, 1, [-8, 1, 7]);
        var options = new RnnForecastOptions { Count = 1, Feedback = Echo(1), Intervals = [0.8], Residuals = residuals };

        RnnForecastStep count = Forecast(Trained(Constant([Math.Log(5)]), "Poisson"), [[1]], options)[0];
        RnnForecastStep chance = Forecast(Trained(Constant([0]), "BinaryCrossEntropy"), [[1]], options)[0];
        RnnForecastStep value = Forecast(Trained(Constant([5]), "MeanSquaredError"), [[1]], options)[0];

        Near.Equal([5, 0, 10.8], [(double)count.Value, (double)count.Lower!, (double)count.Upper!], 1e-14, $"count");
        Assert.Equal((0.5, 0.0, 1.0), ((double)chance.Value, (double)chance.Lower!, (double)chance.Upper!));
        Near.Equal([5, -1.2, 10.8], [(double)value.Value, (double)value.Lower!, (double)value.Upper!], 1e-14, $"value");
    }

    [Fact]
    public void A_distribution_over_classes_is_not_fed_back_into_other_inputs()
    {
        RnnException error = Assert.Throws<RnnException>(() => FeedbackMap.Create(2, 2, ["a", "b"], ["class"]));

        Assert.Equal(RnnErrorId.Feedback, error.Id);
        Assert.Contains("2 probabilities for class", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interval_of_classes_is_refused_for_what_it_is()
    {
        RnnException error = Assert.Throws<RnnException>(() => new RnnForecaster(
            Trained(Constant([0, 1]), "SoftmaxCrossEntropy"), new RnnForecastOptions { Count = 1, Feedback = FeedbackMap.None(1), Intervals = [0.9] }));

        Assert.Equal(RnnErrorId.Interval, error.Id);
        Assert.Contains("probabilities of classes", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Gives a model the description of a training.</summary>
    internal static RnnModel Trained(RnnModel model, string loss, int lead = 0, params string[] targets)
    {
        model.Publish(model.Weights.With(new RnnTraining { Loss = RnnLossFunction.Parse(loss), Lead = lead, TargetNames = targets }));
        return model;
    }

    /// <summary>The textbook inverse of a loss's link, for logits that a textbook formula does not overflow with.</summary>
    internal static double[] Predict(string loss, double[] outputs) => loss switch
    {
        "Poisson" => [.. outputs.Select(Math.Exp)],
        "BinaryCrossEntropy" => [.. outputs.Select(z => 1 / (1 + Math.Exp(-z)))],
        "SoftmaxCrossEntropy" => [.. outputs.Select(z => 1 / outputs.Sum(other => Math.Exp(other - z)))],
        _ => outputs,
    };

    private static RnnModel Constant(double[] outputs) => new(
        [new ElmanCell(new RnnMatrix(1, 1, [0]), new RnnMatrix(1, 1, [0]))],
        new RnnMatrix(1, outputs.Length, new double[outputs.Length]),
        new RnnVector(outputs));

    private static FeedbackMap Echo(int size) => FeedbackMap.Create(size, size, [], []);

    private static RnnForecastStep[] Forecast(RnnModel model, double[][] history, RnnForecastOptions options) =>
        [.. new RnnForecaster(model, options).Run(
            new RnnSequence("s", new RnnMatrix(history.Length, history[0].Length, [.. history.SelectMany(row => row)])))];
}
