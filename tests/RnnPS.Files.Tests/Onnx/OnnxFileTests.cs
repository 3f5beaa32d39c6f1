using Microsoft.ML.OnnxRuntime;
using RnnPS.Core.Tests;
using RnnPS.Files.Onnx;

namespace RnnPS.Files.Tests;

/// <summary>The ONNX file itself: what it says, and what it refuses.</summary>
public sealed class OnnxFileTests
{
    [Fact]
    public void The_file_says_what_the_model_was_trained_on()
    {
        RnnModel model = Trained();
        using var exported = new ExportedModel(model, new ModelWriteOptions { Stateful = true, Lengths = true });
        ModelMetadata metadata = exported.Session.ModelMetadata;

        Assert.Equal("RnnPS", metadata.ProducerName);
        Assert.Equal("Sold ice", metadata.Description);
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["description"] = "Sold ice",
                ["input_names"] = """["sun","rain","\u00E4"]""",
                ["target_names"] = """["ice"]""",
                ["classes"] = """["few","some","many"]""",
                ["lead"] = "2",
                ["loss"] = "SoftmaxCrossEntropy",
            },
            metadata.CustomMetadataMap);
        Assert.Equal(["input"], exported.Session.InputNames);
        Assert.Equal(["initial_c_0", "initial_h_0", "sequence_lens"], exported.Optional.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["output", "final_h_0", "final_c_0"], exported.Session.OutputNames);
    }

    [Fact]
    public void The_messages_read_what_they_wrote()
    {
        RnnModel model = Trained();
        using var folder = new TestFolder();
        ModelFile.Write(folder["a.onnx"], model);
        using FileStream stream = File.OpenRead(folder["a.onnx"]);

        ModelProto read = OnnxMessages.Instance.Deserialize<ModelProto>(new MemoryStream(File.ReadAllBytes(folder["a.onnx"])));

        Assert.Equal((8, 17), (read.IrVersion, read.OpsetImport.Single().Version));
        NodeProto lstm = read.Graph!.Node.Single(node => node.OpType == "LSTM");
        Assert.Equal("Layers[0], Lstm 3→4", lstm.DocString);
        AttributeProto inputForget = lstm.Attribute.Single(attribute => attribute.Name == "input_forget");
        Assert.Equal((AttributeType.Int, 0L), (inputForget.Type, inputForget.I!.Value));
        TensorProto weights = read.Graph.Initializer.Single(tensor => tensor.Name == lstm.Input[1]);
        Assert.Equal([1, 16, 3], weights.Dims);
        Assert.Equal((float)model.Layers[0].InputWeights[2, 0], BitConverter.ToSingle(weights.RawData!, 2 * sizeof(float)));
        // ONNX's checker refuses an attribute without a value.
        Assert.All(
            read.Graph.Node.SelectMany(node => node.Attribute),
            attribute => Assert.True(attribute is not { F: null, I: null, S: null, Floats: [], Ints: [], Strings: [] }, attribute.Name));
        DimensionProto[] shape = [.. read.Graph.Input[0].Type!.TensorType!.Shape!.Dim];
        Assert.Equal(("batch", "time", 3L), (shape[0].DimParam, shape[1].DimParam, shape[2].DimValue!.Value));
        Assert.Null(shape[0].DimValue);
    }

    [Fact]
    public void An_LSTM_with_a_clip_is_refused_by_name()
    {
        var draw = new Draw(111);
        RnnModel model = new([OnnxCells.Create(draw, "Elman", clip: 0.5), OnnxCells.Create(draw, "Lstm", 4, clip: 0.5)]);
        RnnException error = Refusal(model);
        Assert.Equal(RnnErrorId.ModelUnsupported, error.Id);
        Assert.StartsWith("Layers[1] is an LSTM with ActivationClip 0.5.", error.Message, StringComparison.Ordinal);
        Assert.Contains("safetensors", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_clip_that_no_single_number_reaches_is_left_out()
    {
        var draw = new Draw(112);
        OnnxComparison.Compare(
            new RnnModel([OnnxCells.Create(draw, "Lstm", clip: 1e300)]), OnnxComparison.Sequences(draw, 3, 5));
    }

    [Fact]
    public void A_clip_that_is_zero_in_single_precision_is_refused()
    {
        RnnException error = Refusal(new RnnModel([OnnxCells.Create(new Draw(113), "Gru after", clip: 1e-300)]));
        Assert.Equal(RnnErrorId.ModelUnsupported, error.Id);
        Assert.Contains("Layers[0].ActivationClip is 1E-300", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Layers[0].InputWeights")]
    [InlineData("Layers[0].RecurrentWeights")]
    [InlineData("Layers[0].Bias")]
    [InlineData("Layers[0].RecurrentBias")]
    [InlineData("Layers[0].Peepholes")]
    [InlineData("Layers[0].ProjectionWeights")]
    [InlineData("DenseLayers[0].Weights")]
    [InlineData("OutputWeights")]
    [InlineData("OutputBias")]
    [InlineData("EmbeddingWeights")]
    public void A_weight_that_is_too_large_is_refused_by_name(string name)
    {
        var draw = new Draw(114);
        string kind = name.EndsWith("ProjectionWeights", StringComparison.Ordinal) ? "Lstm projection" : "Lstm peepholes";
        RnnCell cell = OnnxCells.Create(draw, kind);
        RnnModel model = new(
            [new RnnStackLayer(cell)],
            draw.Matrix(5, 2),
            draw.Vector(2),
            denseLayers: [new(draw.Matrix(cell.OutputSize, 5))],
            embeddingWeights: draw.Matrix(4, 3));
        model.SetWeight(name, 0, 0, 1e39);

        RnnException error = Refusal(model);

        Assert.Equal(RnnErrorId.WeightNotFinite, error.Id);
        // The product of the projection and the recurrent weights is what is written first.
        Assert.Contains(name.Replace("ProjectionWeights", "RecurrentWeights", StringComparison.Ordinal) + " holds ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Biases_whose_sum_is_too_large_are_refused()
    {
        RnnModel model = new([OnnxCells.Create(new Draw(115), "Elman")]);
        model.SetWeight("Layers[0].Bias", 0, 1, 3e38);
        model.SetWeight("Layers[0].RecurrentBias", 0, 1, 3e38);
        RnnException error = Refusal(model);
        Assert.Equal(RnnErrorId.WeightNotFinite, error.Id);
        Assert.StartsWith("The sum of Layers[0].Bias and RecurrentBias holds 6E+38", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constants_of_activations_that_are_too_large_are_refused()
    {
        var draw = new Draw(116);
        RnnModel model = new(
            [new RnnStackLayer(OnnxCells.Create(draw, "Elman"), OnnxCells.Create(draw, "Elman", f: new(RnnActivation.LeakyRelu, 1e39)))]);
        Assert.Contains("The constant α of Layers[1] holds 1E+39", Refusal(model).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1e39)]
    [InlineData(1e-46)]
    [InlineData(1e-310)]
    public void A_scale_without_a_single_value_is_refused(double scale)
    {
        RnnModel model = new([OnnxCells.Create(new Draw(117), "Elman", inputs: 1)]);
        model.SetScaling(RnnScaler.Create(RnnScaling.Standard, new RnnVector([0]), new RnnVector([scale])), null);
        RnnException error = Refusal(model);
        Assert.Equal(RnnErrorId.ModelUnsupported, error.Id);
        Assert.Contains("InputScaler.Scale", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Double_precision_is_refused()
    {
        RnnException error = Refusal(Trained(), new ModelWriteOptions { Precision = RnnPrecision.Double });
        Assert.Equal(RnnErrorId.Parameters, error.Id);
        Assert.Contains("Precision Double", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_than_2_GB_are_refused_before_they_are_made()
    {
        OnnxTensor large = new(new TensorProto { Name = "large" }, 1L << 31, _ => Assert.Fail("It was made."));
        using var stream = new MemoryStream();
        RnnException error = Assert.Throws<RnnException>(
            () => OnnxStream.Write(stream, new ModelProto(), new GraphProto(), [large], CancellationToken.None));
        Assert.Equal(RnnErrorId.ModelUnsupported, error.Id);
        Assert.Contains("2 GB", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, stream.Length);
    }

    [Fact]
    public void A_stopped_or_failed_export_leaves_the_old_file()
    {
        using var folder = new TestFolder();
        folder.Write("a.onnx", "old");
        RnnModel model = Trained();
        Assert.ThrowsAny<OperationCanceledException>(
            () => ModelFile.Write(folder["a.onnx"], model, cancellation: new CancellationToken(canceled: true)));
        model.SetWeight("OutputBias", 0, 0, 1e300);
        Assert.Throws<RnnException>(() => ModelFile.Write(folder["a.onnx"], model));
        Assert.Equal("old", File.ReadAllText(folder["a.onnx"]));
        Assert.Equal(["a.onnx"], folder.Names);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(-2)]
    public void A_length_that_is_wrong_is_an_error_in_ONNX_Runtime(int length)
    {
        using var exported = new ExportedModel(new RnnModel([OnnxCells.Create(new Draw(118), "Lstm")]), new ModelWriteOptions { Lengths = true });
        using var input = OrtValue.CreateTensorValueFromMemory(new float[2 * 5 * 3], [2, 5, 3]);
        using var lengths = OrtValue.CreateTensorValueFromMemory(new[] { 5, length }, [2]);
        using var options = new RunOptions();
        Assert.Throws<OnnxRuntimeException>(() => exported.Session.Run(
            options, new Dictionary<string, OrtValue> { ["input"] = input, ["sequence_lens"] = lengths }, ["output"]).Dispose());
    }

    [Fact]
    public void The_same_model_makes_the_same_file()
    {
        using var folder = new TestFolder();
        ModelFile.Write(folder["a.onnx"], Trained());
        ModelFile.Write(folder["b.onnx"], Trained());
        Assert.Equal(File.ReadAllBytes(folder["a.onnx"]), File.ReadAllBytes(folder["b.onnx"]));
    }

    private static RnnException Refusal(RnnModel model, ModelWriteOptions? options = null) =>
        Assert.Throws<RnnException>(() => new ExportedModel(model, options).Dispose());

    private static RnnModel Trained()
    {
        var draw = new Draw(110);
        RnnModel model = new([OnnxCells.Create(draw, "Lstm")], draw.Matrix(4, 3), draw.Vector(3)) { Description = "Sold ice" };
        model.SetTraining(new RnnTraining
        {
            InputNames = ["sun", "rain", "ä"],
            TargetNames = ["ice"],
            Classes = ["few", "some", "many"],
            Lead = 2,
            Loss = RnnLossFunction.SoftmaxCrossEntropy,
        });
        return model;
    }
}
