namespace RnnPS.Core.Tests;

/// <summary>Backpropagation against central differences: every cell, option, activation, direction, merge and loss.</summary>
[Trait("Vectors", "Yes")]
public sealed class GradientCheckTests
{
    private const double Tolerance = 1e-6;

    public static TheoryData<RnnActivation> Activations() => [.. Enum.GetValues<RnnActivation>()];

    [Theory]
    [MemberData(nameof(Activations))]
    public void Every_activation_in_every_cell(RnnActivation activation)
    {
        var draw = new Draw(81 + (int)activation);
        RnnActivationFunction function = activation is RnnActivation.LeakyRelu or RnnActivation.Elu or RnnActivation.Affine or RnnActivation.ScaledTanh
            ? new RnnActivationFunction(activation, 0.3, activation is RnnActivation.ScaledTanh or RnnActivation.Affine ? 0.7 : null)
            : activation == RnnActivation.ThresholdedRelu ? new RnnActivationFunction(activation, 0.2) : activation;
        foreach (double? clip in new double?[] { null, 0.9 })
        {
            Check(new ElmanCell(draw.Matrix(2, 5), draw.Contracting(5, 1, 5), draw.Vector(5), function, activationClip: clip), draw);
            var lstm = new LstmOptions
            {
                GateActivation = function,
                CandidateActivation = function,
                CellStateActivation = function,
                ActivationClip = clip,
            };
            Check(new LstmCell(draw.Matrix(2, 12), draw.Contracting(3, 4, 3), draw.Vector(12), options: lstm), draw);
            foreach (bool after in new[] { false, true })
            {
                var gru = new GruOptions
                {
                    ResetAfter = after,
                    GateActivation = function,
                    CandidateActivation = function,
                    ActivationClip = clip,
                };
                Check(new GruCell(draw.Matrix(2, 9), draw.Contracting(3, 3, 3), draw.Vector(9), draw.Vector(9), gru), draw);
            }
        }
    }

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(false, false, true)]
    [InlineData(false, true, false)]
    [InlineData(false, true, true)]
    [InlineData(true, false, false)]
    [InlineData(true, false, true)]
    [InlineData(true, true, false)]
    [InlineData(true, true, true)]
    public void Every_option_of_the_lstm(bool coupled, bool peepholes, bool projected)
    {
        var draw = new Draw(82);
        int gates = coupled ? 3 : 4;
        foreach (double? clip in new double?[] { null, 0.8 })
        {
            // Wider than a vector, and not a multiple of one.
            foreach (int hidden in new[] { 3, 21 })
            {
                int outputs = projected ? 2 : hidden;
                Check(
                    new LstmCell(
                        draw.Matrix(2, gates * hidden),
                        draw.Contracting(outputs, gates, hidden),
                        draw.Vector(gates * hidden),
                        draw.Vector(gates * hidden),
                        new LstmOptions
                        {
                            Coupled = coupled,
                            Peepholes = peepholes ? draw.Vector((gates - 1) * hidden) : null,
                            ProjectionWeights = projected ? draw.Contracting(hidden, 1, outputs) : null,
                            ActivationClip = clip,
                        }),
                    draw);
            }
        }
    }

    [Theory]
    [InlineData(RnnDirection.Forward, null)]
    [InlineData(RnnDirection.Reverse, null)]
    [InlineData(RnnDirection.Bidirectional, RnnMerge.Concat)]
    [InlineData(RnnDirection.Bidirectional, RnnMerge.Sum)]
    [InlineData(RnnDirection.Bidirectional, RnnMerge.Multiply)]
    [InlineData(RnnDirection.Bidirectional, RnnMerge.Average)]
    public void Every_direction_and_merge_of_stacks_at_every_step_and_the_last(RnnDirection direction, RnnMerge? merge)
    {
        foreach (RnnOutputStep outputStep in Enum.GetValues<RnnOutputStep>())
        {
            var draw = new Draw(83);
            RnnStackLayer Layer(int inputs, RnnCellKind kind) => merge is { } how
                ? new RnnStackLayer(SmoothCell(draw, kind, inputs, 4), SmoothCell(draw, RnnCellKind.Gru, inputs, 4), how)
                : new RnnStackLayer(SmoothCell(draw, kind, inputs, 4), direction);
            RnnStackLayer first = Layer(2, RnnCellKind.Lstm);
            RnnStackLayer second = Layer(first.OutputSize, RnnCellKind.Elman);
            foreach (bool output in new[] { true, false })
            {
                var model = new RnnModel(
                    [first, second],
                    output ? draw.Matrix(second.OutputSize, 2) : null,
                    output ? draw.Vector(2) : null,
                    outputStep: outputStep);
                Check(model, draw, RnnLossFunction.MeanSquaredError);
            }
        }
    }

    [Fact]
    public void Every_loss_behind_every_output_activation()
    {
        var draw = new Draw(84);
        foreach (string name in RnnLossFunction.Names)
        {
            RnnLossFunction loss = name == nameof(RnnLossFunction.Pinball) ? RnnLossFunction.Pinball(0.1, 0.5, 0.9) : RnnLossFunction.Parse(name);
            foreach (RnnOutputActivation activation in Enum.GetValues<RnnOutputActivation>())
            {
                if ((loss, activation) is (SoftmaxCrossEntropyLoss, RnnOutputActivation.Sigmoid) or (BinaryCrossEntropyLoss, RnnOutputActivation.Softmax))
                {
                    continue;
                }

                var model = new RnnModel(
                    [new RnnStackLayer(SmoothCell(draw, RnnCellKind.Gru, 2, 4))], draw.Matrix(4, 3), draw.Vector(3), activation);
                Check(model, draw, loss);
            }
        }
    }

    [Fact]
    public void Random_networks_with_masks_lengths_states_and_weights()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            var network = new RandomNetwork(1 + (seed % 3), seed, Streams: false);
            RnnModel model = network.CreateModel();
            RnnSequence[] sequences = network.CreateSequences(model.InputSize);
            var draw = new Draw(seed);
            RnnMatrix[] targets = [.. sequences.Select(sequence => draw.Matrix(
                model.OutputStep == RnnOutputStep.Last ? 1 : sequence.Length, model.OutputSize))];
            RnnGradientCheck check = RnnGradientCheck.Run(model, sequences, targets, new RnnGradientOptions
            {
                Reduction = seed % 2 == 0 ? RnnReduction.Sum : RnnReduction.Mean,
                States = network.CreateStates(model, sequences.Length),
                Weights = [.. targets.Select(target => Enumerable.Range(0, target.Rows).Select(_ => draw.Flip(0.2) ? 0 : draw.Unit()).ToArray())],
            }, samples: 12, seed);
            Assert.True(check.MaxRelativeError < Tolerance, $"{network}: {string.Join("; ", check.Groups)}");
        }
    }

    [Fact]
    public void Where_the_loss_bends_there_is_nothing_to_compare()
    {
        // Relu bends exactly at 0.
        var flat = new ElmanCell(
            new RnnMatrix(1, 1, [0]), new RnnMatrix(1, 1, [0]), new RnnVector([0]), RnnActivation.Relu);
        RnnGradientCheckGroup bias = RnnGradientCheck.Run(
            new RnnModel(flat), [new RnnSequence(0, new RnnMatrix(1, 1, [1]))], [new RnnMatrix(1, 1, [-1])]).Groups.Single(g => g.Name == "Layers[0].Bias");
        Assert.Equal((0, 1), (bias.Checked, bias.Bends));
    }

    private static RnnCell SmoothCell(Draw draw, RnnCellKind kind, int inputs, int outputs) => kind switch
    {
        RnnCellKind.Elman => new ElmanCell(
            draw.Matrix(inputs, outputs), draw.Contracting(outputs, 1, outputs), draw.Vector(outputs), recurrentBias: draw.Vector(outputs)),
        RnnCellKind.Gru => new GruCell(
            draw.Matrix(inputs, 3 * outputs), draw.Contracting(outputs, 3, outputs), draw.Vector(3 * outputs), draw.Vector(3 * outputs)),
        _ => new LstmCell(
            draw.Matrix(inputs, 4 * outputs), draw.Contracting(outputs, 4, outputs), draw.Vector(4 * outputs), draw.Vector(4 * outputs)),
    };

    private static void Check(RnnCell cell, Draw draw) =>
        Check(new RnnModel([new RnnStackLayer(cell)], draw.Matrix(cell.OutputSize, 2)), draw, RnnLossFunction.MeanSquaredError);

    private static void Check(RnnModel model, Draw draw, RnnLossFunction loss)
    {
        RnnSequence[] sequences = [.. new[] { 5, 3, 6 }.Select((length, key) => new RnnSequence(
            key, draw.Matrix(length, 2), mask: key == 2 ? [true, false, true, true, false, true] : null))];
        RnnMatrix[] targets = [.. sequences.Select(sequence =>
            Targets(draw, loss, model.OutputStep == RnnOutputStep.Last ? 1 : sequence.Length, model.OutputSize))];
        RnnState[] states = [.. sequences.Select(_ => new RnnState(
            model,
            [.. model.Layers.Select(cell => draw.Vector(cell.OutputSize))],
            [.. model.Layers.Select(cell => cell is LstmCell ? draw.Vector(cell.HiddenSize) : (RnnVector?)null)]))];
        RnnGradientCheck check = RnnGradientCheck.Run(
            model, sequences, targets, new RnnGradientOptions { Loss = loss, States = states }, samples: 25);
        Assert.True(check.MaxRelativeError < Tolerance, $"{model} {model.Layers[0].Kind} {loss}: {string.Join("; ", check.Groups)}");
        Assert.True(
            check.Groups.Sum(group => group.Checked) >= 4 * check.Groups.Sum(group => group.Bends),
            $"{model}: too many bends to have checked anything");
    }

    private static RnnMatrix Targets(Draw draw, RnnLossFunction loss, int rows, int outputs) => loss switch
    {
        SoftmaxCrossEntropyLoss => new RnnMatrix(rows, 1, [.. Enumerable.Range(0, rows).Select(_ => (double)draw.Int(0, outputs - 1))]),
        BinaryCrossEntropyLoss or PoissonLoss =>
            new RnnMatrix(rows, outputs, [.. Enumerable.Range(0, rows * outputs).Select(_ => draw.Unit())]),
        PinballLoss => draw.Matrix(rows, 1),
        _ => draw.Matrix(rows, outputs),
    };
}
