namespace RnnPS.Core.Tests;

/// <summary>The engine in single precision against ONNX Runtime.</summary>
[Trait("Vectors", "Yes")]
public sealed class OnnxRuntimeTests
{
    private const int Inputs = 3;
    private const int Hidden = 4;

    public static TheoryData<string> Lstms() => ["Lstm", "Lstm peepholes", "Lstm coupled", "Lstm coupled peepholes"];

    public static TheoryData<string, RnnDirection> KindsAndDirections()
    {
        var data = new TheoryData<string, RnnDirection>();
        foreach (string kind in new[] { "Elman", "Lstm", "Lstm peepholes", "Lstm coupled", "Lstm coupled peepholes", "Gru after", "Gru before" })
        {
            foreach (RnnDirection direction in Enum.GetValues<RnnDirection>())
            {
                data.Add(kind, direction);
            }
        }

        return data;
    }

    public static TheoryData<string, string, RnnActivation> GatesAndActivations()
    {
        var data = new TheoryData<string, string, RnnActivation>();
        foreach (RnnActivation activation in Enum.GetValues<RnnActivation>())
        {
            data.Add("Elman", "f", activation);
            data.Add("Lstm", "f", activation);
            data.Add("Lstm", "g", activation);
            data.Add("Lstm", "h", activation);
            data.Add("Gru after", "f", activation);
            data.Add("Gru after", "g", activation);
            data.Add("Gru before", "f", activation);
            data.Add("Gru before", "g", activation);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(KindsAndDirections))]
    public void Every_kind_and_direction_agrees_with_ONNX_Runtime(string kind, RnnDirection direction)
    {
        var draw = new Draw(51);
        RnnCell cell = Cell(draw, kind);
        Compare(draw, direction switch
        {
            RnnDirection.Bidirectional => new RnnStackLayer(cell, Cell(draw, kind)),
            _ => new RnnStackLayer(cell, direction),
        });
    }

    [Theory]
    [MemberData(nameof(GatesAndActivations))]
    public void Every_activation_of_every_gate_agrees_with_ONNX_Runtime(string kind, string gate, RnnActivation activation)
    {
        var draw = new Draw(52);
        Compare(draw, new RnnStackLayer(Cell(draw, kind, gate, activation)));
        var function = new RnnActivationFunction(activation);
        if (function.Alpha != 0)
        {
            Compare(draw, new RnnStackLayer(Cell(draw, kind, gate, new(activation, 0.3, function.Beta == 0 ? null : 0.4))));
        }
    }

    [Theory]
    [InlineData(RnnActivation.LeakyRelu)]
    [InlineData(RnnActivation.HardSigmoid)]
    [InlineData(RnnActivation.Elu)]
    public void Constants_left_out_are_those_of_ONNX_Runtime(RnnActivation activation)
    {
        var draw = new Draw(54);
        Compare(draw, new RnnStackLayer(Cell(draw, "Gru after", "g", activation)), withConstants: false);
    }

    /// <summary>
    /// ONNX says that "default values are the same as of corresponding ONNX operators", which has α = 1 for ThresholdedRelu
    /// and says nothing of Affine and ScaledTanh, which are none. ONNX Runtime 1.31.1 takes 0 for what is not in its
    /// NameToArgDefaultsMap (rnn_helpers.cc), where these three are missing. So a file should always write the constants.
    /// </summary>
    [Theory]
    [InlineData(RnnActivation.ThresholdedRelu)]
    [InlineData(RnnActivation.Affine)]
    [InlineData(RnnActivation.ScaledTanh)]
    public void ONNX_Runtime_takes_zero_for_other_constants_left_out(RnnActivation activation)
    {
        RnnStackLayer Layer(RnnActivationFunction function) => new(Cell(new Draw(54), "Gru after", "g", function));
        Compare(new Draw(55), Layer(new(activation, 0, 0)), withConstants: false);
        Assert.Throws<Xunit.Sdk.FailException>(() => Compare(new Draw(55), Layer(activation), withConstants: false));
    }

    /// <summary>
    /// ONNX's RNN has "ThresholdedRelu: x if x ≥ alpha, otherwise 0" and "Softplus: log(1 + e^x)". ONNX Runtime 1.31.1 has
    /// x &gt; alpha, and an e^x that overflows (rnn_activation_functors.h).
    /// </summary>
    [Theory]
    [InlineData(RnnActivation.ThresholdedRelu, 1, 1, 0)]
    [InlineData(RnnActivation.Softplus, 100, 100, double.PositiveInfinity)]
    public void ONNX_Runtime_differs_at_the_edges_of_functions(RnnActivation activation, double x, double ours, double peers)
    {
        var layer = new RnnStackLayer(new ElmanCell(new RnnMatrix(1, 1, [1]), new RnnMatrix(1, 1, [0]), null, activation));
        var model = new RnnModel([layer]);
        var sequence = new RnnSequence(0, new RnnMatrix(1, 1, [x]));

        Assert.Equal(ours, new RnnBatch(model, RnnPrecision.Single).Run([sequence]).Single().State[0]);
        Assert.Equal(peers, OnnxPeer.Run(layer, [sequence], [new RnnState(model)]).Y[0][0][0][0]);
    }

    [Theory]
    [InlineData("Elman")]
    [InlineData("Gru after")]
    [InlineData("Gru before")]
    public void A_clip_agrees_with_ONNX_Runtime(string kind)
    {
        var draw = new Draw(53);
        Compare(draw, new RnnStackLayer(Cell(draw, kind, clip: 0.4)));
    }

    [Theory]
    [MemberData(nameof(Lstms))]
    public void A_clip_of_an_LSTMs_gates_agrees_with_ONNX_Runtime(string kind)
    {
        var draw = new Draw(53);
        // |c| stays below σ(0.4)·0.2 / (1 − σ(0.4)) < 0.4: the bound cuts what enters the gates, and never the cell state.
        Compare(draw, new RnnStackLayer(Cell(draw, kind, "g", new(RnnActivation.ScaledTanh, 0.2, 1), clip: 0.4)), fromZeros: true);
    }

    /// <summary>
    /// ONNX says that the clip "is applied to the input of activations", and so it is here, also to what enters h(c). ONNX
    /// Runtime 1.31.1 clips what enters f and g alone: UniDirectionalLstm::GateComputations calls clip_with_bias_ptr_ for i,
    /// f, c and o, and gives activation_h_ the cell state as it is, though a comment there speaks of "the clipped Ct value".
    /// </summary>
    [Theory]
    [MemberData(nameof(Lstms))]
    public void ONNX_Runtime_does_not_clip_the_cell_state_of_an_LSTM(string kind)
    {
        var draw = new Draw(53);
        var layer = new RnnStackLayer(Cell(draw, kind, clip: 0.2));
        var model = new RnnModel([layer]);
        RnnSequence sequence = new(0, draw.Matrix(5, Inputs));
        RnnState start = State(draw, model);

        OnnxResult peer = OnnxPeer.Run(layer, [sequence], [start]);

        NaiveResult unclipped = new NaiveNetwork(model, clipsCellState: false).Run(sequence, start);
        for (int t = 0; t < sequence.Length; t++)
        {
            Near.Equal(unclipped.States[t], peer.Y[t][0][0], 1e-5, $"step {t}");
        }

        IEnumerable<double> ours = new NaiveNetwork(model).Run(sequence, start).States.SelectMany(state => state);
        Assert.Contains(ours.Zip(peer.Y.SelectMany(step => step[0][0])), pair => Math.Abs(pair.First - pair.Second) > 0.01);
    }

    private static RnnCell Cell(
        Draw draw, string kind, string? gate = null, RnnActivationFunction function = default, double? clip = null)
    {
        RnnActivationFunction Choose(string name, RnnActivation common) => gate == name ? function : common;
        bool coupled = kind.Contains("coupled", StringComparison.Ordinal);
        int gates = kind switch
        {
            "Elman" => 1,
            _ => kind.StartsWith("Gru", StringComparison.Ordinal) || coupled ? 3 : 4,
        };
        RnnMatrix input = draw.Matrix(Inputs, gates * Hidden);
        RnnMatrix recurrent = draw.Contracting(Hidden, gates, Hidden);
        RnnVector bias = draw.Vector(gates * Hidden);
        RnnVector recurrentBias = draw.Vector(gates * Hidden);
        return kind switch
        {
            "Elman" => new ElmanCell(
                input, recurrent, bias, Choose("f", RnnActivation.Tanh), recurrentBias: recurrentBias, activationClip: clip),
            "Gru after" or "Gru before" => new GruCell(input, recurrent, bias, recurrentBias, new GruOptions
            {
                ResetAfter = kind == "Gru after",
                GateActivation = Choose("f", RnnActivation.Sigmoid),
                CandidateActivation = Choose("g", RnnActivation.Tanh),
                ActivationClip = clip,
            }),
            _ => new LstmCell(input, recurrent, bias, recurrentBias, new LstmOptions
            {
                Coupled = coupled,
                Peepholes = kind.Contains("peepholes", StringComparison.Ordinal) ? draw.Vector((gates - 1) * Hidden) : null,
                GateActivation = Choose("f", RnnActivation.Sigmoid),
                CandidateActivation = Choose("g", RnnActivation.Tanh),
                CellStateActivation = Choose("h", RnnActivation.Tanh),
                ActivationClip = clip,
            }),
        };
    }

    [Fact]
    public void A_chain_of_layers_and_an_output_layer_agree()
    {
        var draw = new Draw(81);
        var model = new RnnModel(
            [Cells.Lstm(Inputs, Hidden), Cells.Gru(Hidden, 5), Cells.Elman(5, 3)], draw.Matrix(3, 2), draw.Vector(2));
        var sequence = new RnnSequence(0, draw.Matrix(rows: 6, Inputs));

        float[] expected = OnnxPeer.RunChain(model, sequence);

        IEnumerable<double> outputs = new RnnBatch(model, RnnPrecision.Single).Run([sequence]).SelectMany(step => (RnnVector)step.Output);
        Near.Equal(expected.Select(value => (double)value), outputs, 1e-5);
    }

    private static void Compare(Draw draw, RnnStackLayer layer, bool fromZeros = false, bool withConstants = true)
    {
        var model = new RnnModel([layer]);
        RnnSequence[] sequences =
            [.. new[] { 4, 6, 1 }.Select((length, key) => new RnnSequence(key, draw.Matrix(length, Inputs)))];
        RnnState[] States() => [.. sequences.Select((_, i) => fromZeros ? new RnnState(model) : State(new Draw(60 + i), model))];
        OnnxResult expected = OnnxPeer.Run(layer, sequences, States(), withConstants);
        RnnState[] states = States();

        RnnStep[] steps = [.. new RnnBatch(model, RnnPrecision.Single).Run(sequences, states)];

        Assert.Equal(sequences.Sum(sequence => sequence.Length), steps.Length);
        foreach (RnnStep step in steps)
        {
            Near.Equal(
                expected.Y[step.Step].SelectMany(direction => direction[(int)step.Sequence]), step.State, 1e-5, $"{layer}, {step}");
        }

        for (int i = 0; i < states.Length; i++)
        {
            // What has no step here is padding there.
            Assert.All(expected.Y.Skip(sequences[i].Length), step => Assert.All(step, direction => Assert.All(direction[i], y => Assert.Equal(0, y))));
            for (int cell = 0; cell < model.Layers.Count; cell++)
            {
                Near.Equal(expected.FinalH[cell][i], states[i].Values[cell], 1e-5, $"final h of {layer}, sequence {i}");
                Near.Equal(expected.FinalC?[cell][i] ?? [], states[i].CellStates[cell] ?? default, 1e-5, $"final c of {layer}, sequence {i}");
            }
        }
    }

    private static RnnState State(Draw draw, RnnModel model) => new(
        model,
        [.. model.Layers.Select(cell => draw.Vector(cell.HiddenSize))],
        [.. model.Layers.Select(cell => cell is LstmCell ? draw.Vector(cell.HiddenSize) : (RnnVector?)null)]);
}
