using RnnPS.Core.Tests;

namespace RnnPS.Files.Tests;

/// <summary>
/// A graph with affine layers, and with linear layers below recurrent ones, becomes a model that computes what its layers compute one
/// after the other.
/// </summary>
public sealed class GraphFoldingTests
{
    private const int Steps = 6;
    private const double Tolerance = 1e-12;

    private static readonly Draw Draw = new(42);

    [Fact]
    public void An_affine_map_at_the_input_becomes_the_input_scaler()
    {
        AffineLayer affine = Affine(3);
        RnnModel model = Check([affine, Recurrent(3)]);

        Assert.NotNull(model.InputScaler);
        Assert.Equal([.. affine.Scale.Select(scale => 1 / scale)], model.InputScaler.Scale.ToArray());
    }

    [Fact]
    public void A_factor_of_zero_at_the_input_folds_into_the_weights() =>
        Assert.Null(Check([new AffineLayer(new RnnVector([2, 0, 3]), new RnnVector([1, 2, 3])), Recurrent(3)]).InputScaler);

    [Fact]
    public void A_second_scaler_at_the_input_folds_into_the_weights()
    {
        var scaler = RnnScaler.Create(RnnScaling.Standard, Draw.Vector(3), new RnnVector([0.5, 2, 3]));
        ModelLayer[] layers = [Affine(3), Recurrent(3)];
        RnnModel model = new ModelGraph { Layers = layers, InputScaler = scaler }.ToModel();

        Assert.Same(scaler, model.InputScaler);
        RnnMatrix input = Draw.Matrix(Steps, 3);
        RequireNear(
            Expected(layers, new RnnMatrix(Steps, 3, [.. input.SelectMany(row => row.Select((value, i) => (value - scaler.Offset[i]) / scaler.Scale[i]))])),
            Outputs(model, input));
    }

    [Theory]
    [InlineData(RnnCellKind.Elman)]
    [InlineData(RnnCellKind.Lstm)]
    [InlineData(RnnCellKind.Gru)]
    public void An_affine_map_between_recurrent_layers_folds_into_the_layer_above(RnnCellKind kind)
    {
        for (int i = 0; i < 20; i++)
        {
            RecurrentLayer below = Bidirectional(3);
            var above = new RecurrentLayer(new RnnStackLayer(RandomNetwork.Cell(Draw, kind, below.OutputSize, 4)));
            RnnModel model = Check([below, Affine(below.OutputSize), above]);

            Assert.Equal(2, model.Stack.Count);
            Assert.Empty(model.DenseLayers);
        }
    }

    [Fact]
    public void An_affine_map_folds_into_both_cells_of_a_bidirectional_layer()
    {
        for (int i = 0; i < 20; i++)
        {
            // Above, the map scales each part of the concatenation by factors of its own.
            RecurrentLayer below = Recurrent(2);
            RecurrentLayer above = Bidirectional(below.OutputSize);
            RnnModel model = Check(
                [below, Affine(below.OutputSize), above, Affine(above.OutputSize), Dense(above.OutputSize, 2, RnnActivation.Identity)]);

            Assert.Equal(2, model.Stack.Count);
            Assert.Empty(model.DenseLayers);
        }
    }

    [Fact]
    public void An_affine_map_around_dense_layers_folds_into_them()
    {
        RecurrentLayer recurrent = Recurrent(2);
        RnnModel before = Check([recurrent, Affine(recurrent.OutputSize), Dense(recurrent.OutputSize, 3, RnnActivation.Sigmoid)]);
        Assert.Equal(RnnOutputActivation.Sigmoid, before.OutputActivation);
        Assert.Empty(before.DenseLayers);

        RnnModel after = Check([recurrent, Dense(recurrent.OutputSize, 3, RnnActivation.Identity), Affine(3)]);
        Assert.Empty(after.DenseLayers);
        Assert.Equal(3, after.OutputWeights!.Columns);

        RnnModel withoutBias = Check([recurrent, new DenseLayer(Draw.Matrix(recurrent.OutputSize, 3), null, RnnActivation.Identity), Affine(3)]);
        Assert.NotNull(withoutBias.OutputBias);
    }

    [Fact]
    public void An_affine_map_with_nothing_linear_beside_it_becomes_a_dense_map()
    {
        RecurrentLayer recurrent = Recurrent(2);
        RnnModel afterCell = Check([recurrent, Affine(recurrent.OutputSize)]);
        Assert.Equal(recurrent.OutputSize, afterCell.OutputWeights!.Rows);

        RnnModel afterRelu = Check([recurrent, Dense(recurrent.OutputSize, 3, RnnActivation.Relu), Affine(3)]);
        Assert.Single(afterRelu.DenseLayers);
        Assert.Equal(RnnActivation.Relu, afterRelu.DenseLayers[0].Activation.Kind);
        Assert.Equal(3, afterRelu.OutputWeights!.Rows);
    }

    [Fact]
    public void An_activation_joins_the_linear_layer_below_it()
    {
        RecurrentLayer recurrent = Recurrent(2);
        int size = recurrent.OutputSize;
        DenseLayer linear = Dense(size, 3, RnnActivation.Identity);

        RnnModel hidden = Check([recurrent, linear, Affine(3), new ActivationLayer(3, RnnActivation.Relu), Dense(3, 2, RnnActivation.Identity)]);
        Assert.Equal(RnnActivation.Relu, Assert.Single(hidden.DenseLayers).Activation.Kind);

        RnnModel output = Check([recurrent, linear, new ActivationLayer(3, RnnActivation.Sigmoid)]);
        Assert.Equal((RnnOutputActivation.Sigmoid, 0), (output.OutputActivation, output.DenseLayers.Count));

        Assert.Equal(
            RnnOutputActivation.Softmax,
            new ModelGraph { Layers = [recurrent, linear, new ActivationLayer(3, RnnActivation.Identity, Softmax: true)] }.ToModel().OutputActivation);
    }

    [Fact]
    public void An_activation_without_a_linear_layer_below_it_becomes_a_dense_layer()
    {
        RecurrentLayer recurrent = Recurrent(2);
        int size = recurrent.OutputSize;
        Assert.Equal(size, Check([recurrent, new ActivationLayer(size, RnnActivation.Relu)]).DenseLayers.Single().Weights.Rows);
        Check([recurrent, Affine(size), new ActivationLayer(size, RnnActivation.Sigmoid)]);
        Check([recurrent, new ActivationLayer(size, RnnActivation.Sigmoid), Affine(size), new ActivationLayer(size, RnnActivation.Relu)]);
        Check([recurrent, Dense(size, 3, RnnActivation.Relu), new ActivationLayer(3, RnnActivation.Sigmoid), Dense(3, 2, RnnActivation.Identity)]);
    }

    [Fact]
    public void Several_affine_maps_and_linear_layers_below_a_recurrent_layer_fold_into_it()
    {
        ModelLayer[] layers =
        [
            Dense(3, 5, RnnActivation.Identity), Affine(5), Affine(5), new DenseLayer(Draw.Matrix(5, 2), null, RnnActivation.Identity), Affine(2), Recurrent(2),
        ];
        RnnModel model = Check(layers);

        Assert.Equal(3, model.InputSize);
        Assert.Single(model.Stack);
        Assert.Null(model.InputScaler);
    }

    [Fact]
    public void An_affine_map_above_an_embedding_folds_into_the_recurrent_layer()
    {
        var embedding = new EmbeddingLayer(Draw.Matrix(5, 3));
        RnnModel model = Check([embedding, Affine(3), Recurrent(3)], new RnnMatrix(Steps, 1, [0, 4, 2, 2, 1, 3]));

        Assert.Same(embedding.Weights, model.EmbeddingWeights);
        Assert.Null(model.InputScaler);
    }

    [Fact]
    public void Layers_that_no_model_has_are_refused_by_name()
    {
        RecurrentLayer recurrent = Recurrent(2);
        int size = recurrent.OutputSize;
        Refuse("no recurrent layer", Dense(2, 3, RnnActivation.Identity));
        Refuse("no recurrent layer");
        Refuse("dense layer with an activation below a recurrent layer", Dense(3, 2, RnnActivation.Tanh), recurrent);
        Refuse("activation below a recurrent layer", recurrent, new ActivationLayer(size, RnnActivation.Relu), Recurrent(size));
        Refuse("activation below a recurrent layer", new ActivationLayer(2, RnnActivation.Relu), recurrent);
        Refuse("softmax that is not the last layer", recurrent, Dense(size, 3, RnnActivation.Identity) with { Softmax = true }, Dense(3, 1, RnnActivation.Identity));
        Refuse("softmax that is not the last layer", recurrent, Dense(size, 3, RnnActivation.Identity) with { Softmax = true, IsOutput = false });
        Refuse("embedding above another layer", recurrent, new EmbeddingLayer(Draw.Matrix(2, 2)), recurrent);
        Refuse("embedding above another layer", Affine(1), new EmbeddingLayer(Draw.Matrix(2, 2)), recurrent);
        Refuse("output layer with the activation Relu", recurrent, Dense(size, 3, RnnActivation.Relu) with { IsOutput = true });
        RnnException sizes = Assert.Throws<RnnException>(() => new ModelGraph { Layers = [recurrent, Affine(size + 1), Dense(size + 1, 1, RnnActivation.Identity)] }.ToModel());
        Assert.Equal(RnnErrorId.ModelFile, sizes.Id);

        static void Refuse(string what, params ModelLayer[] layers)
        {
            RnnException error = Assert.Throws<RnnException>(() => new ModelGraph { Layers = layers }.ToModel());
            Assert.Equal(RnnErrorId.ModelUnsupported, error.Id);
            Assert.Contains(what, error.Message, StringComparison.Ordinal);
        }
    }

    private static AffineLayer Affine(int size) => new(
        new RnnVector([.. Draw.Vector(size).Select(value => value + Math.CopySign(0.1, value))]), Draw.Vector(size));

    private static DenseLayer Dense(int inputs, int outputs, RnnActivation activation) =>
        new(Draw.Matrix(inputs, outputs), Draw.Vector(outputs), activation);

    private static RecurrentLayer Recurrent(int inputs) =>
        new(new RnnStackLayer(RandomNetwork.Cell(Draw, Draw.Of(Enum.GetValues<RnnCellKind>()), inputs, 4)));

    private static RecurrentLayer Bidirectional(int inputs) => new(new RnnStackLayer(
        RandomNetwork.Cell(Draw, RnnCellKind.Lstm, inputs, 2), RandomNetwork.Cell(Draw, RnnCellKind.Gru, inputs, 3)));

    private static RnnModel Check(ModelLayer[] layers, RnnMatrix? given = null)
    {
        RnnMatrix input = given ?? Draw.Matrix(Steps, layers[0].InputSize);
        RnnModel model = new ModelGraph { Layers = layers }.ToModel();
        RequireNear(Expected(layers, input), Outputs(model, input));
        return model;
    }

    private static void RequireNear(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.InRange(
            Math.Abs(pair.First - pair.Second), 0, Tolerance * Math.Max(1, Math.Abs(pair.First))));
    }

    private static double[] Outputs(RnnModel model, RnnMatrix input) =>
        [.. new RnnBatch(model, threads: 1).Run([new RnnSequence(0, input)]).SelectMany(step => Models.Vector(step.Output))];

    // Layer by layer. A recurrent layer runs alone, as a model of its own.
    private static double[] Expected(ModelLayer[] layers, RnnMatrix input)
    {
        double[][] rows = [.. input.Select(row => row.ToArray())];
        foreach (ModelLayer layer in layers)
        {
            rows = layer switch
            {
                AffineLayer affine => [.. rows.Select(row => row.Select((value, i) => (value * affine.Scale[i]) + affine.Shift[i]).ToArray())],
                EmbeddingLayer embedding => [.. rows.Select(row => embedding.Weights[(int)row[0]].ToArray())],
                DenseLayer dense => [.. rows.Select(row => Naive(dense, row))],
                ActivationLayer activation => [.. rows.Select(row => row.Select(value => Naive(activation.Activation, value)).ToArray())],
                RecurrentLayer recurrent => [.. new RnnBatch(new RnnModel([recurrent.Layer]), threads: 1)
                    .Run([new RnnSequence(0, new RnnMatrix(rows.Length, rows[0].Length, [.. rows.SelectMany(row => row)]))])
                    .Select(step => Models.Vector(step.Output))],
                _ => throw new ArgumentOutOfRangeException(nameof(layers), layer, null),
            };
        }

        return [.. rows.SelectMany(row => row)];
    }

    private static double[] Naive(DenseLayer dense, double[] row) => [.. Enumerable.Range(0, dense.OutputSize).Select(column =>
    {
        double sum = (dense.Bias?[column] ?? 0) + row.Select((value, i) => value * dense.Weights[i, column]).Sum();
        return Naive(dense.Activation, sum);
    })];

    private static double Naive(RnnActivationFunction function, double value) => function.Kind switch
    {
        RnnActivation.Sigmoid => 1 / (1 + Math.Exp(-value)),
        RnnActivation.Relu => Math.Max(value, 0),
        _ => value,
    };
}
