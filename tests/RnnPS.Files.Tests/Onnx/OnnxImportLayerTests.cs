using RnnPS.Core.Tests;
using RnnPS.Files.Onnx;

namespace RnnPS.Files.Tests;

/// <summary>Weights, attributes, and the layers below and above the recurrent ones.</summary>
public sealed class OnnxImportLayerTests
{
    [Fact]
    public void Weights_are_also_among_the_inputs_of_the_graph()
    {
        ForeignGraph graph = new ForeignGraph(9).Input();
        graph.Recurrent("LSTM");
        graph.Input("W", ElementType.Float, 1L, 16L, 3L).Input("R", ElementType.Float, 1L, 16L, 4L).Input("B", ElementType.Float, 1L, 32L);
        graph.Output("Y").Compare();
    }

    [Fact]
    public void Weights_are_constants_of_the_graph()
    {
        ForeignGraph graph = new ForeignGraph().Input();
        graph.Recurrent("GRU");
        foreach (TensorProto tensor in graph.Graph.Initializer.ToArray())
        {
            graph.Node("Constant", [], tensor.Name!, new AttributeProto { Name = "value", Type = AttributeType.Tensor, T = tensor });
        }

        graph.Graph.Initializer.Clear();
        // Operators come before those that read them.
        graph.Graph.Node.Reverse();
        graph.Output("Y").Compare();
    }

    [Theory]
    [InlineData("Slice")]
    [InlineData("Split")]
    public void Gates_are_reordered_in_the_graph(string operation)
    {
        // PyTorch's order is i, f, g, o, and ONNX's is i, o, f, g.
        const int Hidden = ForeignGraph.Hidden;
        ForeignGraph graph = new ForeignGraph(operation == "Slice" ? 14 : 13).Input();
        string Reordered(string name, params int[] sizes)
        {
            graph.Floats(name, sizes);
            string[] gates = [.. Enumerable.Range(0, 4).Select(gate => $"{name}_{gate}")];
            if (operation == "Split")
            {
                graph.Node("Split", [name], gates, AttributeProto.Of("axis", 0L));
            }
            else
            {
                for (int gate = 0; gate < 4; gate++)
                {
                    graph.Node(
                        "Slice",
                        [name, graph.Constant($"{name}_from{gate}", [gate * Hidden]), graph.Constant($"{name}_to{gate}", [(gate + 1) * Hidden]), graph.Constant($"{name}_on{gate}", [0])],
                        gates[gate]);
                }
            }

            return graph.Node("Concat", [gates[0], gates[3], gates[1], gates[2]], name + "_ordered", AttributeProto.Of("axis", 0L));
        }

        string Stacked(string name) => graph.Node("Unsqueeze", [name, graph.Constant(name + "_axes", [0])], name + "_stacked");
        string bias = graph.Node("Concat", [Reordered("b_ih", 16), Reordered("b_hh", 16)], "b", AttributeProto.Of("axis", 0L));
        graph.Node(
            "LSTM", ["x", Stacked(Reordered("w_ih", 16, 3)), Stacked(Reordered("w_hh", 16, 4)), Stacked(bias)], ["Y"], AttributeProto.Of("hidden_size", 4L));
        graph.Output("Y").Compare();
    }

    [Theory]
    [InlineData(ElementType.Float16, 3e-3)]
    [InlineData(ElementType.Double, 1e-5)]
    public void Weights_of_another_precision_are_cast(ElementType type, double tolerance)
    {
        ForeignGraph graph = new ForeignGraph().Input();
        graph.Recurrent("LSTM");
        string[] names = ["W", "R", "B"];
        foreach (TensorProto tensor in graph.Graph.Initializer.ToArray())
        {
            float[] values = [.. tensor.RawData!.Chunk(4).Select(bytes => BitConverter.ToSingle(bytes))];
            graph.Graph.Initializer.Remove(tensor);
            graph.Floats(tensor.Name + "_stored", [.. tensor.Dims.Select(size => (int)size)], values, type);
            graph.Node("Cast", [tensor.Name + "_stored"], tensor.Name!, AttributeProto.Of("to", (long)ElementType.Float));
        }

        graph.Graph.Node.Reverse();
        graph.Output("Y").Compare(tolerance: tolerance);
    }

    [Fact]
    public void Elements_are_in_the_lists_of_their_types()
    {
        ForeignGraph graph = new ForeignGraph().Input();
        graph.Recurrent("GRU");
        foreach (TensorProto tensor in graph.Graph.Initializer)
        {
            tensor.FloatData = [.. tensor.RawData!.Chunk(4).Select(bytes => BitConverter.ToSingle(bytes))];
            tensor.RawData = null;
        }

        graph.Output("Y").Compare();
        RnnModel single = graph.Import();
        foreach (TensorProto tensor in graph.Graph.Initializer)
        {
            tensor.DoubleData = [.. tensor.FloatData!.Select(value => (double)value)];
            (tensor.FloatData, tensor.DataType) = (null, ElementType.Double);
        }

        Models.RequireSame(single, graph.Import());
        foreach (TensorProto tensor in graph.Graph.Initializer)
        {
            tensor.Int32Data = [.. tensor.DoubleData!.Select(value => (int)BitConverter.HalfToUInt16Bits((Half)value))];
            (tensor.DoubleData, tensor.DataType) = (null, ElementType.Float16);
        }

        Assert.Equal((double)(Half)single.Layers[0].InputWeights[0, 0], graph.Import().Layers[0].InputWeights[0, 0]);
    }

    [Theory]
    [InlineData("RNN", 7)]
    [InlineData("GRU", 8)]
    [InlineData("LSTM", 22)]
    public void Biases_and_optional_inputs_are_left_out(string operation, long operatorSet)
    {
        ForeignGraph graph = new ForeignGraph(operatorSet).Input();
        int rows = ForeignGraph.Rows(operation);
        graph.Node(
            operation,
            ["x", graph.Floats("W", [1, rows, 3]), graph.Floats("R", [1, rows, 4]), "", "", ""],
            ["Y"],
            AttributeProto.Of("hidden_size", 4L));
        graph.Output("Y").Compare();
    }

    [Theory]
    [InlineData("forward")]
    [InlineData("reverse")]
    [InlineData("bidirectional")]
    public void Attributes_tell_the_cells(string direction)
    {
        int directions = direction == "bidirectional" ? 2 : 1;
        foreach (string operation in (string[])["RNN", "GRU", "LSTM"])
        {
            ForeignGraph graph = new ForeignGraph().Input();
            string[] functions = operation switch
            {
                "RNN" => ["LeakyRelu"],
                "GRU" => ["HardSigmoid", "Softsign"],
                _ => ["Sigmoid", "ScaledTanh", "Elu"],
            };
            float[] alphas = operation switch
            {
                "RNN" => [0.2f],
                "GRU" => [0.25f],
                _ => [0.8f, 0.7f],
            };
            float[] betas = operation switch
            {
                "RNN" => [],
                "GRU" => [0.4f],
                _ => [0.9f],
            };
            AttributeProto[] attributes =
            [
                AttributeProto.Of("direction", direction),
                AttributeProto.Of("activations", Enumerable.Repeat(functions, directions).SelectMany(names => names)),
                AttributeProto.Of("activation_alpha", Enumerable.Repeat(alphas, directions).SelectMany(values => values)),
                AttributeProto.Of("activation_beta", Enumerable.Repeat(betas, directions).SelectMany(values => values)),
                .. operation switch
                {
                    "RNN" => (AttributeProto[])[AttributeProto.Of("clip", 0.6f)],
                    "GRU" => [AttributeProto.Of("linear_before_reset", 1L), AttributeProto.Of("clip", 0.6f)],
                    _ => [AttributeProto.Of("input_forget", 1L)],
                },
            ];
            string[] more = operation == "LSTM" ? ["", "", "", graph.Floats("P", [directions, 12])] : [];
            graph.Node(operation, ["x", .. graph.Weights(operation, directions: directions), .. more], ["Y"], [AttributeProto.Of("hidden_size", 4L), .. attributes]);
            graph.Output("Y").Compare();
        }
    }

    [Fact]
    public void The_clip_of_an_LSTM_is_noted()
    {
        ForeignGraph graph = new ForeignGraph().Input();
        graph.Recurrent("LSTM", attributes: AttributeProto.Of("clip", 0.5f));
        List<string> notes = [];
        RnnModel model = graph.Output("Y").Import(notes);
        Assert.Equal(0.5, model.Layers[0].ActivationClip);
        Assert.Contains("ONNX Runtime does not clip", Assert.Single(notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("RNN")]
    [InlineData("LSTM")]
    public void A_batch_is_the_first_axis_of_the_operator_itself(string operation)
    {
        // ONNX Runtime does not run such operators. The same weights with time first are the same model.
        ForeignGraph Graph(long layout)
        {
            ForeignGraph graph = new ForeignGraph().Input();
            graph.Recurrent(operation, directions: 2, attributes: AttributeProto.Of("layout", layout));
            return graph;
        }

        Models.RequireSame(Graph(0).Output("Y").Import(), Graph(1).Output("Y").Import());
        Models.RequireSame(Graph(0).Output("Y_h").Import(), Graph(1).Output("Y_h").Import());
        ForeignGraph batchFirst = Graph(1);
        batchFirst.Node("Gather", ["Y", batchFirst.Constant("index", [-1], isScalar: true)], "last", AttributeProto.Of("axis", 1L));
        batchFirst.Node("Reshape", ["last", batchFirst.Integers("sizes", 0, -1)], "output");
        Assert.Equal(2 * ForeignGraph.Hidden, batchFirst.Output("output").Import().OutputSize);
    }

    [Fact]
    public void A_batch_first_model_is_transposed_and_back()
    {
        ForeignGraph graph = new ForeignGraph().Input("x", ElementType.Float, "B", "T", 3L);
        graph.Node("Transpose", ["x"], "by_time", AttributeProto.Of("perm", [1L, 0, 2]));
        graph.Recurrent("GRU", "by_time");
        graph.Node("Squeeze", ["Y", graph.Integers("axes", 1)], "h");
        graph.Node("Transpose", ["h"], "by_batch", AttributeProto.Of("perm", [1L, 0, 2]));
        graph.Node("MatMul", ["by_batch", graph.Floats("V", [4, 2])], "product");
        graph.Node("Add", [graph.Floats("c", [2]), "product"], "sum");
        graph.Node("Softmax", ["sum"], "output", AttributeProto.Of("axis", -1L));
        RnnModel model = graph.Output("output").Compare("BTF", "BTF");
        Assert.Equal(RnnOutputActivation.Softmax, model.OutputActivation);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Dense_layers_act_on_the_final_state(long transB)
    {
        ForeignGraph graph = new ForeignGraph().Input();
        graph.Recurrent("LSTM");
        graph.Node("Squeeze", ["Y_h", graph.Integers("axes", 0)], "h");
        graph.Node("Identity", ["h"], "same");
        graph.Node("Dropout", ["same"], "kept");
        graph.Node(
            "Gemm",
            ["kept", graph.Floats("V", transB == 1 ? [5, 4] : [4, 5]), graph.Floats("c", [5])],
            "product",
            AttributeProto.Of("transB", transB), AttributeProto.Of("alpha", 0.5f), AttributeProto.Of("beta", 2f));
        graph.Node("Relu", ["product"], "hidden");
        graph.Node("Gemm", ["hidden", graph.Floats("V2", [5, 1]), graph.Floats("c2", [1])], "number");
        graph.Node("Sigmoid", ["number"], "sigmoid");
        graph.Node("Squeeze", ["sigmoid", graph.Integers("last", 1)], "output");
        RnnModel model = graph.Output("output").Compare(output: "BF");
        Assert.Equal((1, RnnOutputActivation.Sigmoid), (model.DenseLayers.Count, model.OutputActivation));
    }

    [Theory]
    [InlineData("Tanh")]
    [InlineData("LeakyRelu")]
    [InlineData("Elu")]
    [InlineData("HardSigmoid")]
    [InlineData("ThresholdedRelu")]
    [InlineData("Softsign")]
    [InlineData("Softplus")]
    public void Activations_are_layers(string operation)
    {
        ForeignGraph graph = new ForeignGraph().Input();
        graph.Recurrent("GRU");
        graph.Node("MatMul", ["Y", graph.Floats("V", [4, 3])], "product");
        graph.Node(operation, ["product"], "output");
        graph.Output("output").Compare();
    }

    [Fact]
    public void A_table_of_vectors_is_an_embedding()
    {
        ForeignGraph graph = new ForeignGraph().Input("x", ElementType.Int64, "B", "T");
        graph.Node("Gather", [graph.Floats("table", [7, 3]), "x"], "vectors");
        graph.Node("Transpose", ["vectors"], "by_time", AttributeProto.Of("perm", [1L, 0, 2]));
        graph.Recurrent("LSTM", "by_time");
        RnnModel model = graph.Output("Y").Compare("BT", tokens: 7);
        Assert.Equal(7, model.EmbeddingWeights!.Rows);
    }

    [Fact]
    public void Tokens_may_come_as_numbers()
    {
        // As Keras' inputs do.
        ForeignGraph graph = new ForeignGraph().Input("x", ElementType.Float, "T", "B");
        graph.Node("Cast", ["x"], "tokens", AttributeProto.Of("to", (long)ElementType.Int32));
        graph.Node("Gather", [graph.Floats("table", [7, 3]), "tokens"], "vectors");
        graph.Recurrent("GRU", "vectors");
        Assert.Equal(7, graph.Output("Y").Import().EmbeddingWeights!.Rows);
    }

    [Fact]
    public void Affine_maps_of_features_are_folded()
    {
        ForeignGraph graph = new ForeignGraph().Input();
        graph.Node("Sub", ["x", graph.Floats("offset", [1, 1, 3])], "centred");
        graph.Node("Div", ["centred", graph.Floats("scale", [3], [2, 4, 5])], "scaled");
        graph.Node("Mul", ["scaled", graph.Floats("half", [], [0.5f])], "input");
        graph.Recurrent("GRU", "input");
        graph.Node("Transpose", ["Y"], "channels", AttributeProto.Of("perm", [0L, 3, 1, 2]));
        graph.Node(
            "BatchNormalization",
            ["channels", graph.Floats("gamma", [4]), graph.Floats("beta", [4]), graph.Floats("mean", [4]), graph.Floats("var", [4], [1, 2, 3, 4])],
            "normal");
        graph.Node("Transpose", ["normal"], "back", AttributeProto.Of("perm", [0L, 2, 3, 1]));
        graph.Node("MatMul", ["back", graph.Floats("V", [4, 2])], "output");
        RnnModel model = graph.Output("output").Compare();
        Assert.NotNull(model.InputScaler);
    }

    [Fact]
    public void A_constant_for_each_unit_of_each_direction_is_in_their_order()
    {
        ForeignGraph graph = new ForeignGraph().Input();
        graph.Recurrent("LSTM", directions: 2);
        graph.Node("Add", ["Y", graph.Floats("shift", [2, 1, 4])], "output");
        graph.Output("output").Compare();
    }

    [Fact]
    public void Numbers_without_a_batch_or_features_get_axes()
    {
        ForeignGraph graph = new ForeignGraph().Input("x", ElementType.Float, "T", 3L);
        graph.Node("Unsqueeze", ["x", graph.Integers("axes", 1)], "batch");
        graph.Recurrent("LSTM", "batch");
        graph.Output("Y").Compare("TF", batch: 1);

        ForeignGraph series = new ForeignGraph().Input("x", ElementType.Float, "B", 5L);
        series.Node("Reshape", ["x", series.Integers("sizes", -1, 5, 1)], "features");
        series.Node("Transpose", ["features"], "by_time", AttributeProto.Of("perm", [1L, 0, 2]));
        series.Recurrent("LSTM", "by_time", inputs: 1);
        series.Output("Y").Compare("BT");
    }

    [Fact]
    public void All_timesteps_of_all_sequences_are_one_axis_for_a_dense_layer()
    {
        ForeignGraph graph = new ForeignGraph().Input();
        graph.Recurrent("LSTM");
        graph.Node("Reshape", ["Y", graph.Integers("flat", -1, 4)], "rows");
        graph.Node("Gemm", ["rows", graph.Floats("V", [4, 2]), graph.Floats("c", [2])], "product");
        graph.Node("Softmax", ["product"], "softmax", AttributeProto.Of("axis", 1L));
        graph.Node("Shape", ["Y"], "shape");
        string Size(long axis) => graph.Node("Gather", ["shape", graph.Constant($"axis{axis}", [axis])], $"size{axis}");
        graph.Node("Concat", [Size(0), Size(2), graph.Constant("two", [2])], "sizes", AttributeProto.Of("axis", 0L));
        graph.Node("Reshape", ["softmax", "sizes"], "output");
        graph.Output("output").Compare(output: "TBF");
    }

    [Fact]
    public void A_graph_of_one_timestep_with_its_states_is_run_step_by_step()
    {
        ForeignGraph graph = new ForeignGraph().Input("x", ElementType.Float, "B", 3L);
        graph.Input("h0", ElementType.Float, 1L, "B", 4L).Input("c0", ElementType.Float, 1L, "B", 4L);
        graph.Node("Unsqueeze", ["x", graph.Integers("axes", 0)], "step");
        graph.Recurrent("LSTM", "step", more: ["", "h0", "c0"]);
        graph.Node("Squeeze", ["Y", graph.Integers("both", 0, 1)], "output");
        RnnModel model = graph.Output("output", "Y_h", "Y_c").Import();
        Assert.Equal((RnnOutputStep.Every, 4), (model.OutputStep, model.OutputSize));
    }

    [Fact]
    public void An_imported_model_is_saved_and_exported_as_all_others()
    {
        ForeignGraph graph = new ForeignGraph().Input();
        graph.Recurrent("LSTM", directions: 2);
        RnnModel model = graph.Output("Y").Import();
        Models.RequireSame(model, ModelFile.FromBytes(ModelFile.ToBytes(model)));
        OnnxComparison.Compare(model, OnnxComparison.Sequences(new Draw(3), ForeignGraph.Inputs, 5, 5));
    }
}
