using RnnPS.Files.Onnx;

namespace RnnPS.Files.Tests;

/// <summary>How exporters take the output out of recurrent operators: the axis of directions, the last timestep, several layers.</summary>
public sealed class OnnxImportOutputTests
{
    [Theory]
    [InlineData("RNN", 1)]
    [InlineData("GRU", 2)]
    [InlineData("LSTM", 2)]
    public void All_timesteps_stay_with_the_axis_of_directions(string operation, int directions)
    {
        ForeignGraph graph = new ForeignGraph().Input();
        graph.Recurrent(operation, directions: directions);
        graph.Output("Y").Compare();
    }

    [Theory]
    [InlineData("attribute", 11)]
    [InlineData("initializer", 14)]
    [InlineData("Constant", 14)]
    [InlineData("none", 14)]
    public void Squeeze_removes_the_axis_of_directions(string axes, long operatorSet)
    {
        ForeignGraph graph = new ForeignGraph(operatorSet).Input();
        graph.Recurrent("LSTM");
        _ = axes switch
        {
            "attribute" => graph.Node("Squeeze", ["Y"], "output", AttributeProto.Of("axes", [1L])),
            "initializer" => graph.Node("Squeeze", ["Y", graph.Integers("axes", 1)], "output"),
            "Constant" => graph.Node("Squeeze", ["Y", graph.Constant("axes", [1])], "output"),
            _ => graph.Node("Squeeze", ["Y"], "output"),
        };
        graph.Output("output").Compare(output: "TBF");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reshape_joins_the_directions(bool isComputed)
    {
        ForeignGraph graph = new ForeignGraph().Input();
        graph.Recurrent("LSTM", directions: 2);
        graph.Node("Transpose", ["Y"], "ordered", AttributeProto.Of("perm", [0L, 2, 1, 3]));
        string shape = isComputed ? ComputedShape(graph) : graph.Constant("sizes", [0, 0, -1]);
        graph.Node("Reshape", ["ordered", shape], "output");
        graph.Output("output").Compare(output: "TBF");
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    public void Gather_or_Slice_takes_the_last_timestep(int directions, bool isSlice)
    {
        // Of two directions this is not the final state: the reverse cell has read one timestep.
        ForeignGraph graph = new ForeignGraph().Input();
        graph.Recurrent("GRU", directions: directions);
        graph.Node("Transpose", ["Y"], "ordered", AttributeProto.Of("perm", [2L, 0, 1, 3]));
        graph.Node("Reshape", ["ordered", graph.Integers("sizes", 0, 0, -1)], "h");
        string last = isSlice
            ? graph.Node("Slice", ["h", graph.Constant("start", [-1]), graph.Constant("end", [long.MaxValue]), graph.Constant("axes", [1])], "last")
            : graph.Node("Gather", ["h", graph.Constant("index", [-1], isScalar: true)], "last", AttributeProto.Of("axis", 1L));
        List<string> notes = [];
        graph.Output(last).Compare(output: isSlice ? "B1F" : "BF", takesLast: directions == 2);
        graph.Import(notes);
        Assert.Equal(directions == 2 ? 1 : 0, notes.Count(note => note.Contains("run it with -Last", StringComparison.Ordinal)));
    }

    [Fact]
    public void Gather_takes_the_last_timestep_by_a_computed_index()
    {
        ForeignGraph graph = new ForeignGraph().Input();
        graph.Recurrent("LSTM");
        string time = graph.Node("Gather", [graph.Node("Shape", ["Y"], "shape"), graph.Constant("axis", [0], isScalar: true)], "time");
        string index = graph.Node("Sub", [time, graph.Constant("one", [1], isScalar: true)], "index");
        graph.Node("Gather", ["Y", index], "output");
        graph.Output("output").Compare(output: "DBH");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_final_state_is_the_output_if_all_timesteps_have_no_name(int directions)
    {
        ForeignGraph graph = new ForeignGraph().Input();
        graph.Recurrent("LSTM", directions: directions);
        graph.Graph.Node[^1].Output[0] = string.Empty;
        graph.Output("Y_h").Compare(output: "DBH");
    }

    [Fact]
    public void The_first_timestep_of_a_reverse_cell_is_its_final_state()
    {
        ForeignGraph graph = new ForeignGraph().Input();
        graph.Recurrent("GRU", attributes: AttributeProto.Of("direction", "reverse"));
        graph.Node("Gather", ["Y", graph.Constant("index", [0], isScalar: true)], "output");
        RnnModel model = graph.Output("output").Compare(output: "DBH");
        Assert.Equal(RnnDirection.Reverse, model.Stack[0].Direction);
    }

    [Fact]
    public void The_last_and_the_first_timestep_of_the_halves_are_the_final_state_of_both_directions()
    {
        ForeignGraph graph = new ForeignGraph().Input();
        graph.Recurrent("LSTM", directions: 2);
        graph.Node("Transpose", ["Y"], "ordered", AttributeProto.Of("perm", [0L, 2, 1, 3]));
        graph.Node("Reshape", ["ordered", graph.Integers("sizes", 0, 0, -1)], "h");
        string Half(string name, long step, long start) => graph.Node(
            "Slice",
            [
                graph.Node("Gather", ["h", graph.Constant(name + "_index", [step], isScalar: true)], name + "_step"),
                graph.Constant(name + "_start", [start]), graph.Constant(name + "_end", [start + ForeignGraph.Hidden]), graph.Constant(name + "_axis", [1]),
            ],
            name);
        graph.Node("Concat", [Half("forward", -1, 0), Half("reverse", 0, ForeignGraph.Hidden)], "output", AttributeProto.Of("axis", 1L));
        graph.Output("output").Compare(output: "BF");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_final_state_of_the_top_layer_is_taken_from_those_of_all_layers(int directions)
    {
        ForeignGraph graph = new ForeignGraph().Input();
        graph.Recurrent("LSTM", directions: directions, suffix: "0");
        graph.Node("Transpose", ["Y0"], "ordered", AttributeProto.Of("perm", [0L, 2, 1, 3]));
        graph.Node("Reshape", ["ordered", graph.Integers("sizes", 0, 0, -1)], "h");
        graph.Recurrent("LSTM", "h", directions * ForeignGraph.Hidden, directions, suffix: "1");
        graph.Node("Concat", ["Y_h0", "Y_h1"], "h_n", AttributeProto.Of("axis", 0L));
        if (directions == 1)
        {
            graph.Node("Gather", ["h_n", graph.Constant("index", [-1], isScalar: true)], "output");
        }
        else
        {
            string State(long index) => graph.Node("Gather", ["h_n", graph.Constant($"index{index}", [index], isScalar: true)], $"state{index}");
            graph.Node("Concat", [State(-2), State(-1)], "output", AttributeProto.Of("axis", 1L));
        }

        graph.Output("output").Compare(output: "BF");
    }

    [Fact]
    public void The_layers_and_directions_of_the_final_states_are_two_axes()
    {
        ForeignGraph graph = new ForeignGraph().Input();
        graph.Recurrent("GRU", directions: 2, suffix: "0");
        graph.Node("Transpose", ["Y0"], "ordered", AttributeProto.Of("perm", [0L, 2, 1, 3]));
        graph.Node("Reshape", ["ordered", graph.Integers("sizes", 0, 0, -1)], "h");
        graph.Recurrent("GRU", "h", 2 * ForeignGraph.Hidden, 2, suffix: "1");
        graph.Node("Concat", ["Y_h0", "Y_h1"], "h_n", AttributeProto.Of("axis", 0L));
        graph.Node("Reshape", ["h_n", graph.Integers("all", 2, 2, -1, ForeignGraph.Hidden)], "apart");
        graph.Node("Gather", ["apart", graph.Constant("index", [-1], isScalar: true)], "top");
        graph.Output("top").Compare(output: "DBH");
    }

    [Theory]
    [InlineData("Add", RnnMerge.Sum)]
    [InlineData("Mul", RnnMerge.Multiply)]
    [InlineData("ReduceSum", RnnMerge.Sum)]
    [InlineData("ReduceMean", RnnMerge.Average)]
    [InlineData("ReduceProd", RnnMerge.Multiply)]
    public void Directions_are_merged(string operation, RnnMerge merge)
    {
        ForeignGraph graph = new ForeignGraph().Input();
        graph.Recurrent("LSTM", directions: 2);
        if (operation.StartsWith("Reduce", StringComparison.Ordinal))
        {
            AttributeProto[] attributes = operation == "ReduceSum" ? [] : [AttributeProto.Of("axes", [1L])];
            string[] inputs = operation == "ReduceSum" ? ["Y", graph.Integers("axes", 1)] : ["Y"];
            graph.Node(operation, inputs, "output", [.. attributes, AttributeProto.Of("keepdims", 0L)]);
        }
        else
        {
            graph.Node("Split", ["Y"], ["forward", "reverse"], AttributeProto.Of("axis", 1L));
            graph.Node(operation, ["forward", "reverse"], "merged");
            graph.Node("Squeeze", ["merged", graph.Integers("axes", 1)], "output");
        }

        RnnModel model = graph.Output("output").Compare(output: "TBF");
        Assert.Equal(merge, model.Stack[0].Merge);
    }

    [Fact]
    public void Two_operators_of_one_direction_each_are_a_layer()
    {
        ForeignGraph graph = new ForeignGraph().Input();
        graph.Recurrent("LSTM", suffix: "0", attributes: AttributeProto.Of("direction", "reverse"));
        graph.Recurrent("LSTM", suffix: "1");
        graph.Node("Squeeze", ["Y0", graph.Integers("axes", 1)], "reverse");
        graph.Node("Squeeze", ["Y1", "axes"], "forward");
        // The reverse cell comes first, which a linear layer puts right.
        graph.Node("Concat", ["reverse", "forward"], "output", AttributeProto.Of("axis", -1L));
        RnnModel model = graph.Output("output").Compare(output: "TBF");
        Assert.Equal(RnnDirection.Bidirectional, model.Stack[0].Direction);
    }

    [Fact]
    public void One_direction_of_two_is_a_layer_of_one_direction()
    {
        ForeignGraph graph = new ForeignGraph().Input();
        graph.Recurrent("LSTM", directions: 2);
        graph.Node("Gather", ["Y", graph.Constant("index", [1], isScalar: true)], "output", AttributeProto.Of("axis", 1L));
        RnnModel model = graph.Output("output").Compare(output: "TBF");
        Assert.Equal(RnnDirection.Reverse, model.Stack[0].Direction);
    }

    // The shape as torch 2.10 computes it: time, batch, and directions times units.
    private static string ComputedShape(ForeignGraph graph)
    {
        graph.Node("Shape", ["ordered"], "shape");
        string Part(long index) => graph.Node("Slice", ["shape", graph.Constant($"from{index}", [index]), graph.Constant($"to{index}", [index + 1])], $"size{index}");
        string features = graph.Node("Reshape", [graph.Node("Mul", [Part(2), Part(3)], "product"), graph.Constant("flat", [-1])], "features");
        return graph.Node("Concat", [Part(0), Part(1), features], "sizes", AttributeProto.Of("axis", 0L));
    }
}
