using RnnPS.Files.Onnx;

namespace RnnPS.Files.Tests;

/// <summary>What exporters write for initial states, and for final states that are outputs.</summary>
public sealed class OnnxImportStateTests
{
    [Theory]
    [InlineData("RNN")]
    [InlineData("GRU")]
    [InlineData("LSTM")]
    public void Zeros_are_initializers(string operation)
    {
        ForeignGraph graph = new ForeignGraph().Input();
        string zeros = graph.Floats("zeros", [1, ForeignGraph.Batch, ForeignGraph.Hidden], new float[ForeignGraph.Batch * ForeignGraph.Hidden]);
        graph.Recurrent(operation, more: operation == "LSTM" ? ["", zeros, zeros] : ["", zeros]);
        graph.Output("Y").Compare();
    }

    [Fact]
    public void Zeros_are_expanded_to_a_computed_shape()
    {
        ForeignGraph graph = new ForeignGraph().Input();
        string one = graph.Constant("one", [1]);
        string size = graph.Node("Gather", [graph.Node("Shape", ["x"], "shape"), graph.Constant("axis", [1], isScalar: true)], "batch");
        string shape = graph.Node("Concat", [one, graph.Node("Unsqueeze", [size, graph.Constant("zero", [0])], "batches"), one], "sizes", AttributeProto.Of("axis", 0L));
        string zeros = graph.Node("Expand", [graph.Floats("zero_state", [1, 1, ForeignGraph.Hidden], new float[ForeignGraph.Hidden]), shape], "zeros");
        graph.Recurrent("LSTM", more: ["", zeros, zeros]);
        graph.Output("Y").Compare();
    }

    [Fact]
    public void Zeros_are_a_constant_of_a_shape_that_is_sliced_for_each_layer()
    {
        ForeignGraph graph = new ForeignGraph().Input();
        string batch = graph.Node("Slice", [graph.Node("Shape", ["x"], "shape"), graph.Constant("first", [1]), graph.Constant("end", [2])], "batch");
        string shape = graph.Node("Concat", [graph.Constant("layers", [2]), batch, graph.Constant("units", [ForeignGraph.Hidden])], "sizes", AttributeProto.Of("axis", 0L));
        string zeros = graph.Node("ConstantOfShape", [shape], "zeros");
        string State(long layer) => graph.Node(
            "Slice", [zeros, graph.Constant($"from{layer}", [layer]), graph.Constant($"to{layer}", [layer + 1]), graph.Constant($"axis{layer}", [0])], $"state{layer}");
        graph.Recurrent("LSTM", suffix: "0", more: ["", State(0), "state0"]);
        graph.Node("Squeeze", ["Y0", graph.Integers("axes", 1)], "h");
        graph.Recurrent("LSTM", "h", ForeignGraph.Hidden, suffix: "1", more: ["", State(1), "state1"]);
        Assert.Equal(2, graph.Output("Y1").Compare().Stack.Count);
    }

    [Fact]
    public void Zeros_are_cast_and_expanded_once_for_both_states()
    {
        ForeignGraph graph = new ForeignGraph().Input();
        string zero = graph.Node("Cast", [graph.Constant("number", [0], isScalar: true)], "zero", AttributeProto.Of("to", (long)ElementType.Float));
        string batch = graph.Node("Gather", [graph.Node("Shape", ["x"], "shape"), graph.Constant("index", [1])], "batch");
        string shape = graph.Node("Concat", [graph.Constant("one", [1]), batch, graph.Constant("units", [ForeignGraph.Hidden])], "sizes", AttributeProto.Of("axis", 0L));
        string zeros = graph.Node("Expand", [zero, shape], "zeros");
        graph.Recurrent("LSTM", more: ["", zeros, zeros]);
        graph.Output("Y").Compare();
    }

    [Fact]
    public void Zeros_are_expanded_by_a_size_that_stands_for_itself_where_it_is_minus_one()
    {
        // PyTorch's expand(-1, batch, -1).
        ForeignGraph graph = new ForeignGraph().Input();
        string batch = graph.Node("Gather", [graph.Node("Shape", ["x"], "shape"), graph.Constant("index", [1])], "batch");
        string sizes = graph.Node("Concat", [graph.Constant("kept", [-1]), batch, "kept"], "sizes", AttributeProto.Of("axis", 0L));
        string ones = graph.Node("ConstantOfShape", [graph.Constant("three", [3])], "ones", new AttributeProto
        {
            Name = "value",
            Type = AttributeType.Tensor,
            T = ForeignGraph.IntegerTensor(null, 1),
        });
        string isKept = graph.Node("Equal", [sizes, graph.Node("Mul", [ones, graph.Constant("minus", [-1], isScalar: true)], "negative")], "is_kept");
        string shape = graph.Node("Where", [isKept, ones, sizes], "target");
        string zeros = graph.Node("Expand", [graph.Floats("zero_state", [1, 1, ForeignGraph.Hidden], new float[ForeignGraph.Hidden]), shape], "zeros");
        graph.Recurrent("GRU", more: ["", zeros]);
        graph.Output("Y").Compare();
    }

    [Fact]
    public void States_and_lengths_that_are_graph_inputs_are_those_of_a_run()
    {
        ForeignGraph graph = new ForeignGraph().Input();
        graph.Input("lengths", ElementType.Int32, "B");
        graph.Input("h0", ElementType.Float, 1L, "B", (long)ForeignGraph.Hidden).Input("c0", ElementType.Float, 1L, "B", (long)ForeignGraph.Hidden);
        graph.Recurrent("LSTM", more: ["lengths", "h0", "c0"]);
        graph.Output("Y", "Y_h", "Y_c").Compare();
    }

    [Fact]
    public void States_of_all_layers_are_parts_of_one_graph_input()
    {
        ForeignGraph graph = new ForeignGraph().Input().Input("h0", ElementType.Float, 2L, "B", (long)ForeignGraph.Hidden);
        graph.Node("Split", ["h0"], ["h0_0", "h0_1"], AttributeProto.Of("axis", 0L));
        graph.Recurrent("GRU", suffix: "0", more: ["", "h0_0"]);
        graph.Node("Squeeze", ["Y0", graph.Integers("axes", 1)], "h");
        graph.Recurrent("GRU", "h", ForeignGraph.Hidden, suffix: "1", more: ["", "h0_1"]);
        graph.Node("Concat", ["Y_h0", "Y_h1"], "h_n", AttributeProto.Of("axis", 0L));
        graph.Output("Y1", "h_n").Compare();
    }

    [Fact]
    public void Lengths_that_are_the_whole_time_are_none()
    {
        ForeignGraph graph = new ForeignGraph().Input();
        graph.Node("Shape", ["x"], "shape");
        string time = graph.Node("Gather", ["shape", graph.Constant("zero", [0])], "time");
        string batch = graph.Node("Gather", ["shape", graph.Constant("one", [1])], "batch");
        string lengths = graph.Node(
            "Cast", [graph.Node("Expand", [time, batch], "all")], "lengths", AttributeProto.Of("to", (long)ElementType.Int32));
        graph.Recurrent("LSTM", more: [lengths]);
        graph.Output("Y").Compare();
    }

    [Fact]
    public void Outputs_of_states_before_the_output_are_left_out()
    {
        ForeignGraph graph = new ForeignGraph().Input();
        graph.Recurrent("LSTM");
        graph.Output("Y_h", "Y_c", "Y").Compare(name: "Y");
    }
}
