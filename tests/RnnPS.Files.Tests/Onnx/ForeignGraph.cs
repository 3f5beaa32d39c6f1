using Microsoft.ML.OnnxRuntime;
using RnnPS.Core.Tests;
using RnnPS.Files.Onnx;

namespace RnnPS.Files.Tests;

/// <summary>
/// A graph as another program writes it. ONNX Runtime runs it, RnnPS imports it, and both must agree. Layouts are a letter an axis:
/// T time, B batch, F features, D directions, H units, and 1 for an axis of the size 1.
/// </summary>
internal sealed class ForeignGraph
{
    public const int Batch = 2;
    public const int Time = 5;
    public const int Inputs = 3;
    public const int Hidden = 4;

    private readonly Draw _draw = new(71);

    public ForeignGraph(long operatorSet = 14) => Model = new ModelProto
    {
        IrVersion = operatorSet < 18 ? 7 : 10,
        Graph = new GraphProto { Name = "graph" },
        OpsetImport = { new OperatorSetIdProto { Domain = string.Empty, Version = operatorSet } },
    };

    public ModelProto Model { get; }

    public GraphProto Graph => Model.Graph!;

    /// <summary>Names of the weights of a recurrent operator: W, R, B.</summary>
    public string[] Weights(string operation, int inputs = Inputs, int hidden = Hidden, int directions = 1, string suffix = "")
    {
        int rows = Rows(operation, hidden);
        return
        [
            Floats("W" + suffix, [directions, rows, inputs]),
            Floats("R" + suffix, [directions, rows, hidden]),
            Floats("B" + suffix, [directions, 2 * rows]),
        ];
    }

    public static int Rows(string operation, int hidden = Hidden) => hidden * operation switch
    {
        "LSTM" => 4,
        "GRU" => 3,
        _ => 1,
    };

    /// <summary>Adds a tensor of drawn numbers, or of the given ones.</summary>
    public string Floats(string name, int[] dimensions, float[]? values = null, ElementType type = ElementType.Float)
    {
        values ??= Drawn(dimensions);
        Graph.Initializer.Add(Tensor(name, dimensions, values, type));
        return name;
    }

    public float[] Drawn(params int[] dimensions) =>
        [.. _draw.Vector(dimensions.Aggregate(1, (product, size) => product * size)).Select(value => (float)(value / 2))];

    public static TensorProto Tensor(string? name, int[] dimensions, float[] values, ElementType type = ElementType.Float)
    {
        byte[] bytes = type switch
        {
            ElementType.Double => [.. values.SelectMany(value => BitConverter.GetBytes((double)value))],
            ElementType.Float16 => [.. values.SelectMany(value => BitConverter.GetBytes((Half)value))],
            _ => [.. values.SelectMany(BitConverter.GetBytes)],
        };
        var tensor = new TensorProto { Name = name, DataType = type, RawData = bytes };
        tensor.Dims.AddRange(dimensions.Select(size => (long)size));
        return tensor;
    }

    public static TensorProto IntegerTensor(string? name, params long[] values)
    {
        var tensor = new TensorProto { Name = name, DataType = ElementType.Int64, Int64Data = [.. values] };
        tensor.Dims.Add(values.Length);
        return tensor;
    }

    public string Integers(string name, params long[] values)
    {
        Graph.Initializer.Add(IntegerTensor(name, values));
        return name;
    }

    /// <summary>Adds a Constant operator of 64-bit integers; a scalar if there is one and <paramref name="isScalar"/>.</summary>
    public string Constant(string name, long[] values, bool isScalar = false)
    {
        TensorProto tensor = IntegerTensor(null, values);
        if (isScalar)
        {
            tensor.Dims.Clear();
        }

        return Node("Constant", [], name, new AttributeProto { Name = "value", Type = AttributeType.Tensor, T = tensor });
    }

    public ForeignGraph Input(string name = "x", ElementType type = ElementType.Float, params DimensionProto[] dimensions)
    {
        Graph.Input.Add(Value(name, type, dimensions.Length == 0 ? ["T", "B", (long)Inputs] : dimensions));
        return this;
    }

    public static ValueInfoProto Value(string name, ElementType type, DimensionProto[]? dimensions = null)
    {
        var tensor = new TensorTypeProto { ElemType = type };
        if (dimensions is not null)
        {
            tensor.Shape = new TensorShapeProto();
            tensor.Shape.Dim.AddRange(dimensions);
        }

        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }

    public string Node(string operation, string[] inputs, string output, params AttributeProto[] attributes) =>
        Node(operation, inputs, [output], attributes);

    public string Node(string operation, string[] inputs, string[] outputs, params AttributeProto[] attributes)
    {
        var node = new NodeProto { OpType = operation, Name = $"{operation}_{Graph.Node.Count}" };
        node.Input.AddRange(inputs);
        node.Output.AddRange(outputs);
        node.Attribute.AddRange(attributes);
        Graph.Node.Add(node);
        return outputs[0];
    }

    /// <summary>Adds a recurrent operator with drawn weights. Its outputs are Y, Y_h and Y_c, each with the suffix.</summary>
    public string Recurrent(
        string operation,
        string x = "x",
        int inputs = Inputs,
        int directions = 1,
        string suffix = "",
        string[]? more = null,
        int hidden = Hidden,
        params AttributeProto[] attributes)
    {
        AttributeProto[] usual =
        [
            AttributeProto.Of("hidden_size", (long)hidden),
            .. directions == 2 ? (AttributeProto[])[AttributeProto.Of("direction", "bidirectional")] : [],
        ];
        return Node(
            operation,
            [x, .. Weights(operation, inputs, hidden, directions, suffix), .. more ?? []],
            operation == "LSTM" ? ["Y" + suffix, "Y_h" + suffix, "Y_c" + suffix] : ["Y" + suffix, "Y_h" + suffix],
            [.. usual, .. attributes]);
    }

    public ForeignGraph Output(params string[] names)
    {
        Graph.Output.AddRange(names.Select(name => Value(name, ElementType.Float)));
        return this;
    }

    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        OnnxMessages.Instance.Serialize(stream, Model);
        return stream.ToArray();
    }

    public RnnModel Import(List<string>? notes = null) => Import(ToBytes(), notes);

    public static RnnModel Import(byte[] file, List<string>? notes = null)
    {
        using var folder = new TestFolder();
        File.WriteAllBytes(folder["model.onnx"], file);
        return ModelFile.Read(folder["model.onnx"], new ModelReadOptions { Note = note => notes?.Add(note) });
    }

    /// <summary>Fails unless RnnPS computes what ONNX Runtime does, to 1e-5.</summary>
    /// <param name="input">The layout of the input.</param>
    /// <param name="output">The layout of the first output, or of the named one.</param>
    /// <param name="name">The name of the output that is the model's; null for the first.</param>
    /// <param name="batch">The number of sequences.</param>
    /// <param name="tokens">The number of tokens, if the input is tokens.</param>
    /// <param name="takesLast">Whether the output is the last of ours, which are at every timestep.</param>
    /// <param name="tolerance">The tolerance.</param>
    public RnnModel Compare(
        string input = "TBF", string output = "TDBH", string? name = null, int batch = Batch, int? tokens = null, bool takesLast = false, double tolerance = 1e-5)
    {
        byte[] file = ToBytes();
        RnnModel model = Import(file);
        RnnSequence[] sequences = [.. Enumerable.Range(0, batch).Select(key => new RnnSequence(key, tokens is { } count
            ? new RnnMatrix(Time, 1, [.. Enumerable.Range(0, Time).Select(_ => (double)_draw.Int(0, count - 1))])
            : _draw.Matrix(Time, model.InputSize)))];
        double[] peer = Run(file, input, sequences, name ?? Graph.Output[0].Name!, tokens is not null);
        double[][][] ours = OnnxComparison.Ours(model, sequences);
        bool isLast = !output.Contains('T', StringComparison.Ordinal);
        Assert.Equal(isLast && !takesLast ? RnnOutputStep.Last : RnnOutputStep.Every, model.OutputStep);
        int directions = output.Contains('D', StringComparison.Ordinal) ? model.Stack[^1].Merge is null ? 1 : 2 : 1;
        Dictionary<char, int> sizes = new()
        {
            ['T'] = isLast ? 1 : Time,
            ['B'] = batch,
            ['D'] = directions,
            ['H'] = model.OutputSize / directions,
            ['F'] = model.OutputSize,
            ['1'] = 1,
        };
        Assert.Equal(output.Aggregate(1, (product, axis) => product * sizes[axis]), peer.Length);
        for (int i = 0; i < peer.Length; i++)
        {
            Dictionary<char, int> at = new() { ['B'] = 0, ['T'] = 0, ['D'] = 0, ['H'] = 0, ['F'] = 0 };
            int rest = i;
            foreach (char axis in output.Reverse())
            {
                at[axis] = rest % sizes[axis];
                rest /= sizes[axis];
            }

            double[][] steps = ours[at['B']];
            double[] values = takesLast ? steps[^1] : steps[at['T']];
            Near.Equal([values[(at['D'] * sizes['H']) + at['H'] + at['F']]], [peer[i]], tolerance, $"{model.ToSummary()}, element {i}");
        }

        return model;
    }

    private static double[] Run(byte[] file, string layout, RnnSequence[] sequences, string output, bool areTokens)
    {
        using var session = new InferenceSession(file);
        int features = sequences[0].Values.Columns;
        Dictionary<char, int> sizes = new() { ['T'] = Time, ['B'] = sequences.Length, ['F'] = features, ['1'] = 1 };
        long[] shape = [.. layout.Select(axis => (long)sizes[axis])];
        var values = new double[shape.Aggregate(1L, (product, size) => product * size)];
        for (int i = 0; i < values.Length; i++)
        {
            Dictionary<char, int> at = new() { ['B'] = 0, ['T'] = 0, ['F'] = 0 };
            int rest = i;
            foreach (char axis in layout.Reverse())
            {
                at[axis] = rest % sizes[axis];
                rest /= sizes[axis];
            }

            values[i] = sequences[at['B']].Values[at['T'], at['F']];
        }

        using OrtValue x = areTokens ? OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(values, value => (long)value), shape)
            : session.InputMetadata["x"].ElementType == typeof(Float16)
                ? OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(values, value => (Float16)(float)value), shape)
                : OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(values, value => (float)value), shape);
        Dictionary<string, OrtValue> inputs = new() { ["x"] = x };
        List<OrtValue> states = [];
        foreach ((string name, NodeMetadata metadata) in session.InputMetadata.Where(pair => pair.Key != "x"))
        {
            // Initial states of zeros, with the batch of the sequences; lengths that are the whole time.
            long[] sizesOf = [.. metadata.Dimensions.Select(size => size < 0 ? sequences.Length : (long)size)];
            long count = sizesOf.Aggregate(1L, (product, size) => product * size);
            states.Add(metadata.ElementType == typeof(int)
                ? OrtValue.CreateTensorValueFromMemory(Enumerable.Repeat(Time, (int)count).ToArray(), sizesOf)
                : OrtValue.CreateTensorValueFromMemory(new float[count], sizesOf));
            inputs[name] = states[^1];
        }

        using var options = new RunOptions();
        using IDisposableReadOnlyCollection<OrtValue> results = session.Run(options, inputs, [output]);
        states.ForEach(state => state.Dispose());
        return results[0].GetTensorTypeAndShape().ElementDataType == Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float16
            ? [.. results[0].GetTensorDataAsSpan<Float16>().ToArray().Select(value => (double)(float)value)]
            : [.. results[0].GetTensorDataAsSpan<float>().ToArray().Select(value => (double)value)];
    }
}
