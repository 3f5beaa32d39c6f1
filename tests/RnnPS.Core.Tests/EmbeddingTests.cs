namespace RnnPS.Core.Tests;

/// <summary>A model that reads tokens is the model without an embedding that reads the tokens' vectors.</summary>
[Trait("Vectors", "Yes")]
public sealed class EmbeddingTests
{
    private const int Vocabulary = 6;
    private const int Size = 3;

    public static TheoryData<double, string> NoTokens => new()
    {
        { 6, "6 is not a token" },
        { -1, "-1 is not a token" },
        { 2.5, "2.5 is not a token" },
        { 1e300, "1E+300 is not a token" },
        { -1e-300, "-1E-300 is not a token" },
    };

    [Theory]
    [InlineData(RnnPrecision.Double, RnnOutputStep.Every)]
    [InlineData(RnnPrecision.Single, RnnOutputStep.Every)]
    [InlineData(RnnPrecision.Double, RnnOutputStep.Last)]
    public void Its_numbers_are_those_of_the_model_that_reads_the_vectors(RnnPrecision precision, RnnOutputStep outputStep)
    {
        RnnModel tokens = Model(outputStep);
        RnnModel vectors = WithoutEmbedding(tokens);
        RnnSequence[] sequences = [Tokens("a", 0, 5, 5, 2), Tokens("b", 3), Tokens("c", 1, 1)];

        RnnStep[] expected = [.. new RnnBatch(vectors, precision).Run([.. sequences.Select(one => Lookup(tokens, one))])];
        RnnStep[] actual = [.. new RnnBatch(tokens, precision).Run(sequences)];

        Assert.Equal(expected.Select(step => step.OutputVector), actual.Select(step => step.OutputVector));
        Assert.Equal(expected.Select(step => step.State), actual.Select(step => step.State));
        Assert.Equal(expected.Select(step => step.InputVector), actual.Select(step => step.ToVectors().Single(vector => vector.Key == "Embedding").Value));
        Assert.All(actual, step => Assert.Equal(sequences.Single(one => one.Key == step.Sequence).Values[(int)step.Step], step.InputVector));
    }

    [Fact]
    public void The_input_of_a_step_is_its_token_and_the_input_of_its_first_layer_the_vector()
    {
        RnnModel model = Model(cells: 2);
        RnnStep step = Runs.Run(model, [[4]])[0];

        Assert.Equal(4.0, step.Input);
        Assert.Equal(["Input", "Embedding", "Layer0PreActivation"], step.ToVectors().Take(3).Select(vector => vector.Key));
        Assert.Equal(model.EmbeddingWeights![4], ((StackStep)step).Layers[0].Input);
    }

    [Theory]
    [MemberData(nameof(NoTokens))]
    public void A_number_that_is_no_token_is_an_error_and_the_run_goes_on(double value, string text)
    {
        RnnModel model = Model();
        var run = new RnnRun(model);

        RnnException error = Assert.Throws<RnnException>(() => run.Add([value], 0));
        run.Add([5], 1);

        Assert.Equal(RnnErrorId.Token, error.Id);
        Assert.StartsWith(text, error.Message, StringComparison.Ordinal);
        Assert.Contains("an integer from 0 to 5", error.Message, StringComparison.Ordinal);
        Assert.Equal(value, error.Value);
        Assert.Equal(1, run.Flush().Single().Step);
    }

    [Theory]
    [MemberData(nameof(NoTokens))]
    public void So_it_is_in_a_batch_in_training_in_gradients_and_in_forecasts(double value, string text)
    {
        RnnModel model = Model();
        RnnSequence bad = Tokens("bad", 1, 2, value, 3);
        var faults = new List<(int Index, RnnException Error)>();

        RnnStep[] steps = [.. new RnnBatch(model).Run([bad, Tokens("good", 1)], fault: (_, index, error) => faults.Add((index, error)))];

        Assert.Equal([0L, 1, 3, 0], steps.Select(step => step.Step));
        Assert.Equal((2, RnnErrorId.Token), (faults.Single().Index, faults[0].Error.Id));
        Assert.StartsWith(text, faults[0].Error.Message, StringComparison.Ordinal);
        var series = new TrainingSeries(bad, [0], [0], lead: 1);
        string place = "Step 2 of sequence bad: " + text;
        RnnLossFunction loss = RnnLossFunction.SoftmaxCrossEntropy;
        Refusals.Check("training", () => new RnnTrainer(model, [series], new RnnTrainingOptions { Loss = loss }), RnnErrorId.Token, place);
        Refusals.Check("check", () => GradientMeter.Check(model, [series], loss, samples: 1), RnnErrorId.Token, place);
        Refusals.Check(
            "gradients",
            () => RnnGradients.Measure(model, [bad], [new RnnMatrix(4, 1, new double[4])], new RnnGradientOptions { Loss = loss }),
            RnnErrorId.Token,
            text);
        Refusals.Check("history", () => Forecast(model, bad, [1]), RnnErrorId.Token, place);
        Refusals.Check(
            "future", () => Forecast(model, Tokens("h", 1, 2), [1, value]), RnnErrorId.Token, "Row 1 of the future inputs of the sequence h: " + text);
    }

    [Fact]
    public void A_missing_token_is_a_missing_value()
    {
        RnnException error = Assert.Throws<RnnException>(() => new RnnRun(Model()).Add([double.NaN], 0));

        Assert.Equal(RnnErrorId.MissingValue, error.Id);
    }

    [Fact]
    public void A_masked_step_is_not_looked_up()
    {
        RnnModel model = Model(outputs: 1);
        var sequence = new RnnSequence("a", new RnnMatrix(4, 1, [1, 99, double.NaN, 2]), mask: [true, false, false, true]);

        RnnStep[] steps = [.. new RnnBatch(model).Run([sequence])];

        Assert.Equal([1, 99, double.NaN, 2], steps.Select(step => (double)step.Input));
        Assert.Equal(new double[Size], steps[1].ToVectors().Single(vector => vector.Key == "Embedding").Value);
        Assert.Equal(steps[0].State, steps[2].State);
        RnnStep[] without = [.. new RnnBatch(model).Run([Tokens("a", 1, 2)])];
        Assert.Equal(without[1].OutputVector, steps[3].OutputVector);
        Assert.NotEmpty(Train(model, [new TrainingSeries(sequence, [0], [0], lead: 0)], new RnnTrainingOptions { Epochs = 1 }));
    }

    [Fact]
    public void A_forecast_feeds_no_prediction_back_as_a_token()
    {
        RnnModel model = Model(outputs: 1);
        var options = new RnnForecastOptions { Count = 2, Feedback = FeedbackMap.Create(1, 1, ["a"], ["a"]) };

        Refusals.Check("feedback", () => new RnnForecaster(model, options), RnnErrorId.Feedback, "predictions are numbers that can't become tokens");
        // Within the lead, nothing is fed back.
        Assert.Single(new RnnForecaster(model, options with { Count = 1 }).Run(Tokens("h", 1, 2)));
    }

    [Fact]
    public void Tokens_have_no_scaler()
    {
        RnnModel model = Model(outputs: 1);
        RnnScaler scaler = RnnScaler.Fit(RnnScaling.Standard, 1, (_, value) => Array.ForEach([1.0, 2, 4], value))!;

        RnnException error = Assert.Throws<RnnException>(() => model.SetScaling(scaler, null));
        model.SetScaling(null, scaler);

        Assert.Equal(RnnErrorId.Scaling, error.Id);
        Assert.Contains("are tokens, which can't be scaled", error.Message, StringComparison.Ordinal);
        Assert.Equal((null, scaler), (model.InputScaler, model.OutputScaler));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(RnnScaling.Standard)]
    [InlineData(RnnScaling.MinMax)]
    public void Training_scales_the_targets_of_a_regression_and_no_tokens(RnnScaling? scaling)
    {
        RnnModel model = Model(outputs: 1);
        // Tokens that are constant, and targets with mean 20.
        var series = new TrainingSeries(new RnnSequence("a", new RnnMatrix(4, 2, [3, 10, 3, 30, 3, 10, 3, 30])), [0], [1]);
        var trainer = new RnnTrainer(model, [series], new RnnTrainingOptions { Epochs = 1, Scaling = scaling });

        Assert.Empty(trainer.ConstantColumns);
        Assert.Single(trainer.Run());
        Assert.Null(model.InputScaler);
        Assert.Equal(scaling == RnnScaling.MinMax ? 10 : 20, model.OutputScaler!.Offset[0], 1e-12);
        // A second training keeps the scaling.
        Assert.NotEmpty(Train(model, [series], new RnnTrainingOptions { Epochs = 1 }));
    }

    [Fact]
    public void The_gradient_of_a_vector_is_the_sum_of_the_input_gradients_of_its_token()
    {
        RnnModel tokens = Model();
        RnnModel vectors = WithoutEmbedding(tokens);
        RnnSequence[] sequences = [Tokens("a", 0, 5, 5, 2), Tokens("b", 3, 5), Tokens("c", 1)];
        RnnMatrix[] targets = [.. sequences.Select((one, i) => new RnnMatrix(one.Length, 1, [.. Enumerable.Range(0, one.Length).Select(t => (double)((t + i) % Vocabulary))]))];
        var options = new RnnGradientOptions { Loss = RnnLossFunction.SoftmaxCrossEntropy };
        RnnGradients expected = RnnGradients.Measure(vectors, [.. sequences.Select(one => Lookup(tokens, one))], targets, options);

        RnnGradients actual = RnnGradients.Measure(tokens, sequences, targets, options);

        var sums = new double[Vocabulary * Size];
        for (int i = 0; i < sequences.Length; i++)
        {
            for (int t = 0; t < sequences[i].Length; t++)
            {
                for (int j = 0; j < Size; j++)
                {
                    sums[((int)sequences[i].Values[t][0] * Size) + j] += expected.Inputs[i][t, j];
                }
            }
        }

        RnnParameterGradient embedding = actual.Parameters[0];
        Assert.Equal("EmbeddingWeights", embedding.Name);
        Near.Equal(sums, embedding.Values.AsSpan().ToArray(), 1e-14, $"embedding");
        // No sequence has the token 4.
        Assert.Equal(new double[Size], embedding.Values[4]);
        Assert.NotEqual(new double[Size], embedding.Values[5]);
        foreach ((RnnMatrix left, RnnMatrix right) in expected.Inputs.Zip(actual.Inputs))
        {
            Assert.Equal(left.AsSpan().ToArray(), right.AsSpan().ToArray());
        }

        foreach ((RnnParameterGradient left, RnnParameterGradient right) in expected.Parameters.Zip(actual.Parameters.Skip(1)))
        {
            Assert.Equal(left.Values.AsSpan().ToArray(), right.Values.AsSpan().ToArray());
        }
    }

    [Theory]
    [InlineData(RnnOutputStep.Every)]
    [InlineData(RnnOutputStep.Last)]
    public void Central_differences_give_its_gradient(RnnOutputStep outputStep)
    {
        RnnModel model = Model(outputStep, cells: 2);
        RnnSequence[] sequences = [Tokens("a", 0, 5, 5, 2, 1), Tokens("b", 3, 3, 4)];
        RnnMatrix[] targets = [.. sequences.Select(one => outputStep == RnnOutputStep.Last ? new RnnMatrix(1, 1, [2]) : one.Values)];

        RnnGradientCheck check = RnnGradientCheck.Run(model, sequences, targets, new RnnGradientOptions { Loss = RnnLossFunction.SoftmaxCrossEntropy });

        RnnGradientCheckGroup embedding = check.Groups.Single(group => group.Name == "EmbeddingWeights");
        Assert.Equal((Vocabulary * Size, 0, false), (embedding.Checked, embedding.Bends, embedding.IsZero));
        Assert.InRange(check.MaxRelativeError, 0, 1e-7);
    }

    [Fact]
    public void It_learns_which_token_follows()
    {
        RnnModel model = Model();
        RnnSequence melody = Tokens("melody", [.. Enumerable.Range(0, 120).Select(i => (double)((int[])[0, 2, 1, 3, 2, 4])[i % 6])]);
        var options = new RnnTrainingOptions
        {
            Loss = RnnLossFunction.SoftmaxCrossEntropy,
            Optimizer = new AdamOptimizer { LearningRate = 0.03 },
            SequenceLength = 12,
            Epochs = 60,
        };

        RnnEpoch last = Train(model, [new TrainingSeries(melody, [0], [0], lead: 1)], options)[^1];

        // After a 2 comes a 1 or a 4: it depends on the token before. Only the first 2 of a window is a guess.
        Assert.InRange(last.Accuracy!.Value, 0.9, 1);
        int[] predicted = [.. new RnnBatch(model).Run([melody]).Skip(1).Take(6).Select(step => Best(step.PredictionVector))];
        Assert.Equal([1, 3, 2, 4, 0, 2], predicted);
    }

    [Fact]
    public void Its_vectors_have_the_size_of_the_first_layers_input()
    {
        RnnCell cell = Cells.Gru(3, 4);

        Refusals.Check(
            "size",
            () => new RnnModel([new RnnStackLayer(cell)], embeddingWeights: new RnnMatrix(5, 2, new double[10])),
            RnnErrorId.WeightShape,
            "EmbeddingWeights is 5×2 (rows×columns): expected 5×3, to fit the input of the first layer");
        Refusals.Check(
            "NaN",
            () => new RnnModel([new RnnStackLayer(cell)], embeddingWeights: new RnnMatrix(1, 3, [0, double.NaN, 0])),
            RnnErrorId.WeightNotFinite,
            "EmbeddingWeights holds NaN");
    }

    private static int Best(RnnVector values) => Array.IndexOf(values.ToArray(), values.Max());

    private static RnnEpoch[] Train(RnnModel model, TrainingSeries[] series, RnnTrainingOptions options) =>
        [.. new RnnTrainer(model, series, options).Run()];

    private static RnnForecastStep[] Forecast(RnnModel model, RnnSequence history, double[] future)
    {
        var options = new RnnForecastOptions { Count = 3, Feedback = FeedbackMap.None(1) };
        return [.. new RnnForecaster(model, options).Run(history, Tokens("f", [.. future, 1]))];
    }

    private static RnnSequence Tokens(object key, params double[] tokens) => new(key, new RnnMatrix(tokens.Length, 1, tokens));

    private static RnnSequence Lookup(RnnModel model, RnnSequence tokens) => new(
        tokens.Key, new RnnMatrix(tokens.Length, Size, [.. tokens.Values.SelectMany(token => model.EmbeddingWeights![(int)token[0]])]));

    private static RnnModel WithoutEmbedding(RnnModel model) =>
        new(model.Stack, model.OutputWeights, model.OutputBias, model.OutputActivation, model.OutputStep, denseLayers: model.DenseLayers);

    private static RnnModel Model(RnnOutputStep outputStep = RnnOutputStep.Every, int cells = 1, int outputs = Vocabulary)
    {
        var draw = new Draw(41);
        return new RnnModel(
            [.. Enumerable.Range(0, cells).Select(i => new RnnStackLayer(Cells.Gru(i == 0 ? Size : 4, 4)))],
            draw.Matrix(4, outputs),
            draw.Vector(outputs),
            outputStep: outputStep,
            embeddingWeights: draw.Matrix(Vocabulary, Size));
    }
}
