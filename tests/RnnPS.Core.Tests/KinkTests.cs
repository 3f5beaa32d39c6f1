namespace RnnPS.Core.Tests;

/// <summary>
/// Networks of exactly representable numbers that stand exactly at a kink: what backpropagation gives there is held against the
/// differences at both sides.
/// </summary>
[Trait("Vectors", "Yes")]
public sealed class KinkTests
{
    private const double Tolerance = 1e-6;

    // Whole vectors, in both precisions, and a unit that is left over.
    private const int Units = 9;

    // Exactly representable, as the numbers of the networks are: where a loss is constant, its differences are 0 to the last bit.
    private const double Step = 1.0 / 1024;

    private const double Input = 2;
    private const double InputWeight = 0.25;
    private const double RecurrentWeight = 0.5;
    private const double Before = 1;

    // What enters the gates that are at no kink; in the gates of a network whose candidate or cell state is, they are identities.
    private const double Open = 0.5;

    public enum Side
    {
        Below,
        Above,
    }

    private enum Place
    {
        ElmanState,
        LstmInputGate,
        LstmForgetGate,
        LstmCandidate,
        LstmOutputGate,
        LstmCellState,
        GruUpdateGate,
        GruResetGate,
        GruCandidate,
        PaperGruUpdateGate,
        PaperGruResetGate,
        PaperGruCandidate,
    }

    // PyTorch's relu, leaky_relu, elu and hardsigmoid have the derivatives of these sides, and its hardtanh has that of a clip (clamp
    // has 1 at its bounds); it has no thresholded relu that is x at its threshold.
    [Theory]
    [InlineData(RnnActivation.Relu, null, null, 0.0, Side.Below)]
    [InlineData(RnnActivation.LeakyRelu, 0.25, null, 0.0, Side.Below)]
    [InlineData(RnnActivation.Elu, 0.5, null, 0.0, Side.Below)]
    [InlineData(RnnActivation.ThresholdedRelu, 0.25, null, 0.25, Side.Above)]
    [InlineData(RnnActivation.HardSigmoid, 0.25, null, -2.0, Side.Below)]
    [InlineData(RnnActivation.HardSigmoid, 0.25, null, 2.0, Side.Above)]
    [InlineData(RnnActivation.Identity, null, 2.0, -2.0, Side.Below)]
    [InlineData(RnnActivation.Identity, null, 2.0, 2.0, Side.Above)]
    [InlineData(RnnActivation.Tanh, null, 2.0, -2.0, Side.Below)]
    [InlineData(RnnActivation.Sigmoid, null, 2.0, 2.0, Side.Above)]
    [InlineData(RnnActivation.Softplus, null, 2.0, -2.0, Side.Below)]
    [InlineData(RnnActivation.Softplus, null, 2.0, 2.0, Side.Above)]
    public void An_activation_or_a_clip_has_the_derivative_of_its_side_in_every_place_of_every_cell(
        RnnActivation activation, double? alpha, double? clip, double kink, Side side)
    {
        var function = new RnnActivationFunction(activation, alpha);
        foreach (Place place in Enum.GetValues<Place>())
        {
            (RnnCell cell, int gate) = Cell(place, function, clip, kink);
            var network = new Network(new RnnModel(cell), Enumerable.Repeat(3.0, Units), CellState(place, kink));
            for (int unit = 0; unit < Units; unit++)
            {
                int column = (gate * Units) + unit;
                foreach ((string name, int row) in new[] { ("InputWeights", 0), ("RecurrentWeights", unit), ("Bias", 0) })
                {
                    int element = (row * cell.InputWeights.Columns) + column;
                    string where = $"{place} {name} {unit}";
                    double below = network.Slope($"Layers[0].{name}", element, Side.Below);
                    double above = network.Slope($"Layers[0].{name}", element, Side.Above);

                    Assert.True(Math.Abs(above - below) > 0.01 * Math.Max(Math.Abs(below), Math.Abs(above)), $"{where}: no kink");
                    network.RequireGradient($"Layers[0].{name}", element, side == Side.Below ? below : above, where);
                }
            }
        }
    }

    // PyTorch's l1_loss and huber_loss have these derivatives; it has no pinball loss.
    [Theory]
    [InlineData(nameof(RnnLossFunction.MeanAbsoluteError), 0.0, -1.0, 1.0, 0.0)]
    [InlineData(nameof(RnnLossFunction.Pinball), 0.0, -0.25, 0.75, 0.0)]
    [InlineData(nameof(RnnLossFunction.Huber), -0.5, -0.5, -0.5, -0.5)]
    [InlineData(nameof(RnnLossFunction.Huber), 0.5, 0.5, 0.5, 0.5)]
    public void A_loss_at_its_kink_has_its_derivative_in_every_parameter_before_it(
        string name, double difference, double below, double above, double taken)
    {
        RnnLossFunction loss = name switch
        {
            nameof(RnnLossFunction.Pinball) => RnnLossFunction.Pinball(0.25),
            nameof(RnnLossFunction.Huber) => RnnLossFunction.Huber(0.5),
            _ => RnnLossFunction.Parse(name),
        };
        const double OutputWeight = 0.5;
        const double State = 0.25;
        (RnnCell cell, _) = Cell(Place.ElmanState, RnnActivation.Identity, clip: null, State);
        var model = new RnnModel(
            [cell], new RnnMatrix(Units, 1, [.. Enumerable.Repeat(OutputWeight, Units)]), new RnnVector([-0.125]));
        double output = (Units * State * OutputWeight) - 0.125;
        var network = new Network(model, [output - difference], cellState: null, loss);
        foreach ((string group, int element, double factor) in new[]
        {
            ("OutputBias", 0, 1),
            ("OutputWeights", Units - 1, State),
            ("Layers[0].Bias", Units - 1, OutputWeight),
            ("Layers[0].InputWeights", Units - 1, Input * OutputWeight),
            ("Layers[0].RecurrentWeights", 0, Before * OutputWeight),
        })
        {
            Assert.Equal(below * factor, network.Slope(group, element, Side.Below), 1e-12);
            Assert.Equal(above * factor, network.Slope(group, element, Side.Above), 1e-12);
            // Where the slopes are the same, as of Huber's loss, the curves are not.
            double bend = network.Curve(group, element, Side.Above) - network.Curve(group, element, Side.Below);
            Assert.True(below != above || Math.Abs(bend) > 0.01, $"{group}: no kink");
            network.RequireGradient(group, element, taken * factor, group);
        }
    }

    private static double? CellState(Place place, double kink) => place switch
    {
        // With the forget gate, the input gate and the candidate as open, c is the kink.
        Place.LstmCellState => (kink - (Open * Open)) / Open,
        // So small that c itself is at no clip.
        >= Place.LstmInputGate and <= Place.LstmOutputGate => 0.25,
        _ => null,
    };

    // A cell of which one place is at the kink, and the gate whose weights move it.
    private static (RnnCell Cell, int Gate) Cell(Place place, RnnActivationFunction function, double? clip, double kink)
    {
        RnnActivationFunction At(params Place[] places) => places.Contains(place) ? function : RnnActivation.Identity;

        switch (place)
        {
            case Place.ElmanState:
                return (new ElmanCell(InputWeights(1), RecurrentWeights(1), Bias([kink]), function, activationClip: clip), 0);
            case <= Place.LstmCellState:
                int gate = place == Place.LstmCellState ? 2 : place - Place.LstmInputGate;
                double[] sums = [Open, Open, Open, Open];
                sums[gate] = place == Place.LstmCellState ? Open : kink;
                return (new LstmCell(InputWeights(4), RecurrentWeights(4), Bias(sums), options: new LstmOptions
                {
                    GateActivation = At(Place.LstmInputGate, Place.LstmForgetGate, Place.LstmOutputGate),
                    CandidateActivation = At(Place.LstmCandidate),
                    CellStateActivation = At(Place.LstmCellState),
                    ActivationClip = clip,
                }), gate);
            default:
                bool after = place < Place.PaperGruUpdateGate;
                gate = place - (after ? Place.GruUpdateGate : Place.PaperGruUpdateGate);
                sums = [Open, Open, Open];
                sums[gate] = kink;
                // The candidate gets only the reset gate's share of the recurrent product.
                sums[2] += (1 - Open) * Before * RecurrentWeight;
                return (new GruCell(InputWeights(3), RecurrentWeights(3), Bias(sums), options: new GruOptions
                {
                    ResetAfter = after,
                    GateActivation = At(
                        Place.GruUpdateGate, Place.GruResetGate, Place.PaperGruUpdateGate, Place.PaperGruResetGate),
                    CandidateActivation = At(Place.GruCandidate, Place.PaperGruCandidate),
                    ActivationClip = clip,
                }), gate);
        }
    }

    private static RnnMatrix InputWeights(int gates) =>
        new(1, gates * Units, [.. Enumerable.Repeat(InputWeight, gates * Units)]);

    // Each unit sees itself.
    private static RnnMatrix RecurrentWeights(int gates) => new(Units, gates * Units, [.. Enumerable
        .Range(0, Units * gates * Units).Select(i => i / (gates * Units) == i % Units ? RecurrentWeight : 0)]);

    // What is missing for the sums of the gates to be these.
    private static RnnVector Bias(double[] sums) => new([.. sums.SelectMany(
        sum => Enumerable.Repeat(sum - (Input * InputWeight) - (Before * RecurrentWeight), Units))]);

    // A model at one step, with its gradients in both precisions.
    private sealed class Network
    {
        private readonly ParameterSet<double> _parameters;
        private readonly TrainingPass<double> _pass;
        private readonly TrainingBatch _batch;
        private readonly Dictionary<RnnPrecision, RnnGradients> _gradients = [];

        public Network(RnnModel model, IEnumerable<double> target, double? cellState, RnnLossFunction? loss = null)
        {
            var sequence = new RnnSequence(0, new RnnMatrix(1, 1, [Input]));
            var targets = new RnnMatrix(1, model.OutputSize, [.. target]);
            RnnVector All(double value) => new([.. Enumerable.Repeat(value, Units)]);
            var options = new RnnGradientOptions
            {
                Loss = loss ?? RnnLossFunction.MeanSquaredError,
                States = [new RnnState(model, [All(Before)], [cellState is { } c ? All(c) : (RnnVector?)null])],
            };
            var problem = new GradientProblem(model, [sequence], [targets], options);
            _parameters = ParameterSet<double>.From(problem.Weights);
            _pass = new TrainingPass<double>(problem.Weights, _parameters, problem.PassOptions(inputGradients: false));
            _batch = problem.Batch;
            foreach (RnnPrecision precision in Enum.GetValues<RnnPrecision>())
            {
                _gradients[precision] = RnnGradients.Measure(model, [sequence], [targets], options with { Precision = precision });
            }
        }

        // The derivative at one side, of third order: of a square it is exact.
        public double Slope(string group, int element, Side side)
        {
            double[] differences = Differences(group, element, side);
            return ((18 * differences[0]) - (9 * differences[1]) + (2 * differences[2])) / (side == Side.Above ? 6 * Step : -6 * Step);
        }

        // The second derivative at one side.
        public double Curve(string group, int element, Side side)
        {
            double[] differences = Differences(group, element, side);
            return (differences[1] - (2 * differences[0])) / (Step * Step);
        }

        public void RequireGradient(string group, int element, double expected, string where)
        {
            foreach ((RnnPrecision precision, RnnGradients gradients) in _gradients)
            {
                double actual = gradients.Parameters.Single(parameter => parameter.Name == group).Values.AsSpan()[element];
                // Not "greater than", which NaN would pass. An expected 0 has to be met exactly.
                Assert.True(
                    Math.Abs(actual - expected) <= Tolerance * Math.Abs(expected),
                    $"{where} {precision}: expected {expected:R}, was {actual:R}");
            }
        }

        private double[] Differences(string group, int element, Side side)
        {
            ref double value = ref _parameters[group].Values[element];
            double before = value;
            double loss = _pass.Evaluate(_batch).Value(RnnReduction.Sum);
            var differences = new double[3];
            for (int i = 0; i < differences.Length; i++)
            {
                value = before + ((side == Side.Above ? 1 : -1) * (i + 1) * Step);
                differences[i] = _pass.Evaluate(_batch).Value(RnnReduction.Sum) - loss;
            }

            value = before;
            return differences;
        }
    }
}
