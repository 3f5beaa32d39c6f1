using System.Globalization;
using RnnPS.Files.Onnx;

namespace RnnPS.Files.Tests;

/// <summary>Files that lie or were made to harm: typed errors, in bounded time and memory.</summary>
public sealed class OnnxImportHostileTests
{
    private const long MostAllocated = 64 << 20;

    private static readonly Dictionary<string, (Action<ForeignGraph> Build, string Message)> Graphs = new()
    {
        ["a cycle"] = (
            graph =>
            {
                graph.Node("Identity", ["a"], "b");
                graph.Node("Identity", ["b"], "a");
                graph.Output("a");
            },
            "cycle"),
        ["an operator that reads itself"] = (
            graph =>
            {
                graph.Node("Add", ["x", "a"], "a");
                graph.Output("a");
            },
            "cycle"),
        ["two values of one name"] = (graph => graph.Node("Identity", ["x"], "Y"), "two values of the name 'Y'"),
        ["an operator that makes an input"] = (graph => graph.Node("Identity", ["Y"], "x"), "two values of the name 'x'"),
        ["two tensors of one name"] = (graph => graph.Floats("W", [1]), "two values of the name 'W'"),
        ["a tensor without a name"] = (graph => graph.Floats(string.Empty, [1]), "no name"),
        ["an input that nothing makes"] = (
            graph =>
            {
                graph.Node("Add", ["Y", "nothing"], "output");
                graph.Output("output");
            },
            "'nothing', which nothing makes"),
        ["no outputs"] = (graph => graph.Graph.Output.Clear(), "without outputs"),
        ["no graph"] = (graph => graph.Model.Graph = null, "not an ONNX file"),
        ["no operator set"] = (graph => graph.Model.OpsetImport.Clear(), "version of its operators"),
        ["sizes that are larger than the data"] = (graph => graph.Graph.Initializer[0].Dims[1] = 1 << 20, "without the"),
        ["sizes whose product overflows"] = (
            graph =>
            {
                graph.Graph.Initializer[0].Dims.Clear();
                graph.Graph.Initializer[0].Dims.AddRange([1L << 32, 1L << 32, 1L << 32]);
            },
            "far too large"),
        ["a negative size"] = (graph => graph.Graph.Initializer[0].Dims[1] = -16, "negative"),
        ["weights for another number of units"] = (
            graph => graph.Graph.Node[0].Attribute[0] = AttributeProto.Of("hidden_size", 5L), "hidden_size 5"),
        ["a bias of another shape"] = (graph => graph.Graph.Initializer[2].Dims.Add(1), "B of the shape [1 × 32 × 1]"),
        ["an attribute of another type"] = (
            graph => graph.Graph.Node[0].Attribute[0] = AttributeProto.Of("hidden_size", "four"), "attribute hidden_size of the type String"),
        ["inputs of another number"] = (graph => graph.Graph.Input[0].Type!.TensorType!.Shape!.Dim[2] = 5L, "weights for 3 inputs"),
        ["a direction that there is not"] = (graph => graph.Graph.Node[0].Attribute.Add(AttributeProto.Of("direction", "sideways")), "'sideways'"),
        ["a constant of 2^60 elements"] = (
            graph =>
            {
                graph.Node("ConstantOfShape", [graph.Integers("huge", 1L << 30, 1L << 30)], "zeros");
                graph.Node("Concat", ["zeros", graph.Floats("row", [1, 2], [1, 2])], "output", AttributeProto.Of("axis", 0L));
                graph.Output("output");
            },
            "joins constants of the shapes"),
        ["a constant that grows"] = (
            graph =>
            {
                string name = graph.Floats("grain", [1, 2], [1, 2]);
                for (int i = 0; i < 40; i++)
                {
                    name = graph.Node("Concat", [name, name], string.Create(CultureInfo.InvariantCulture, $"grown{i}"), AttributeProto.Of("axis", 0L));
                }

                graph.Output(name);
            },
            "far larger than the file"),
        ["a constant that is repeated"] = (
            graph =>
            {
                graph.Node("Expand", [graph.Floats("grain", [1, 2], [1, 2]), graph.Integers("sizes", 1L << 29, 2)], "output");
                graph.Output("output");
            },
            "far larger than the file"),
        ["a range to 2^62"] = (
            graph =>
            {
                graph.Node("Range", [graph.Constant("a", [0], isScalar: true), graph.Constant("b", [1L << 62], isScalar: true), graph.Constant("c", [1], isScalar: true)], "output");
                graph.Output("output");
            },
            "far larger than the file"),
        ["an index out of an axis"] = (
            graph =>
            {
                graph.Node("Gather", ["W", graph.Constant("index", [1L << 40])], "output");
                graph.Output("output");
            },
            "the index 1099511627776"),
        ["an axis out of a shape"] = (
            graph =>
            {
                graph.Node("Squeeze", ["Y", graph.Constant("axes", [9])], "output");
                graph.Output("output");
            },
            "the axis 9"),
    };

    public static TheoryData<string> Names() => [.. Graphs.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_damaged_graph_is_refused(string name)
    {
        ForeignGraph graph = new ForeignGraph().Input();
        graph.Recurrent("LSTM");
        (Action<ForeignGraph> build, string message) = Graphs[name];
        graph.Output("Y");
        build(graph);
        byte[] file = graph.ToBytes();

        long before = GC.GetAllocatedBytesForCurrentThread();
        RnnException error = Assert.Throws<RnnException>(() => ForeignGraph.Import(file));

        Assert.Contains(error.Id, (string[])[RnnErrorId.ModelFile, RnnErrorId.ModelUnsupported]);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostAllocated);
    }

    [Fact]
    public void A_chain_of_100000_operators_is_read()
    {
        ForeignGraph graph = new ForeignGraph().Input();
        string name = graph.Recurrent("LSTM");
        for (int i = 0; i < 100_000; i++)
        {
            string[] constants = i % 2 == 0 ? [name, graph.Graph.Initializer.Exists(tensor => tensor.Name == "one") ? "one" : graph.Floats("one", [], [1])] : [name];
            name = graph.Node(i % 2 == 0 ? "Mul" : "Identity", constants, string.Create(CultureInfo.InvariantCulture, $"value{i}"));
        }

        RnnModel model = graph.Output(name).Import();
        Assert.Equal(ForeignGraph.Hidden, model.OutputSize);
    }

    [Fact]
    public void Layers_that_share_one_large_tensor_do_not_fill_the_memory()
    {
        ForeignGraph graph = new ForeignGraph().Input("x", ElementType.Float, "T", "B", 64L);
        string[] weights = graph.Weights("LSTM", 64, 64);
        string name = "x";
        for (int i = 0; i < 2000; i++)
        {
            string y = graph.Node("LSTM", [name, .. weights], string.Create(CultureInfo.InvariantCulture, $"y{i}"), AttributeProto.Of("hidden_size", 64L));
            name = graph.Node("Squeeze", [y, i == 0 ? graph.Integers("axes", 1) : "axes"], string.Create(CultureInfo.InvariantCulture, $"h{i}"));
        }

        byte[] file = graph.Output(name).ToBytes();
        RnnException error = Assert.Throws<RnnException>(() => ForeignGraph.Import(file));
        Assert.Contains("far larger than the file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_map_of_each_of_many_outputs_does_not_fill_the_memory()
    {
        // Above an activation it would be a dense layer of 40,000 × 40,000 weights.
        ForeignGraph graph = new ForeignGraph().Input();
        graph.Recurrent("LSTM");
        graph.Node("MatMul", ["Y", graph.Floats("V", [4, 40_000])], "product");
        graph.Node("Relu", ["product"], "positive");
        graph.Node("Mul", ["positive", graph.Floats("half", [], [0.5f])], "output");
        byte[] file = graph.Output("output").ToBytes();
        RnnException error = Assert.Throws<RnnException>(() => ForeignGraph.Import(file));
        Assert.Contains("far larger than the file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Graphs_in_attributes_are_not_read_however_deep_they_are()
    {
        byte[] nested = [];
        for (int i = 0; i < 20_000; i++)
        {
            // An attribute with a graph with a node with that attribute.
            nested = Field(6, Field(1, Field(5, nested.Length > 1 << 16 ? [] : nested)));
        }

        byte[] file = [.. new ForeignGraph().Input().ToBytes(), .. Field(7, [.. Field(1, [.. Field(2, "a"u8), .. Field(4, "Loop"u8), .. Field(5, [.. Field(1, "body"u8), .. nested])]), .. Field(12, Field(1, "a"u8))])];
        RnnException error = Assert.Throws<RnnException>(() => ForeignGraph.Import(file));
        Assert.Contains("Loop", error.Message, StringComparison.Ordinal);
    }

    private static byte[] Field(int number, ReadOnlySpan<byte> content)
    {
        List<byte> bytes = [(byte)((number << 3) | 2)];
        for (int rest = content.Length; ; rest >>= 7)
        {
            bytes.Add((byte)(rest >= 0x80 ? rest | 0x80 : rest));
            if (rest < 0x80)
            {
                return [.. bytes, .. content];
            }
        }
    }
}
