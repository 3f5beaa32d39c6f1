using RnnPS.Files.Onnx;

namespace RnnPS.Files.Tests;

/// <summary>What RnnPS can't represent is refused with the operator and the name of the node, never imported as another function.</summary>
public sealed class OnnxImportRefusalTests
{
    private static readonly Dictionary<string, (Action<ForeignGraph> Build, string[] Message)> Graphs = new()
    {
        ["a loop"] = (graph => Unknown(graph, "Loop", withGraph: true), ["Loop (node 'Loop_2')"]),
        ["a scan after another unknown operator"] = (
            graph =>
            {
                graph.Recurrent("LSTM");
                graph.Node("QuantizeLinear", ["Y"], "q");
                graph.Node("Scan", ["q"], "s", Body());
                graph.Node("DequantizeLinear", ["s"], "output");
                graph.Output("output");
            },
            ["Scan (node 'Scan_2')"]),
        ["a condition"] = (graph => Unknown(graph, "If", withGraph: true), ["If (node 'If_2')"]),
        ["a sequence"] = (graph => Unknown(graph, "SequenceConstruct"), ["SequenceConstruct (node 'SequenceConstruct_2')"]),
        ["a convolution"] = (graph => Unknown(graph, "Conv"), ["Conv (node 'Conv_2')"]),
        ["a quantized operator"] = (graph => Unknown(graph, "QLinearMatMul"), ["QLinearMatMul"]),
        ["an operator of another domain"] = (
            graph =>
            {
                Unknown(graph, "Attention");
                graph.Graph.Node[^1].Domain = "com.microsoft";
            },
            ["com.microsoft.Attention (node 'Attention_2')"]),
        ["a constant that varies over time"] = (
            graph =>
            {
                graph.Recurrent("LSTM");
                graph.Node("Add", ["Y", graph.Floats("positions", [5, 1, 1, 4])], "output");
                graph.Output("output");
            },
            ["Add (node 'Add_1')", "differs between timesteps"]),
        ["weights as inputs"] = (
            graph =>
            {
                graph.Recurrent("LSTM");
                graph.Graph.Initializer.RemoveAll(tensor => tensor.Name == "R");
                graph.Input("R", ElementType.Float, 1L, 16L, 4L).Output("Y");
            },
            ["LSTM (node 'LSTM_0')", "takes R from the graph input 'R'", "initializer"]),
        ["weights of a dense layer as inputs"] = (
            graph =>
            {
                graph.Recurrent("GRU");
                graph.Input("V", ElementType.Float, 4L, 2L).Node("MatMul", ["Y", "V"], "output");
                graph.Output("output");
            },
            ["MatMul (node 'MatMul_1')", "the graph input 'V'"]),
        ["a softmax over time"] = (
            graph =>
            {
                graph.Recurrent("LSTM");
                graph.Node("Softmax", ["Y"], "output", AttributeProto.Of("axis", 0L));
                graph.Output("output");
            },
            ["Softmax (node 'Softmax_1')", "timesteps"]),
        ["a mean over time"] = (
            graph =>
            {
                graph.Recurrent("LSTM");
                graph.Node("ReduceMean", ["Y"], "output", AttributeProto.Of("axes", [0L]));
                graph.Output("output");
            },
            ["ReduceMean (node 'ReduceMean_1')", "timesteps"]),
        ["the third timestep"] = (graph => Step(graph, 3), ["Gather", "timestep that is not the last"]),
        ["the first timestep"] = (graph => Step(graph, 0), ["reads the first timestep of a forward cell"]),
        ["one sequence of the batch"] = (
            graph =>
            {
                graph.Recurrent("LSTM");
                graph.Node("Gather", ["Y", graph.Constant("index", [0], isScalar: true)], "output", AttributeProto.Of("axis", 2L));
                graph.Output("output");
            },
            ["Gather (node 'Gather_2')", "batch"]),
        ["a layer that runs over the batch"] = (
            graph =>
            {
                graph.Recurrent("LSTM", suffix: "0");
                graph.Node("Squeeze", ["Y0", graph.Integers("axes", 1)], "h");
                graph.Node("Transpose", ["h"], "turned", AttributeProto.Of("perm", [1L, 0, 2]));
                graph.Recurrent("LSTM", "turned", 4, suffix: "1");
                graph.Output("Y1");
            },
            ["LSTM (node 'LSTM_3')", "batch instead of time"]),
        ["a dense layer of all timesteps"] = (
            graph =>
            {
                graph.Recurrent("LSTM");
                graph.Node("Transpose", ["Y"], "by_batch", AttributeProto.Of("perm", [2L, 0, 1, 3]));
                graph.Node("Flatten", ["by_batch"], "flat");
                graph.Node("Gemm", ["flat", graph.Floats("V", [20, 1])], "output");
                graph.Output("output");
            },
            ["Gemm", "timesteps together"]),
        ["units and directions in another order"] = (
            graph =>
            {
                graph.Recurrent("LSTM", directions: 2);
                graph.Node("Transpose", ["Y"], "turned", AttributeProto.Of("perm", [0L, 2, 3, 1]));
                graph.Node("Reshape", ["turned", graph.Integers("sizes", 0, 0, -1)], "h");
                graph.Node("MatMul", ["h", graph.Floats("V", [8, 2])], "output");
                graph.Output("output");
            },
            ["MatMul (node 'MatMul_3')"]),
        ["directions and batch without a transposition"] = (
            graph =>
            {
                graph.Recurrent("LSTM", directions: 2);
                graph.Node("Reshape", ["Y_h", graph.Integers("sizes", -1, 8)], "output");
                graph.Output("output");
            },
            ["Reshape (node 'Reshape_1')", "mixes"]),
        ["a sum of two layers"] = (
            graph =>
            {
                graph.Recurrent("LSTM", suffix: "0");
                graph.Node("Squeeze", ["Y0", graph.Integers("axes", 1)], "h");
                graph.Recurrent("LSTM", "h", 4, suffix: "1");
                graph.Node("Add", ["Y0", "Y1"], "output");
                graph.Output("output");
            },
            ["Add (node 'Add_3')"]),
        ["layers side by side"] = (
            graph =>
            {
                graph.Recurrent("LSTM", suffix: "0");
                graph.Node("Squeeze", ["Y0", graph.Integers("axes", 1)], "h");
                graph.Recurrent("LSTM", "h", 4, suffix: "1");
                graph.Node("Concat", ["Y0", "Y1"], "output", AttributeProto.Of("axis", -1L));
                graph.Output("output");
            },
            ["2 cells that are not the two directions"]),
        ["an initial state that is not zero"] = (
            graph => graph.Recurrent("LSTM", more: ["", graph.Floats("h0", [1, 2, 4])]), ["LSTM (node 'LSTM_0')", "initial_h that is not zero"]),
        ["a learned initial state for any batch"] = (
            graph =>
            {
                string batch = graph.Node("Gather", [graph.Node("Shape", ["x"], "shape"), graph.Constant("index", [1])], "batch");
                string shape = graph.Node("Concat", [graph.Constant("one", [1]), batch, "one"], "sizes", AttributeProto.Of("axis", 0L));
                graph.Recurrent("GRU", more: ["", graph.Node("Expand", [graph.Floats("h0", [1, 1, 4]), shape], "state")]);
            },
            ["Expand", "An initial state must be zeros"]),
        ["the state of another layer"] = (
            graph =>
            {
                graph.Recurrent("GRU", suffix: "0");
                graph.Recurrent("GRU", suffix: "1", more: ["", "Y_h0"]);
                graph.Output("Y1");
            },
            ["GRU (node 'GRU_1')", "computed by another layer"]),
        ["shorter lengths"] = (
            graph =>
            {
                graph.Graph.Initializer.Add(new TensorProto { Name = "lengths", DataType = ElementType.Int32, Dims = { 2 }, Int32Data = [5, 3] });
                graph.Recurrent("LSTM", more: ["lengths"]);
            },
            ["LSTM (node 'LSTM_0')", "sequence_lens"]),
        ["an unknown activation"] = (graph => graph.Recurrent("RNN", attributes: AttributeProto.Of("activations", ["Swish"])), ["'Swish'"]),
        ["an activation below a recurrent layer"] = (
            graph =>
            {
                graph.Node("Relu", ["x"], "positive");
                graph.Recurrent("LSTM", "positive");
            },
            ["Relu (node 'Relu_0')", "below the LSTM"]),
        ["a softmax below a dense layer"] = (
            graph =>
            {
                graph.Recurrent("LSTM");
                graph.Node("Softmax", ["Y"], "attention", AttributeProto.Of("axis", 3L));
                graph.Node("MatMul", ["attention", graph.Floats("V", [4, 2])], "output");
                graph.Output("output");
            },
            ["Softmax (node 'Softmax_1')", "not the last layer"]),
        ["an exponential"] = (
            graph =>
            {
                graph.Recurrent("LSTM");
                graph.Node("Exp", ["Y"], "output");
                graph.Output("output");
            },
            ["Exp (node 'Exp_1')"]),
        ["a decoder"] = (
            graph =>
            {
                graph.Recurrent("LSTM", suffix: "0");
                graph.Recurrent("LSTM", "Y_h0", 4, suffix: "1");
                graph.Output("Y1");
            },
            ["LSTM (node 'LSTM_1')", "final state of a layer as a sequence"]),
        ["the same direction twice"] = (
            graph =>
            {
                graph.Recurrent("LSTM", directions: 2);
                string index = graph.Node("Concat", [graph.Constant("one", [1]), "one"], "indices", AttributeProto.Of("axis", 0L));
                graph.Node("Gather", ["Y", index], "output", AttributeProto.Of("axis", 1L));
                graph.Output("output");
            },
            ["Gather (node 'Gather_3')", "repeats"]),
        ["an input that is rounded"] = (
            graph =>
            {
                graph.Node("Cast", ["x"], "whole", AttributeProto.Of("to", (long)ElementType.Int32));
                graph.Node("Cast", ["whole"], "number", AttributeProto.Of("to", (long)ElementType.Float));
                graph.Recurrent("LSTM", "number");
            },
            ["'x'", "rounded to integers"]),
        ["a cell state as the output"] = (
            graph =>
            {
                graph.Recurrent("LSTM");
                graph.Output("Y_c");
            },
            ["'Y_c'", "cell state"]),
        ["two outputs"] = (
            graph =>
            {
                graph.Recurrent("LSTM");
                graph.Node("MatMul", ["Y", graph.Floats("V", [4, 2])], "heads");
                graph.Output("heads", "Y");
            },
            ["output 'Y'", "'heads'"]),
        ["a sparse tensor"] = (
            graph =>
            {
                graph.Recurrent("LSTM");
                graph.Graph.Initializer.RemoveAll(tensor => tensor.Name == "W");
                graph.Graph.SparseInitializer.Add(new SparseTensorProto { Values = new TensorProto { Name = "W" } });
                graph.Output("Y");
            },
            ["sparse"]),
        ["texts"] = (
            graph =>
            {
                graph.Recurrent("LSTM");
                graph.Graph.Initializer[0].DataType = (ElementType)8;
                graph.Output("Y");
            },
            ["tensor 'W'", "not numbers"]),
        ["a new operator set"] = (graph => graph.Model.OpsetImport[0].Version = 25, ["version 25", "1 to 24"]),
        ["an operator set that is none"] = (graph => graph.Model.OpsetImport[0].Version = 0, ["version 0", "onnx.version_converter"]),
        ["a statistic of the batch"] = (
            graph =>
            {
                graph.Model.OpsetImport[0].Version = 6;
                graph.Recurrent("LSTM");
                graph.Node("BatchNormalization", ["Y", .. Enumerable.Repeat(graph.Floats("ones", [1], [1]), 4)], "output");
                graph.Output("output");
            },
            ["BatchNormalization (node 'BatchNormalization_1')", "statistics of a batch"]),
        ["an old broadcast along an axis"] = (
            graph =>
            {
                graph.Model.OpsetImport[0].Version = 6;
                graph.Recurrent("LSTM");
                graph.Node("Add", ["Y", graph.Floats("shift", [4])], "output", AttributeProto.Of("broadcast", 1L), AttributeProto.Of("axis", 0L));
                graph.Output("output");
            },
            ["Add (node 'Add_1')", "axis 0"]),
        ["training"] = (
            graph =>
            {
                graph.Model.TrainingInfo.Add(new SkippedProto());
                graph.Recurrent("LSTM");
            },
            ["training"]),
        ["no recurrent layer"] = (
            graph =>
            {
                graph.Node("MatMul", ["x", graph.Floats("V", [3, 2])], "output");
                graph.Output("output");
            },
            ["no recurrent layer"]),
    };

    public static TheoryData<string> Names() => [.. Graphs.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_message_names_what_is_refused(string name)
    {
        ForeignGraph graph = new ForeignGraph().Input();
        (Action<ForeignGraph> build, string[] message) = Graphs[name];
        build(graph);
        if (graph.Graph.Output.Count == 0)
        {
            graph.Output("Y");
        }

        RnnException error = Assert.Throws<RnnException>(() => graph.Import());

        Assert.Equal(RnnErrorId.ModelUnsupported, error.Id);
        Assert.All(message, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_part_of_the_graph_that_no_output_needs_is_not_looked_at()
    {
        ForeignGraph graph = new ForeignGraph().Input();
        graph.Recurrent("LSTM");
        graph.Node("Loop", ["Y"], "unused", Body());
        graph.Output("Y").Import();
    }

    [Fact]
    public void An_option_for_files_that_do_not_say_it_is_refused()
    {
        ForeignGraph graph = new ForeignGraph().Input();
        graph.Recurrent("LSTM");
        using var folder = new TestFolder();
        File.WriteAllBytes(folder["model.onnx"], graph.Output("Y").ToBytes());
        RnnException error = Assert.Throws<RnnException>(() => ModelFile.Read(folder["model.onnx"], new ModelReadOptions { Activation = RnnActivation.Relu }));
        Assert.Equal(RnnErrorId.Parameters, error.Id);
    }

    private static AttributeProto Body() => new() { Name = "body", Type = AttributeType.Graph, G = new SkippedProto() };

    private static void Unknown(ForeignGraph graph, string operation, bool withGraph = false)
    {
        graph.Recurrent("LSTM");
        graph.Node("Squeeze", ["Y", graph.Integers("axes", 1)], "h");
        graph.Node(operation, ["h"], "output", withGraph ? [Body()] : []);
        graph.Output("output");
    }

    private static void Step(ForeignGraph graph, long step)
    {
        graph.Recurrent("LSTM");
        graph.Node("Gather", ["Y", graph.Constant("index", [step], isScalar: true)], "output");
        graph.Output("output");
    }
}
