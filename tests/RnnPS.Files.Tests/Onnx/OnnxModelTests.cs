using RnnPS.Core.Tests;
using RnnPS.Files.Onnx;

namespace RnnPS.Files.Tests;

/// <summary>What is around the recurrent layers as ONNX, run by ONNX Runtime.</summary>
public sealed class OnnxModelTests
{
    private const int Inputs = 3;

    private static readonly int[] Lengths = [4, 6, 1];

    public static TheoryData<RnnLossFunction, RnnOutputActivation> Links()
    {
        var data = new TheoryData<RnnLossFunction, RnnOutputActivation>();
        foreach (string name in RnnLossFunction.Names)
        {
            foreach (RnnOutputActivation activation in Enum.GetValues<RnnOutputActivation>())
            {
                // These two pairs do not exist.
                if ((name, activation) is not (("SoftmaxCrossEntropy", RnnOutputActivation.Sigmoid) or ("BinaryCrossEntropy", RnnOutputActivation.Softmax)))
                {
                    data.Add(RnnLossFunction.Parse(name), activation);
                }
            }
        }

        return data;
    }

    public static TheoryData<RnnOutputStep> Steps() => [.. Enum.GetValues<RnnOutputStep>()];

    public static TheoryData<RnnActivation> Activations() => [.. Enum.GetValues<RnnActivation>()];

    [Theory]
    [MemberData(nameof(Steps))]
    public void A_stack_of_all_kinds_gives_the_same_outputs(RnnOutputStep step)
    {
        var draw = new Draw(101);
        RnnModel model = new(
            [
                new RnnStackLayer(OnnxCells.Create(draw, "Lstm peepholes"), OnnxCells.Create(draw, "Lstm"), RnnMerge.Average),
                new RnnStackLayer(OnnxCells.Create(draw, "Gru after", 4), RnnDirection.Reverse),
                new RnnStackLayer(OnnxCells.Create(draw, "Elman", 4, 5)),
            ],
            draw.Matrix(5, 2),
            draw.Vector(2),
            outputStep: step);
        RnnState[] states = [.. Lengths.Select(_ => new RnnState(model))];
        OnnxComparison.Compare(model, OnnxComparison.Sequences(draw, Inputs, Lengths));
        OnnxComparison.Compare(model, OnnxComparison.Sequences(draw, Inputs, Lengths), states);
    }

    [Theory]
    [MemberData(nameof(Activations))]
    public void A_dense_layer_with_every_activation_gives_the_same_outputs(RnnActivation activation)
    {
        var common = new RnnActivationFunction(activation);
        RnnActivationFunction other = common.Alpha == 0 ? common : new(activation, 0.3, common.Beta == 0 ? null : 0.4);
        foreach (RnnOutputStep step in Enum.GetValues<RnnOutputStep>())
        {
            var draw = new Draw(102);
            RnnModel model = new(
                [new RnnStackLayer(OnnxCells.Create(draw, "Lstm"))],
                outputStep: step,
                denseLayers: [new(Wide(draw, 4, 5), draw.Vector(5), common), new(Wide(draw, 5, 2), null, other)]);
            OnnxComparison.Compare(model, OnnxComparison.Sequences(draw, Inputs, Lengths));
        }
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void An_embedding_gives_the_same_outputs(RnnOutputStep step)
    {
        var draw = new Draw(103);
        RnnModel model = new(
            [new RnnStackLayer(OnnxCells.Create(draw, "Gru before", 3), OnnxCells.Create(draw, "Gru before", 3))],
            draw.Matrix(8, 4),
            draw.Vector(4),
            RnnOutputActivation.Softmax,
            step,
            embeddingWeights: draw.Matrix(6, 3));
        RnnSequence[] sequences =
            [.. Lengths.Select((length, key) => new RnnSequence(key, new RnnMatrix(length, 1, [.. Enumerable.Range(0, length).Select(_ => (double)draw.Int(0, 5))])))];
        OnnxComparison.Compare(model, sequences);
    }

    [Theory]
    [MemberData(nameof(Links))]
    public void The_predictions_of_every_loss_and_output_activation_agree(RnnLossFunction loss, RnnOutputActivation activation)
    {
        var draw = new Draw(104);
        RnnModel model = new(
            [new RnnStackLayer(OnnxCells.Create(draw, "Lstm"))], draw.Matrix(4, 3), draw.Vector(3), activation);
        model.SetTraining(new RnnTraining { Loss = loss });
        OnnxComparison.Compare(model, OnnxComparison.Sequences(draw, Inputs, Lengths));
    }

    [Theory]
    [InlineData(RnnScaling.Standard, false)]
    [InlineData(RnnScaling.MinMax, true)]
    public void Scaled_models_take_and_return_raw_values(RnnScaling kind, bool once)
    {
        var draw = new Draw(105);
        RnnModel model = new(
            [new RnnStackLayer(OnnxCells.Create(draw, "Gru after"))],
            draw.Matrix(4, 2),
            draw.Vector(2),
            outputStep: once ? RnnOutputStep.Last : RnnOutputStep.Every);
        model.SetScaling(
            RnnScaler.Create(kind, new RnnVector([300, -4.5, 0.25]), new RnnVector([20, 0.125, 1e3])),
            RnnScaler.Create(kind, new RnnVector([-70, 0.5]), new RnnVector([12, 1e-3])));
        RnnSequence[] sequences = [.. Lengths.Select((length, key) => new RnnSequence(
            key, new RnnMatrix(length, 3, [.. Enumerable.Range(0, length).SelectMany(_ => new[] { 300 + (20 * draw.Signed()), -4.5 + (0.125 * draw.Signed()), 1e3 * draw.Signed() })])))];
        OnnxComparison.Compare(model, sequences);
    }

    [Fact]
    public void A_scaled_model_with_a_log_link_predicts_rates()
    {
        var draw = new Draw(106);
        RnnModel model = new([new RnnStackLayer(OnnxCells.Create(draw, "Elman"))], draw.Matrix(4, 2), draw.Vector(2));
        model.SetScaling(null, RnnScaler.Create(RnnScaling.Standard, new RnnVector([0.5, -1]), new RnnVector([0.5, 2])));
        model.SetTraining(new RnnTraining { Loss = RnnLossFunction.Poisson });
        OnnxComparison.Compare(model, OnnxComparison.Sequences(draw, Inputs, Lengths));
    }

    [Fact]
    public void An_affine_layer_of_a_graph_does_what_the_model_does_that_it_is_folded_into()
    {
        var draw = new Draw(108);
        AffineLayer Affine(int size) => new(draw.Vector(size), draw.Vector(size));
        var graph = new ModelGraph
        {
            Layers =
            [
                Affine(Inputs),
                new RecurrentLayer(new RnnStackLayer(OnnxCells.Create(draw, "Gru after"), OnnxCells.Create(draw, "Gru after"))),
                Affine(8),
                new DenseLayer(draw.Matrix(8, 2), null, RnnActivation.Sigmoid),
            ],
        };
        using var stream = new MemoryStream();
        new OnnxFormat().Write(stream, graph, new ModelWriteOptions(), CancellationToken.None);
        RnnSequence[] sequences = OnnxComparison.Sequences(draw, Inputs, 5);
        using var exported = new ExportedModel(graph.ToModel(), stream.ToArray());

        OnnxComparison.AssertNear(OnnxComparison.Ours(graph.ToModel(), sequences)[0], exported.Run(sequences)[0], "affine layers");
    }

    [Fact]
    public void Batches_and_times_may_have_any_size()
    {
        var draw = new Draw(107);
        RnnModel model = new([new RnnStackLayer(OnnxCells.Create(draw, "Lstm"), OnnxCells.Create(draw, "Lstm"))], draw.Matrix(8, 2));
        using var exported = new ExportedModel(model);
        foreach ((int batch, int time) in new[] { (1, 1), (1, 7), (3, 1), (2, 50) })
        {
            RnnSequence[] sequences = OnnxComparison.Sequences(draw, Inputs, [.. Enumerable.Repeat(time, batch)]);
            double[][][] expected = OnnxComparison.Ours(model, sequences);
            double[][][] actual = exported.Run(sequences);
            for (int i = 0; i < batch; i++)
            {
                OnnxComparison.AssertNear(expected[i], actual[i], $"{batch} sequences of {time} steps");
            }
        }
    }

    [Fact]
    public void Random_models_give_the_same_outputs()
    {
        int compared = 0;
        int refused = 0;
        for (int seed = 0; seed < 200; seed++)
        {
            var network = new RandomNetwork(1 + (seed % 3), 1000 + seed, Streams: false);
            RnnModel model = network.CreateModel();
            // ONNX has lengths, but no masks.
            RnnSequence[] sequences = [.. network.CreateSequences(model.InputSize).Select(sequence => new RnnSequence(sequence.Key, sequence.Values))];
            if (model.Layers.Any(cell => cell is LstmCell { ActivationClip: not null }))
            {
                Assert.Equal(RnnErrorId.ModelUnsupported, Assert.Throws<RnnException>(() => new ExportedModel(model)).Id);
                refused++;
                continue;
            }

            bool projects = model.Layers.Any(cell => cell is LstmCell { ProjectionWeights: not null });
            OnnxComparison.Compare(model, sequences, projects ? null : network.CreateStates(model, sequences.Length));
            compared++;
        }

        Assert.True(compared > 100 && refused > 10, $"{compared} compared, {refused} refused");
    }

    // Sums on both sides of every corner of the activations.
    private static RnnMatrix Wide(Draw draw, int rows, int columns) =>
        new(rows, columns, [.. Enumerable.Range(0, rows * columns).Select(_ => 4 * draw.Signed())]);
}
