using CsCheck;

namespace RnnPS.Core.Tests;

/// <summary>A random model with a batch of sequences: its layers and its seed name it, so that a failure can be repeated.</summary>
/// <param name="Depth">How many layers.</param>
/// <param name="Seed">Whence all else is drawn.</param>
/// <param name="Streams">Whether all layers read forward and no step is masked, so that it can also run step by step.</param>
internal sealed record RandomNetwork(int Depth, int Seed, bool Streams)
{
    private const int Longest = 9;
    private const int MostTokens = 7;

    private static readonly RnnActivation[] Activations = Enum.GetValues<RnnActivation>();

    private static readonly RnnActivation[] Bounded =
    [
        RnnActivation.Sigmoid, RnnActivation.Tanh, RnnActivation.HardSigmoid, RnnActivation.Softsign, RnnActivation.ScaledTanh,
    ];

    /// <summary>Models of every kind and shape.</summary>
    public static Gen<RandomNetwork> Any { get; } =
        Gen.Select(Gen.Int[1, 3], Gen.Int[0, 1 << 24], (depth, seed) => new RandomNetwork(depth, seed, Streams: false));

    /// <summary>Models that can run step by step.</summary>
    public static Gen<RandomNetwork> Forward { get; } =
        Gen.Select(Gen.Int[1, 3], Gen.Int[0, 1 << 24], (depth, seed) => new RandomNetwork(depth, seed, Streams: true));

    public RnnModel CreateModel()
    {
        var draw = new Draw(Seed);
        var layers = new List<RnnStackLayer>();
        int inputs = draw.Int(1, 4);
        for (int i = 0; i < Depth; i++)
        {
            layers.Add(Layer(draw, inputs));
            inputs = layers[^1].OutputSize;
        }

        RnnOutputStep outputStep = !Streams && draw.Flip(0.2) ? RnnOutputStep.Last : RnnOutputStep.Every;
        RnnMatrix? embedding = VocabularySize is { } tokens ? new Draw(Seed + 5).Matrix(tokens, layers[0].InputSize) : null;
        RnnDenseLayer[] dense = Dense(inputs);
        inputs = dense.Length > 0 ? dense[^1].OutputSize : inputs;
        if (draw.Flip(0.3))
        {
            return new RnnModel(layers, outputStep: outputStep, denseLayers: dense, embeddingWeights: embedding);
        }

        int outputs = draw.Int(1, 3);
        return new RnnModel(
            layers,
            draw.Matrix(inputs, outputs),
            draw.OptionalVector(outputs),
            draw.Of(Enum.GetValues<RnnOutputActivation>()),
            outputStep,
            denseLayers: dense,
            embeddingWeights: embedding);
    }

    /// <summary>One to four sequences of different lengths, with masks where the network need not stream.</summary>
    public RnnSequence[] CreateSequences(int inputs)
    {
        var draw = new Draw(Seed + 1);
        int count = draw.Int(1, 4);
        return [.. Enumerable.Range(0, count).Select(key =>
        {
            int length = draw.Int(1, Longest);
            bool[]? mask = Streams || draw.Flip() ? null : [.. Enumerable.Range(0, length).Select(_ => draw.Flip(0.6))];
            return new RnnSequence(key, CreateInputs(draw, length, inputs), mask: mask);
        })];
    }

    /// <summary>The inputs of some timesteps: numbers, or tokens if the model has an embedding.</summary>
    public RnnMatrix CreateInputs(Draw draw, int length, int inputs)
    {
        RnnMatrix values = draw.Matrix(length, inputs);
        return VocabularySize is not { } tokens ? values : new RnnMatrix(
            length, inputs, [.. values.AsSpan().ToArray().Select(value => Math.Floor((value + 1) / 2 * tokens))]);
    }

    // A third of the models read tokens.
    private int? VocabularySize
    {
        get
        {
            var draw = new Draw(Seed + 4);
            return draw.Flip(0.3) ? draw.Int(1, MostTokens) : null;
        }
    }

    /// <summary>A state for each sequence, the same ones at each call.</summary>
    public RnnState[] CreateStates(RnnModel model, int count)
    {
        var draw = new Draw(Seed + 2);
        bool zeros = draw.Flip(0.3);
        return [.. Enumerable.Range(0, count).Select(_ => zeros ? new RnnState(model) : new RnnState(
            model,
            [.. model.Layers.Select(cell => draw.Vector(cell.OutputSize))],
            [.. model.Layers.Select(cell => cell is LstmCell ? draw.Vector(cell.HiddenSize) : (RnnVector?)null)]))];
    }

    /// <summary>A cell of one kind with all its options drawn.</summary>
    public static RnnCell Cell(Draw draw, RnnCellKind kind, int inputs, int outputs) => kind switch
    {
        RnnCellKind.Elman => new ElmanCell(
            draw.Matrix(inputs, outputs),
            draw.Contracting(outputs, 1, outputs),
            draw.OptionalVector(outputs),
            Activation(draw),
            recurrentBias: draw.OptionalVector(outputs),
            activationClip: ActivationClip(draw)),
        RnnCellKind.Gru => Gru(draw, inputs, outputs),
        _ => Lstm(draw, inputs, outputs),
    };

    private static GruCell Gru(Draw draw, int inputs, int outputs)
    {
        RnnActivationFunction gate = Gate(draw);
        return new GruCell(
            draw.Matrix(inputs, 3 * outputs),
            draw.Contracting(outputs, 3, outputs),
            draw.OptionalVector(3 * outputs),
            draw.OptionalVector(3 * outputs),
            new GruOptions
            {
                ResetAfter = draw.Flip(),
                GateActivation = gate,
                CandidateActivation = Activation(draw),
                ActivationClip = ActivationClip(draw, gate),
            });
    }

    private static LstmCell Lstm(Draw draw, int inputs, int outputs)
    {
        bool coupled = draw.Flip(0.3);
        int gates = coupled ? 3 : 4;
        RnnMatrix? projection = draw.Flip(0.3) ? draw.Contracting(draw.Int(1, 6), 1, outputs) : null;
        int hidden = projection?.Rows ?? outputs;
        RnnActivationFunction gate = Gate(draw);
        return new LstmCell(
            draw.Matrix(inputs, gates * hidden),
            draw.Contracting(outputs, gates, hidden),
            draw.OptionalVector(gates * hidden),
            draw.OptionalVector(gates * hidden),
            new LstmOptions
            {
                Coupled = coupled,
                ProjectionWeights = projection,
                Peepholes = draw.Flip(0.4) ? draw.Vector((gates - 1) * hidden) : null,
                GateActivation = gate,
                CandidateActivation = Activation(draw),
                CellStateActivation = Activation(draw),
                ActivationClip = ActivationClip(draw, gate),
            });
    }

    // Half of them the usual function, so that most networks look like those that are used.
    private static RnnActivationFunction Gate(Draw draw) => draw.Flip() ? RnnActivation.Sigmoid : Activation(draw);

    private static RnnActivationFunction Activation(Draw draw)
    {
        RnnActivationFunction common = draw.Of(Activations);
        // Constants that the kind does not have are 0, and stay so.
        return draw.Flip() || (common.Alpha, common.Beta) == (0, 0)
            ? common
            : new RnnActivationFunction(common.Kind, 0.1 + (0.8 * draw.Unit()), common.Beta == 0 ? 0 : 0.1 + (0.8 * draw.Unit()));
    }

    // Gates without a bound multiply what they made a step before, and in nine steps no number holds that: they are clipped.
    private static double? ActivationClip(Draw draw, RnnActivationFunction? gate = null) =>
        draw.Flip(0.7) && (gate is null || Bounded.Contains(gate.Value.Kind)) ? null : 0.2 + draw.Unit();

    // None, one or two hidden dense layers, now and then wider than a vector of the machine.
    private RnnDenseLayer[] Dense(int inputs)
    {
        var draw = new Draw(Seed + 6);
        var layers = new List<RnnDenseLayer>();
        for (int left = draw.Flip() ? 0 : draw.Int(1, 2); left > 0; left--)
        {
            int outputs = draw.Flip(0.8) ? draw.Int(1, 5) : draw.Int(6, 19);
            layers.Add(new RnnDenseLayer(draw.Contracting(inputs, 1, outputs), draw.OptionalVector(outputs), Activation(draw)));
            inputs = outputs;
        }

        return [.. layers];
    }

    private RnnStackLayer Layer(Draw draw, int inputs)
    {
        // Now and then wider than a vector of the machine.
        int outputs = draw.Flip(0.8) ? draw.Int(1, 5) : draw.Int(6, 19);
        RnnCell Next(int size) => Cell(draw, draw.Of(Enum.GetValues<RnnCellKind>()), inputs, size);
        if (Streams)
        {
            return new RnnStackLayer(Next(outputs));
        }

        return draw.Of(Enum.GetValues<RnnDirection>()) switch
        {
            RnnDirection.Forward => new RnnStackLayer(Next(outputs)),
            RnnDirection.Reverse => new RnnStackLayer(Next(outputs), RnnDirection.Reverse),
            _ => draw.Of(Enum.GetValues<RnnMerge>()) switch
            {
                RnnMerge.Concat => new RnnStackLayer(Next(outputs), Next(draw.Int(1, 5))),
                RnnMerge merge => new RnnStackLayer(Next(outputs), Next(outputs), merge),
            },
        };
    }
}
