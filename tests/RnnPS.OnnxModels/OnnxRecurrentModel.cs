using System.Globalization;

namespace RnnPS.OnnxModels;

/// <summary>Writes layers and models as ONNX models of RNN, LSTM and GRU operators.</summary>
/// <remarks>https://onnx.ai/onnx/operators/onnx__LSTM.html, onnx__GRU.html, onnx__RNN.html, version 14.</remarks>
public static class OnnxRecurrentModel
{
    // For each gate in ONNX's order, its index in our order. −1 means that our cell does not have the gate: a coupled LSTM has
    // no forget gate.
    private static readonly int[] PlainGates = [0];
    private static readonly int[] GruGates = [0, 1, 2];
    private static readonly int[] LstmGates = [0, 3, 1, 2];
    private static readonly int[] CoupledGates = [0, 2, -1, 1];

    // The same for the peepholes. ONNX's order is i, o, f. Ours is i, f, o, or for a coupled LSTM i, o.
    private static readonly int[] LstmPeepholes = [0, 2, 1];
    private static readonly int[] CoupledPeepholes = [0, 1, -1];

    /// <summary>
    /// Writes a layer as one operator. Its inputs are X [time × batch × input], sequence_lens [batch], initial_h and, for an
    /// LSTM, initial_c [directions × batch × hidden]. Its outputs are Y [time × directions × batch × hidden], Y_h and, for an
    /// LSTM, Y_c.
    /// </summary>
    /// <param name="layer">
    /// The layer. The two cells of a bidirectional layer must have the same kind, size, clip and form, because ONNX has one
    /// attribute for both. Their activations may differ.
    /// </param>
    /// <param name="withConstants">Whether to write the activations' constants. Otherwise ONNX's defaults apply.</param>
    /// <returns>The bytes of an ONNX file.</returns>
    public static byte[] Create(RnnStackLayer layer, bool withConstants = true)
    {
        ArgumentNullException.ThrowIfNull(layer);
        RnnCell[] cells = Cells(layer);
        string directions = Text(cells.Length);
        string hidden = Text(cells[0].HiddenSize);
        string[] state = [directions, "batch", hidden];
        OnnxGraph graph = new OnnxGraph()
            .Input("X", ["time", "batch", Text(layer.InputSize)])
            .Input("sequence_lens", ["batch"], integers: true)
            .Input("initial_h", state)
            .Output("Y", ["time", directions, "batch", hidden])
            .Output("Y_h", state);
        OnnxNode node = Operator(graph, layer, "X", withConstants).Input("sequence_lens", "initial_h").Output("Y", "Y_h");
        if (cells[0] is LstmCell)
        {
            graph.Input("initial_c", state).Output("Y_c", state);
            node.Input("initial_c").Output("Y_c");
        }

        AddPeepholes(graph, node, cells);
        return graph.Add(node).ToModel();
    }

    /// <summary>
    /// Writes a model of forward layers as a chain of operators. All initial states are zeros. The input is X
    /// [time × batch × input]. The outputs are Y, the hidden states of the last layer [time × 1 × batch × hidden], and, for a
    /// model with an output layer, output [time × batch × output].
    /// </summary>
    /// <param name="model">The model. All layers must run forward and have no peepholes. The output layer must have no activation.</param>
    /// <returns>The bytes of an ONNX file.</returns>
    public static byte[] Create(RnnModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Stack.Any(layer => layer.Direction != RnnDirection.Forward)
            || model.Layers.Any(cell => cell is LstmCell { Peepholes: not null })
            || model is not { OutputActivation: RnnOutputActivation.Identity, OutputStep: RnnOutputStep.Every })
        {
            throw new NotSupportedException($"Only models of plain forward layers can be written as a chain: {model} has others.");
        }

        OnnxGraph graph = new OnnxGraph()
            .Input("X", ["time", "batch", Text(model.InputSize)])
            .Output("Y", ["time", "1", "batch", Text(model.HiddenSize)]);
        string values = "X";
        for (int i = 0; i < model.Stack.Count; i++)
        {
            bool last = i == model.Stack.Count - 1;
            string states = last ? "Y" : "Y" + Text(i);
            graph.Add(Operator(graph, model.Stack[i], values, withConstants: true, Text(i)).Output(states));
            values = "H" + Text(i);
            if (!last || model.OutputWeights is not null)
            {
                // Remove the axis of directions. The states of this layer are then the input of the next layer.
                graph.Integers("axes" + Text(i), 1).Add(new OnnxNode("Squeeze").Input(states, "axes" + Text(i)).Output(values));
            }
        }

        AddOutputLayer(graph, model, values);
        return graph.ToModel();
    }

    private static void AddOutputLayer(OnnxGraph graph, RnnModel model, string states)
    {
        if (model.OutputWeights is not { } weights)
        {
            return;
        }

        graph.Weights("V", [weights.Rows, weights.Columns], Floats(weights.AsSpan()))
            .Weights("c", [weights.Columns], model.OutputBias is { } bias ? Floats(bias.AsSpan()) : new float[weights.Columns])
            .Output("output", ["time", "batch", Text(weights.Columns)])
            .Add(new OnnxNode("MatMul").Input(states, "V").Output("product"))
            .Add(new OnnxNode("Add").Input("product", "c").Output("output"));
    }

    // Creates the operator with the inputs X, W, R and B. The caller adds further inputs and the outputs.
    private static OnnxNode Operator(OnnxGraph graph, RnnStackLayer layer, string x, bool withConstants, string suffix = "")
    {
        RnnCell[] cells = Cells(layer);
        RnnCell first = cells[0];
        if (cells.Any(cell => Form(cell) != Form(first)))
        {
            throw new NotSupportedException($"ONNX has one operator for both directions: {first} and {cells[^1]} differ in form.");
        }

        int[] gates = Gates(first);
        int rows = gates.Length * first.HiddenSize;
        graph.Weights("W" + suffix, [cells.Length, rows, first.InputSize], [.. cells.SelectMany(cell => Transposed(cell.InputWeights, cell, gates))])
            .Weights("R" + suffix, [cells.Length, rows, first.HiddenSize], [.. cells.SelectMany(cell => Transposed(cell.RecurrentWeights, cell, gates))])
            .Weights("B" + suffix, [cells.Length, 2 * rows], [.. cells.SelectMany(cell =>
                Blocks(cell.Bias, cell, gates).Concat(Blocks(cell.RecurrentBias, cell, gates)))]);
        OnnxNode node = new OnnxNode(first switch { LstmCell => "LSTM", GruCell => "GRU", _ => "RNN" })
            .Input(x, "W" + suffix, "R" + suffix, "B" + suffix);
        AddAttributes(node, layer.Direction, cells, withConstants);
        return node;
    }

    private static void AddPeepholes(OnnxGraph graph, OnnxNode node, RnnCell[] cells)
    {
        if (cells.Any(cell => cell is LstmCell { Peepholes: not null }))
        {
            int[] peepholes = ((LstmCell)cells[0]).Coupled ? CoupledPeepholes : LstmPeepholes;
            graph.Weights(
                "P",
                [cells.Length, 3 * cells[0].HiddenSize],
                [.. cells.Cast<LstmCell>().SelectMany(cell => Blocks(cell.Peepholes, cell, peepholes))]);
            node.Input("P");
        }
    }

    private static RnnCell[] Cells(RnnStackLayer layer) => [.. new[] { layer.Forward, layer.Reverse }.OfType<RnnCell>()];

    private static float[] Floats(ReadOnlySpan<double> values)
    {
        var floats = new float[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            floats[i] = (float)values[i];
        }

        return floats;
    }

    private static void AddAttributes(OnnxNode node, RnnDirection direction, RnnCell[] cells, bool withConstants)
    {
        RnnActivationFunction[] activations = [.. cells.SelectMany(Activations)];
        node.Attribute("hidden_size", cells[0].HiddenSize)
            .Attribute("direction", direction switch
            {
                RnnDirection.Forward => "forward",
                RnnDirection.Reverse => "reverse",
                _ => "bidirectional",
            })
            .Attribute("activations", [.. activations.Select(Name)]);
        if (withConstants)
        {
            node.Attribute("activation_alpha", [.. activations.Where(HasAlpha).Select(Alpha)])
                .Attribute("activation_beta", [.. activations.Where(HasBeta).Select(function => (float)function.Beta)]);
        }

        if (cells[0].ActivationClip is { } clip)
        {
            node.Attribute("clip", (float)clip);
        }

        switch (cells[0])
        {
            case LstmCell lstm:
                node.Attribute("input_forget", lstm.Coupled ? 1 : 0);
                break;
            case GruCell gru:
                node.Attribute("linear_before_reset", gru.ResetAfter ? 1 : 0);
                break;
        }
    }

    // The properties that ONNX states once for both directions.
    private static (string Kind, int Hidden, double? Clip, bool Form) Form(RnnCell cell) => cell is LstmCell { ProjectionWeights: not null }
        ? throw new NotSupportedException($"ONNX's LSTM has no projection: {cell} can't be written.")
        : (cell.Kind, cell.HiddenSize, cell.ActivationClip, cell is LstmCell { Coupled: true } or GruCell { ResetAfter: true });

    private static int[] Gates(RnnCell cell) => cell switch
    {
        LstmCell { Coupled: true } => CoupledGates,
        LstmCell => LstmGates,
        GruCell => GruGates,
        _ => PlainGates,
    };

    private static RnnActivationFunction[] Activations(RnnCell cell) => cell switch
    {
        ElmanCell elman => [elman.Activation],
        GruCell gru => [gru.GateActivation, gru.CandidateActivation],
        LstmCell lstm => [lstm.GateActivation, lstm.CandidateActivation, lstm.CellStateActivation],
        _ => throw new NotSupportedException($"ONNX has no {cell.Kind} cell."),
    };

    private static string Name(RnnActivationFunction function) =>
        function.Kind == RnnActivation.Identity ? nameof(RnnActivation.Affine) : function.Kind.ToString();

    // ONNX lists the constants only for the functions that have them.
    private static bool HasAlpha(RnnActivationFunction function) =>
        HasBeta(function) || function.Kind is RnnActivation.LeakyRelu or RnnActivation.ThresholdedRelu or RnnActivation.Elu;

    private static bool HasBeta(RnnActivationFunction function) => function.Kind
        is RnnActivation.HardSigmoid or RnnActivation.ScaledTanh or RnnActivation.Affine or RnnActivation.Identity;

    private static float Alpha(RnnActivationFunction function) =>
        function.Kind == RnnActivation.Identity ? 1 : (float)function.Alpha;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    // Converts [rows × gates·hidden] to [gates·hidden × rows], in ONNX's order of gates.
    private static IEnumerable<float> Transposed(RnnMatrix matrix, RnnCell cell, int[] gates)
    {
        foreach (int gate in gates)
        {
            for (int unit = 0; unit < cell.HiddenSize; unit++)
            {
                for (int row = 0; row < matrix.Rows; row++)
                {
                    yield return gate < 0 ? 0 : (float)matrix[row, (gate * cell.HiddenSize) + unit];
                }
            }
        }
    }

    private static IEnumerable<float> Blocks(RnnVector? vector, RnnCell cell, int[] blocks)
    {
        foreach (int block in blocks)
        {
            for (int unit = 0; unit < cell.HiddenSize; unit++)
            {
                yield return block < 0 || vector is null ? 0 : (float)vector.Value[(block * cell.HiddenSize) + unit];
            }
        }
    }
}
