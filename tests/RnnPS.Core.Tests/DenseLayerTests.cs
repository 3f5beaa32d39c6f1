namespace RnnPS.Core.Tests;

/// <summary>Hidden dense layers between the last recurrent layer and the output layer.</summary>
[Trait("Vectors", "Yes")]
public sealed class DenseLayerTests
{
    public static TheoryData<RnnActivation> Activations() => [.. Enum.GetValues<RnnActivation>()];

    [Fact]
    public void A_linear_layer_and_the_output_layer_are_one_output_layer_with_the_product_of_their_weights()
    {
        var draw = new Draw(51);
        RnnMatrix first = draw.Matrix(4, 3);
        RnnMatrix second = draw.Matrix(3, 2);
        double[] product = [.. Enumerable.Range(0, 8).Select(i => Enumerable.Range(0, 3).Sum(k => first[i / 2, k] * second[k, i % 2]))];
        var layers = new RnnModel([new RnnStackLayer(Cells.Lstm(1, 4))], second, denseLayers: [new RnnDenseLayer(first)]);
        var one = new RnnModel([Cells.Lstm(1, 4)], new RnnMatrix(4, 2, product));

        foreach ((RnnStep expected, RnnStep actual) in Runs.Run(one, [[1], [-2], [0.5]]).Zip(Runs.Run(layers, [[1], [-2], [0.5]])))
        {
            Near.Equal(expected.OutputVector, actual.OutputVector, 1e-14, $"{actual}");
            Assert.Equal(expected.State, actual.State);
        }
    }

    [Fact]
    public void Without_an_output_layer_the_last_dense_layer_is_the_output()
    {
        RnnModel model = Model(output: false);
        RnnStep step = Runs.Run(model, [[0.5]])[0];

        Assert.Equal((4, 3), (model.HiddenSize, model.OutputSize));
        Assert.Equal(["Input", "PreActivation"], step.ToVectors().Take(2).Select(vector => vector.Key));
        Assert.Equal(
            ["State", "Dense0PreActivation", "Dense0Output", "Dense1PreActivation", "Dense1Output", "Output"],
            step.ToVectors().SkipWhile(vector => vector.Key != "State").Select(vector => vector.Key));
        Assert.Equal(step.ToVectors().Single(vector => vector.Key == "Dense1Output").Value, step.Output);
    }

    [Theory]
    [InlineData(RnnOutputStep.Every)]
    [InlineData(RnnOutputStep.Last)]
    public void The_logits_of_a_step_are_those_of_the_equations(RnnOutputStep outputStep)
    {
        RnnModel model = Model(RnnOutputActivation.Softmax, outputStep);
        var sequence = new RnnSequence("a", new RnnMatrix(2, 1, [0.5, -1]));
        RnnModel linear = Model(RnnOutputActivation.Identity, outputStep);

        RnnStep step = new RnnBatch(model).Run([sequence]).Last();

        Near.Equal(new NaiveNetwork(linear).Run(sequence).Outputs[^1], step.Logits(), 1e-14, $"logits");
    }

    [Theory]
    [MemberData(nameof(Activations))]
    public void Central_differences_give_the_gradients_behind_every_activation(RnnActivation activation)
    {
        var draw = new Draw(52);
        RnnActivationFunction function = activation switch
        {
            RnnActivation.LeakyRelu or RnnActivation.Elu => new RnnActivationFunction(activation, 0.3),
            RnnActivation.Affine or RnnActivation.ScaledTanh => new RnnActivationFunction(activation, 0.3, 0.7),
            RnnActivation.ThresholdedRelu => new RnnActivationFunction(activation, 0.2),
            _ => activation,
        };
        foreach ((RnnOutputStep outputStep, bool output) in new[] { (RnnOutputStep.Every, true), (RnnOutputStep.Every, false), (RnnOutputStep.Last, true), (RnnOutputStep.Last, false) })
        {
            // Wider than a vector, and not a multiple of one.
            RnnDenseLayer[] dense = [new(draw.Matrix(4, 21), draw.Vector(21), function), new(draw.Contracting(21, 1, 3), null, function)];
            var model = new RnnModel(
                [new RnnStackLayer(Cells.Elman(2, 4))], output ? draw.Matrix(3, 2) : null, outputStep: outputStep, denseLayers: dense);
            RnnSequence[] sequences = [.. new[] { 5, 3, 6 }.Select((length, key) => new RnnSequence(
                key, draw.Matrix(length, 2), mask: key == 2 ? [true, false, true, true, false, true] : null))];
            RnnMatrix[] targets = [.. sequences.Select(one => draw.Matrix(outputStep == RnnOutputStep.Last ? 1 : one.Length, model.OutputSize))];

            RnnGradientCheck check = RnnGradientCheck.Run(model, sequences, targets, samples: 25);

            Assert.Equal(
                ["DenseLayers[0].Weights", "DenseLayers[0].Bias", "DenseLayers[1].Weights"],
                check.Groups.Select(group => group.Name).Where(name => name.StartsWith("Dense", StringComparison.Ordinal)));
            Assert.True(check.MaxRelativeError < 1e-6, $"{function} {outputStep} {output}: {string.Join("; ", check.Groups)}");
            Assert.True(check.Groups.Sum(group => group.Checked) >= 4 * check.Groups.Sum(group => group.Bends), $"{function}: too many bends");
        }
    }

    [Theory]
    [InlineData(RnnPrecision.Double)]
    [InlineData(RnnPrecision.Single)]
    public void Training_gives_the_same_bits_on_any_number_of_threads_and_from_a_checkpoint(RnnPrecision precision)
    {
        var options = new RnnTrainingOptions
        {
            Loss = RnnLossFunction.SoftmaxCrossEntropy,
            Epochs = 4,
            SequenceLength = 4,
            BatchSize = 40,
            ValidationFraction = 0.2,
            Precision = precision,
        };
        RnnModel one = Tokens();
        List<TrainingCheckpoint> saved = [];
        RnnEpoch[] epochs = [.. new RnnTrainer(one, Series(), options with { Threads = 1 }) { Save = saved.Add }.Run()];

        // Every array has learned. Single numbers have not, where relu is 0 for all tokens.
        Assert.All(Tokens().Weights.Arrays().Zip(one.Weights.Arrays()), pair => Assert.NotEqual(
            pair.First.Values.AsSpan().ToArray(), pair.Second.Values.AsSpan().ToArray()));
        // The validation pass computes the loss on its own, from the logits of the steps.
        Assert.InRange(epochs[^1].ValidationLoss!.Value, 0.1, epochs[0].ValidationLoss!.Value);
        foreach (int threads in new[] { 2, 3 })
        {
            RnnModel model = Tokens();
            Assert.Equal(4, new RnnTrainer(model, Series(), options with { Threads = threads }).Run().Count());
            Assert.Equal(Numbers(one), Numbers(model));
        }

        RnnModel resumed = Tokens();
        Assert.Equal(2, new RnnTrainer(resumed, Series(), options).Run(saved[1]).Count());
        Assert.Equal(Numbers(one), Numbers(resumed));
    }

    [Fact]
    public void A_checkpoint_of_another_activation_is_refused()
    {
        List<TrainingCheckpoint> saved = [];
        var options = new RnnTrainingOptions { Epochs = 1 };
        var series = new TrainingSeries(new RnnSequence("a", new RnnMatrix(3, 3, [1, 2, 3, 4, 5, 6, 7, 8, 9])), [0], [1, 2]);
        Assert.NotEmpty(new RnnTrainer(Model(), [series], options) { Save = saved.Add }.Run());
        RnnModel model = Model();
        RnnDenseLayer[] dense = [new(model.DenseLayers[0].Weights, model.DenseLayers[0].Bias, RnnActivation.Elu), model.DenseLayers[1]];
        var other = new RnnModel(model.Stack, model.OutputWeights, model.OutputBias, denseLayers: dense);

        RnnException error = Assert.Throws<RnnException>(() => new RnnTrainer(other, [series], options).Run(saved[0]));

        Assert.Equal(RnnErrorId.CheckpointMismatch, error.Id);
        Assert.Contains("Dense 4→5 Elu", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pre_activation_that_overflows_is_named_though_its_activation_is_finite()
    {
        foreach (RnnOutputStep outputStep in Enum.GetValues<RnnOutputStep>())
        {
            var model = new RnnModel(
                [new RnnStackLayer(new ElmanCell(new RnnMatrix(1, 1, [1]), new RnnMatrix(1, 1, [0]), activation: RnnActivation.Identity))],
                new RnnMatrix(1, 1, [1]),
                outputStep: outputStep,
                denseLayers: [new RnnDenseLayer(new RnnMatrix(1, 1, [1e300]), activation: RnnActivation.Tanh)]);
            var sequence = new RnnSequence("a", new RnnMatrix(2, 1, [1, 1e10]));
            foreach (long replayBeyond in new[] { long.MaxValue, 0 })
            {
                RnnException error = Assert.Throws<RnnException>(
                    () => new RnnBatch(model) { ReplayBeyond = replayBeyond }.Run([sequence]).Count());

                Assert.Equal(RnnErrorId.NotFinite, error.Id);
                Assert.StartsWith("Dense0PreActivation of step 1 became Infinity", error.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Changing_one_weight_changes_nothing_else_of_the_model()
    {
        RnnModel before = Tokens();
        foreach (string name in new[] { "EmbeddingWeights", "DenseLayers[0].Weights", "DenseLayers[1].Bias", "denselayers[1].weights" })
        {
            RnnModel model = Tokens();

            model.SetWeight(name, 0, 1, 7.25);

            Assert.Single(model.Weights.Arrays().SelectMany(array => array.Values.AsSpan().ToArray()), 7.25);
            Assert.Equal(1, Numbers(before).Zip(Numbers(model)).Count(pair => pair.First != pair.Second));
            Assert.Equal(before.ToString(), model.ToString());
            Assert.Equal(before.DenseLayers.Select(layer => layer.Activation), model.DenseLayers.Select(layer => layer.Activation));
            Assert.Equal(before.ParameterCount, model.ParameterCount);
            Assert.Same(model.Layers[0], model.Weights.With(RnnOutputStep.Last).Cells[0]);
        }

        Refusals.Check(
            "unknown",
            () => before.Weights.With("DenseLayers[2].Weights", 0, 0, 1),
            RnnErrorId.UnknownWeight,
            "EmbeddingWeights, Layers[0].InputWeights, Layers[0].RecurrentWeights, Layers[0].Bias, Layers[0].RecurrentBias, DenseLayers[0].Weights, "
                + "DenseLayers[0].Bias, DenseLayers[1].Weights, DenseLayers[1].Bias, OutputWeights, OutputBias");
    }

    [Fact]
    public void Its_weights_fit_the_layer_below()
    {
        RnnStackLayer[] stack = [new(Cells.Elman(1, 4))];
        var five = new RnnDenseLayer(new RnnMatrix(4, 5, new double[20]));

        Refusals.Check(
            "first", () => new RnnModel(stack, denseLayers: [Layer(3, 2)]), RnnErrorId.WeightShape, "DenseLayers[0].Weights is 3×2 (rows×columns): expected 4×2");
        Refusals.Check("second", () => new RnnModel(stack, denseLayers: [five, Layer(4, 2)]), RnnErrorId.WeightShape, "DenseLayers[1].Weights is 4×2");
        Refusals.Check("output", () => new RnnModel(stack, new RnnMatrix(4, 1, new double[4]), denseLayers: [five]), RnnErrorId.WeightShape, "OutputWeights is 4×1");
        Refusals.Check("bias", () => new RnnDenseLayer(new RnnMatrix(1, 2, [1, 2]), new RnnVector([1])), RnnErrorId.WeightShape, "Bias [1]");
        Refusals.Check("empty", () => new RnnDenseLayer(new RnnMatrix(1, 0, [])), RnnErrorId.WeightEmpty, "Weights is 1×0");
        Refusals.Check("NaN", () => new RnnDenseLayer(new RnnMatrix(1, 1, [double.NaN])), RnnErrorId.WeightNotFinite, "Weights holds NaN");

        static RnnDenseLayer Layer(int inputs, int outputs) => new(new RnnMatrix(inputs, outputs, new double[inputs * outputs]));
    }

    [Fact]
    public void A_model_tells_its_layers()
    {
        RnnModel model = Tokens();

        Assert.Equal("Gru 5 tokens→3→4→6→3→5", model.ToString());
        // Counted: 5·3, 3·4·(3 + 4 + 2), 4·6 + 6, 6·3 + 3 and 3·5 + 5.
        Assert.Equal(15 + 108 + 30 + 21 + 20, model.ParameterCount);
        Assert.Equal(["Dense 4→6 Relu", "Dense 6→3 LeakyRelu(0.2, 0)"], model.DenseLayers.Select(layer => layer.ToString()));
        Assert.Equal(
            """
            Gru 5 tokens→3→4→6→3→5

            Layer      Kind               Direction      Input  Hidden  Output  Parameters
            -----      ----               ---------      -----  ------  ------  ----------
            embedding  Tokens                                5               3          15
            0          Gru                Forward            3       4       4         108
            dense 0    Relu               at every step      4               6          30
            dense 1    LeakyRelu(0.2, 0)  at every step      6               3          21
            output     Identity           at every step      3               5          20

            194 parameters
            """,
            model.ToSummary());
    }

    private static RnnModel Model(
        RnnOutputActivation activation = RnnOutputActivation.Identity, RnnOutputStep outputStep = RnnOutputStep.Every, bool output = true)
    {
        var draw = new Draw(53);
        RnnDenseLayer[] dense = [new(draw.Matrix(4, 5), draw.Vector(5), RnnActivation.Tanh), new(draw.Matrix(5, 3), draw.Vector(3))];
        return new RnnModel(
            [new RnnStackLayer(Cells.Elman(1, 4))], output ? draw.Matrix(3, 2) : null, output ? draw.Vector(2) : null, activation, outputStep, denseLayers: dense);
    }

    // An embedding, a layer, two dense layers and an output.
    private static RnnModel Tokens()
    {
        var draw = new Draw(54);
        RnnDenseLayer[] dense =
        [
            new(draw.Matrix(4, 6), draw.Vector(6), RnnActivation.Relu),
            new(draw.Matrix(6, 3), draw.Vector(3), new RnnActivationFunction(RnnActivation.LeakyRelu, 0.2)),
        ];
        return new RnnModel(
            [new RnnStackLayer(Cells.Gru(3, 4))], draw.Matrix(3, 5), draw.Vector(5), denseLayers: dense, embeddingWeights: draw.Matrix(5, 3));
    }

    private static TrainingSeries[] Series()
    {
        double[] melody = [.. Enumerable.Range(0, 200).Select(i => (double)((int[])[0, 2, 1, 3, 2, 4])[i % 6])];
        return [new TrainingSeries(new RnnSequence("melody", new RnnMatrix(200, 1, melody)), [0], [0], lead: 1)];
    }

    private static double[] Numbers(RnnModel model) => [.. model.Weights.Arrays().SelectMany(array => array.Values.AsSpan().ToArray())];
}
