using CsCheck;
using RnnPS.Core.Tests;

namespace RnnPS.Files.Tests;

/// <summary>A model in RnnPS's own format comes back as it was, bit for bit.</summary>
public sealed class ModelFileTests : IDisposable
{
    private const int Networks = 1000;

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_thousand_random_models_come_back_bit_for_bit() => RandomNetwork.Any.Sample(
        network =>
        {
            RnnModel model = Models.Random(network);
            RnnModel read = ModelFile.FromBytes(ModelFile.ToBytes(model));

            Models.RequireSame(model, read);
            Assert.Equal(Models.Outputs(model, network), Models.Outputs(read, network));
            Assert.Equal(
                Models.Outputs(model, network, RnnPrecision.Single), Models.Outputs(read, network, RnnPrecision.Single));
        },
        seed: "0000KZg8MLp1",
        iter: Networks);

    [Fact]
    public void A_file_has_the_bytes_that_are_sent()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            RnnModel model = Models.Random(new RandomNetwork(2, seed, Streams: false));
            string path = _folder["a.safetensors"];
            ModelFile.Write(path, model);

            Assert.Equal(ModelFile.ToBytes(model), File.ReadAllBytes(path));
            Models.RequireSame(model, ModelFile.Read(path));
        }

        Assert.Equal(["a.safetensors"], _folder.Names);
    }

    [Fact]
    public void Single_precision_rounds_every_number_of_a_tensor_once()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            RnnModel model = Models.Random(new RandomNetwork(1, seed, Streams: false));
            string path = _folder["a.safetensors"];
            ModelFile.Write(path, model, new ModelWriteOptions { Precision = RnnPrecision.Single });
            RnnModel read = ModelFile.Read(path);

            Assert.Equal(
                model.Weights.Arrays().SelectMany(array => array.Values.AsSpan().ToArray()).Select(value => (double)(float)value),
                read.Weights.Arrays().SelectMany(array => array.Values.AsSpan().ToArray()));
            Assert.Equal(model.InputScaler?.Scale, read.InputScaler?.Scale);
        }
    }

    [Fact]
    public void A_weight_too_large_for_single_precision_is_an_error_and_leaves_the_file()
    {
        var model = new RnnModel(new ElmanCell(new RnnMatrix(1, 1, [1e300]), new RnnMatrix(1, 1, [0])));
        string path = _folder.Write("a.safetensors", "before");

        RnnException error = Assert.Throws<RnnException>(() =>
            ModelFile.Write(path, model, new ModelWriteOptions { Precision = RnnPrecision.Single }));

        Assert.Equal(RnnErrorId.WeightNotFinite, error.Id);
        Assert.Contains("rnn.weight_ih_l0 holds 1E+300", error.Message, StringComparison.Ordinal);
        Assert.Equal("before", File.ReadAllText(path));
        Assert.Equal(["a.safetensors"], _folder.Names);
    }

    [Fact]
    public void A_bias_of_zeros_that_another_program_changed_is_a_bias()
    {
        var draw = new Draw(1);
        var cell = new ElmanCell(draw.Matrix(2, 3), draw.Matrix(3, 3), draw.Vector(3));
        byte[] bytes = ModelFile.ToBytes(new RnnModel(cell));
        Assert.Null(ModelFile.FromBytes(bytes).Layers[0].RecurrentBias);

        // bias_hh is the last tensor.
        BitConverter.GetBytes(0.25).CopyTo(bytes, bytes.Length - sizeof(double));

        Assert.Equal([0, 0, 0.25], ModelFile.FromBytes(bytes).Layers[0].RecurrentBias!.Value.ToArray());
    }

    [Fact]
    public void Large_matrices_are_transposed_in_blocks()
    {
        // More rows, and more columns, than a block of 524,288 numbers has.
        foreach ((int inputs, int hidden, int outputs) in ((int, int, int)[])[(600_001, 1, 2), (2, 3, 600_001), (130, 257, 3), (1, 1, 1)])
        {
            var cell = new GruCell(Matrix(inputs, 3 * hidden), Matrix(hidden, 3 * hidden), new RnnVector([.. Enumerable.Range(0, 3 * hidden).Select(i => (double)i)]));
            var model = new RnnModel([cell], Matrix(hidden, outputs));
            RnnModel read = ModelFile.FromBytes(ModelFile.ToBytes(model));

            Assert.True(model.Layers[0].InputWeights.AsSpan().SequenceEqual(read.Layers[0].InputWeights.AsSpan()));
            Assert.True(model.Layers[0].RecurrentWeights.AsSpan().SequenceEqual(read.Layers[0].RecurrentWeights.AsSpan()));
            Assert.True(model.OutputWeights!.AsSpan().SequenceEqual(read.OutputWeights!.AsSpan()));
            Assert.Equal(model.Layers[0].Bias, read.Layers[0].Bias);
        }

        static RnnMatrix Matrix(int rows, int columns)
        {
            var values = new double[rows * columns];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = i;
            }

            return new RnnMatrix(rows, columns, values);
        }
    }

    [Fact]
    public void A_large_model_is_written_and_read_without_a_copy()
    {
        const int Hidden = 1000;
        const long Weights = 2 * 4L * Hidden * Hidden * sizeof(double);
        const long Blocks = 12 << 20;
        var model = new RnnModel(new LstmCell(
            new RnnMatrix(Hidden, 4 * Hidden, new double[4 * Hidden * Hidden]), new RnnMatrix(Hidden, 4 * Hidden, new double[4 * Hidden * Hidden])));
        string path = _folder["large.safetensors"];
        // What the runtime allocates once, at the first file, is no copy.
        ModelFile.Write(_folder["small.safetensors"], new RnnModel(new LstmCell(new RnnMatrix(1, 4, new double[4]), new RnnMatrix(1, 4, new double[4]))));
        _ = ModelFile.Read(_folder["small.safetensors"]);

        long start = GC.GetAllocatedBytesForCurrentThread();
        ModelFile.Write(path, model);
        long written = GC.GetAllocatedBytesForCurrentThread();
        RnnModel read = ModelFile.Read(path);
        long end = GC.GetAllocatedBytesForCurrentThread();

        Assert.InRange(written - start, 0, Blocks);
        Assert.InRange(end - written, 0, Weights + Blocks);
        Assert.Equal(model.ParameterCount, read.ParameterCount);
    }

    [Fact]
    public void A_model_that_goes_on_training_does_not_change_its_copy()
    {
        RnnModel model = RnnModel.StartingExample();
        model.Description = "first";
        RnnModel copy = model.Copy();
        long[] before = Models.Numbers(copy);

        model.SetWeight("OutputBias", 0, 0, 5);
        model.Description = "second";

        Assert.Equal(before, Models.Numbers(copy));
        Assert.NotEqual(before, Models.Numbers(model));
        Assert.Equal("first", copy.Description);
    }

    [Fact]
    public void A_stopped_write_leaves_the_old_file()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        string path = _folder.Write("a.safetensors", "before");

        Assert.Throws<OperationCanceledException>(() => ModelFile.Write(path, RnnModel.StartingExample(), cancellation: source.Token));
        Assert.Equal("before", File.ReadAllText(path));

        ModelFile.Write(path, RnnModel.StartingExample());
        Assert.Throws<OperationCanceledException>(() => ModelFile.Read(path, cancellation: source.Token));
        Assert.Equal(["a.safetensors"], _folder.Names);
    }

    [Fact]
    public void A_file_that_can_not_be_opened_and_an_unknown_extension_are_errors()
    {
        Assert.Equal(RnnErrorId.FileNotFound, Error("none.safetensors"));
        Assert.Equal(RnnErrorId.Parameters, Error("model.pickle"));
        Assert.Equal(RnnErrorId.FileIsFolder, Assert.Throws<RnnException>(() =>
            ModelFile.Read(Path.GetTempPath(), new ModelReadOptions { Format = RnnModelFormat.Safetensors })).Id);
        Assert.Equal(RnnErrorId.Parameters, Assert.Throws<RnnException>(() => ModelFile.Write(_folder["model"], RnnModel.StartingExample())).Id);

        string Error(string name) => Assert.Throws<RnnException>(() => ModelFile.Read(_folder[name])).Id;
    }

    [Theory]
    [InlineData("model.pt")]
    [InlineData("model.PTH")]
    [InlineData("last.ckpt")]
    public void A_pickle_is_refused_with_the_lines_that_convert_it(string name)
    {
        RnnException error = Assert.Throws<RnnException>(() => ModelFile.Read(_folder.Write(name, "PK")));

        Assert.Equal(RnnErrorId.ModelUnsupported, error.Id);
        Assert.Contains("they can run code", error.Message, StringComparison.Ordinal);
        Assert.Contains($"safetensors.torch.save_file(torch.load('{name}', map_location='cpu', weights_only=True), 'model.safetensors')", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model.onnx")]
    [InlineData("model.h5")]
    [InlineData("model.keras")]
    [InlineData("model.safetensors")]
    public void A_pointer_of_Git_LFS_is_not_the_model(string name)
    {
        string path = _folder.Write(name, "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n");

        RnnException error = Assert.Throws<RnnException>(() => ModelFile.Read(path));

        Assert.Equal(RnnErrorId.ModelFile, error.Id);
        Assert.Contains("is a pointer of Git LFS, not the model itself", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mask_that_a_format_does_not_have_is_refused()
    {
        RnnModel model = RnnModel.StartingExample();
        model.MaskValue = -1;
        string path = _folder["a.onnx"];

        RnnException error = Assert.Throws<RnnException>(() => ModelFile.Write(path, model));

        Assert.Equal(RnnErrorId.ModelUnsupported, error.Id);
        Assert.Contains("masks timesteps whose inputs are -1", error.Message, StringComparison.Ordinal);
        Assert.Empty(_folder.Names);
    }

    [Fact]
    public void A_file_of_Keras_is_only_read() => Assert.Equal(
        RnnErrorId.Parameters, Assert.Throws<RnnException>(() => ModelFile.Write(_folder["a.keras"], RnnModel.StartingExample())).Id);

    [Theory]
    [InlineData("models/gru.safetensors")]
    [InlineData("models/onnx/elman-relu.onnx")]
    [InlineData("models/keras/k3-gru.keras")]
    public void A_model_from_elsewhere_keeps_its_units_when_it_is_trained(string name)
    {
        RnnModel model = ModelFile.Read(Path.Combine(AppContext.BaseDirectory, name));
        Assert.True(model.KeepsScaling);
        var inputs = new RnnMatrix(6, model.InputSize, [.. Enumerable.Range(0, 6 * model.InputSize).Select(i => 50 + Math.Sin(i))]);
        double[] before = Outputs(model, inputs);

        Train(model, inputs, scaling: null);
        Assert.Null(model.InputScaler);
        Assert.All(before.Zip(Outputs(model, inputs)), pair => Assert.InRange(pair.Second - pair.First, -1e-6, 1e-6));
        RnnModel again = ModelFile.FromBytes(ModelFile.ToBytes(model));
        Assert.True(again.KeepsScaling);
        Train(again, inputs, RnnScaling.Standard);
        Assert.NotNull(again.InputScaler);

        static double[] Outputs(RnnModel model, RnnMatrix inputs) =>
            [.. new RnnBatch(model).Run([new RnnSequence(0, inputs)]).SelectMany(step => Models.Vector(step.Output))];

        static void Train(RnnModel model, RnnMatrix inputs, RnnScaling? scaling)
        {
            double[] table = [.. inputs.SelectMany(row => (double[])[.. row, .. Enumerable.Repeat(0.5, model.OutputSize)])];
            var sequence = new RnnSequence(0, new RnnMatrix(inputs.Rows, inputs.Columns + model.OutputSize, table));
            var series = new TrainingSeries(sequence, [.. Enumerable.Range(0, inputs.Columns)], [.. Enumerable.Range(inputs.Columns, model.OutputSize)]);
            var options = new RnnTrainingOptions { Epochs = 1, Scaling = scaling, Optimizer = new SgdOptimizer { LearningRate = 1e-12 } };
            Assert.Single(new RnnTrainer(model, [series], options).Run());
        }
    }

    [Fact]
    public void A_training_that_does_not_fit_is_refused()
    {
        RnnModel model = RnnModel.StartingExample();
        Refuse(RnnErrorId.Training, new RnnTraining { InputNames = ["a", "b"] });
        Refuse(RnnErrorId.Training, new RnnTraining { TargetNames = ["a", "b"] });
        Refuse(RnnErrorId.Training, new RnnTraining { Lead = -1 });
        Refuse(RnnErrorId.Training, new RnnTraining { Epoch = -1 });
        Refuse(RnnErrorId.Training, new RnnTraining { KeptLoss = double.NaN });
        Refuse(RnnErrorId.Training, new RnnTraining { Residuals = new RnnMatrix(1, 2, [1, 2]) });
        Refuse(RnnErrorId.Training, new RnnTraining { Residuals = new RnnMatrix(0, 1, []) });
        Refuse(RnnErrorId.Training, new RnnTraining { Residuals = new RnnMatrix(2, 1, [1, double.NaN]) });
        Refuse(RnnErrorId.Training, new RnnTraining { Residuals = new RnnMatrix(2, 1, [1, double.NegativeInfinity]) });
        Refuse(RnnErrorId.Training, new RnnTraining { Residuals = new RnnMatrix(1, 1, [1]), Loss = RnnLossFunction.Pinball(0.5) });
        Refuse(RnnErrorId.Training, new RnnTraining { HorizonErrors = new RnnHorizonErrors(new RnnMatrix(1, 1, [1]), 1, double.NaN) });
        Refuse(RnnErrorId.Training, new RnnTraining { HorizonErrors = new RnnHorizonErrors(new RnnMatrix(0, 1, []), 1, 1) });
        Refuse(RnnErrorId.Training, new RnnTraining { HorizonErrors = new RnnHorizonErrors(new RnnMatrix(1, 1, [1]), 0, 1) });
        Refuse(RnnErrorId.Training, new RnnTraining { HorizonErrors = new RnnHorizonErrors(new RnnMatrix(1, 1, [double.PositiveInfinity]), 1, 1) });
        Refuse(RnnErrorId.Classes, new RnnTraining { Classes = ["a", "b"] });
        Refuse(RnnErrorId.Classes, new RnnTraining { Classes = ["a", "A"], Loss = RnnLossFunction.BinaryCrossEntropy });
        Refuse(RnnErrorId.Loss, new RnnTraining { Loss = RnnLossFunction.SoftmaxCrossEntropy });
        Assert.Null(model.Training);

        void Refuse(string id, RnnTraining training) =>
            Assert.Equal(id, Assert.Throws<RnnException>(() => model.SetTraining(training)).Id);
    }
}
