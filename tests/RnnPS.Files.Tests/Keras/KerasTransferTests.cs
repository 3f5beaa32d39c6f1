using RnnPS.Core.Tests;

namespace RnnPS.Files.Tests;

/// <summary>A model out of a Keras file is a model like all others: it is saved, written for ONNX Runtime, and trained.</summary>
public sealed class KerasTransferTests
{
    [Theory]
    [MemberData(nameof(KerasFileTests.Files), MemberType = typeof(KerasFileTests))]
    public void A_model_comes_back_the_same_from_the_own_format(string name)
    {
        RnnModel model = KerasFiles.Read(name).Model;

        Models.RequireSame(model, ModelFile.FromBytes(ModelFile.ToBytes(model)));
    }

    [Theory]
    [MemberData(nameof(KerasFileTests.Files), MemberType = typeof(KerasFileTests))]
    public void A_model_computes_the_same_in_ONNX_Runtime(string name)
    {
        RnnModel model = KerasFiles.Read(name).Model;
        var draw = new Draw(5);
        RnnSequence[] sequences = model.EmbeddingWeights is { } vectors
            ? [.. Enumerable.Range(0, 2).Select(key => new RnnSequence(key, new RnnMatrix(4, 1, [.. Enumerable.Range(0, 4).Select(_ => (double)draw.Int(0, vectors.Rows - 1))])))]
            : OnnxComparison.Sequences(draw, model.InputSize, 4, 4);
        if (model.MaskValue is null)
        {
            OnnxComparison.Compare(model, sequences);
        }
        else
        {
            RnnException error = Assert.Throws<RnnException>(() => OnnxComparison.Compare(model, sequences));
            Assert.Equal(RnnErrorId.ModelUnsupported, error.Id);
        }
    }

    [Theory]
    [InlineData("k20-simple-rnn.h5")]
    [InlineData("k22-cudnn-gru.h5")]
    [InlineData("k3-backward-layer.keras")]
    [InlineData("k3-backwards-below.keras")]
    public void A_model_trains_on(string name)
    {
        RnnModel model = KerasFiles.Read(name).Model;
        var draw = new Draw(7);
        var series = new TrainingSeries(new RnnSequence("noise", draw.Matrix(30, model.InputSize)), [0, 1, 2], [.. Enumerable.Range(0, model.OutputSize)]);
        RnnEpoch[] epochs = [.. new RnnTrainer(model, [series], new RnnTrainingOptions { Epochs = 30, Optimizer = new AdamOptimizer() }).Run()];

        Assert.True(epochs[^1].Loss < epochs[0].Loss);
    }

    [Fact]
    public void A_dropout_between_all_recurrent_layers_is_kept_for_training()
    {
        Assert.Equal(0.25, KerasFiles.Read("k3-lstm-stack.keras").Model.Dropout);
        // One after the embedding, and one between dense layers.
        Assert.Equal(0, KerasFiles.Read("k22-text-bidirectional.h5").Model.Dropout);
        // One above three cells that have none between them.
        Assert.Equal(0, KerasFiles.Read("k23-stacked-cells.h5").Model.Dropout);
    }

    [Fact]
    public void Layers_fold_into_what_RnnPS_has()
    {
        RnnModel model = KerasFiles.Read("k3-layers.keras").Model;

        // Rescaling and Normalization are the input scaler, and Dense between recurrent layers is part of their weights.
        Assert.NotNull(model.InputScaler);
        Assert.Equal(["Lstm", "Lstm"], model.Stack.Select(layer => layer.Kind));
        Assert.Equal(RnnOutputActivation.Softmax, model.OutputActivation);
        Assert.Equal(0, KerasFiles.Read("k22-functional-masked.h5").Model.MaskValue);
        Assert.Equal(-1, KerasFiles.Read("tf24-masking.h5").Model.MaskValue);
    }
}
