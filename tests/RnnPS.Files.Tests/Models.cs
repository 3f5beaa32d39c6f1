using RnnPS.Core.Tests;

namespace RnnPS.Files.Tests;

/// <summary>Models with everything that a file keeps, and what must be the same after it.</summary>
internal static class Models
{
    /// <summary>A random model with scaling, a training, a description and dropout, each in some models.</summary>
    public static RnnModel Random(RandomNetwork network)
    {
        RnnModel plain = network.CreateModel();
        var draw = new Draw(network.Seed + 11);
        var model = new RnnModel(
            plain.Stack,
            plain.OutputWeights,
            plain.OutputBias,
            plain.OutputActivation,
            plain.OutputStep,
            draw.Flip() ? draw.Int(-5, int.MaxValue - 10) : null,
            plain.Stack.Count > 1 && draw.Flip() ? draw.Unit() : 0,
            plain.DenseLayers,
            plain.EmbeddingWeights)
        {
            Description = draw.Of(null, string.Empty, "zwölf Eier\n\t\"{}\" \u0001 🙂"),
            MaskValue = draw.Of<double?>(null, null, null, 0, -1.0 / 3),
        };
        RnnScaler Scaler(int size) => RnnScaler.Create(
            draw.Of(RnnScaling.Standard, RnnScaling.MinMax), draw.Vector(size), new RnnVector([.. draw.Vector(size).Select(value => value * 1e-7)]));
        bool takesOutputScaler = model.OutputWeights is not null && model.OutputActivation == RnnOutputActivation.Identity;
        model.SetScaling(
            model.EmbeddingWeights is null && draw.Flip() ? Scaler(model.InputSize) : null,
            takesOutputScaler && draw.Flip() ? Scaler(model.OutputSize) : null);
        model.KeepsScaling = draw.Flip();
        model.SetTraining(draw.Flip(0.8) ? Training(model, draw) : null);
        return model;
    }

    /// <summary>Requires that two models are the same, bit for bit.</summary>
    public static void RequireSame(RnnModel expected, RnnModel actual)
    {
        Assert.Equal(Numbers(expected), Numbers(actual));
        Assert.Equal(Texts(expected), Texts(actual));
    }

    /// <summary>The bits of the outputs, states and gates of a batch of sequences.</summary>
    public static long[] Outputs(RnnModel model, RandomNetwork network, RnnPrecision precision = RnnPrecision.Double)
    {
        RnnSequence[] sequences = network.CreateSequences(model.InputSize);
        // In single precision, a few of the models overflow.
        return Bits(new RnnBatch(model, precision, threads: 1)
            .Run(sequences, network.CreateStates(model, sequences.Length), fault: (_, _, _) => { })
            .SelectMany(step => ((double[])[.. Vector(step.Output), .. Vector(step.Prediction), .. Vector(step.State)])));
    }

    public static double[] Vector(object? value) => value switch
    {
        null => [],
        double number => [number],
        RnnVector vector => vector.ToArray(),
        _ => throw new ArgumentOutOfRangeException(nameof(value), value, null),
    };

    public static long[] Bits(IEnumerable<double> values) => [.. values.Select(BitConverter.DoubleToInt64Bits)];

    /// <summary>The bits of all weights and other numbers.</summary>
    public static long[] Numbers(RnnModel model) => Bits(
    [
        .. model.Weights.Arrays().SelectMany(array => array.Values.AsSpan().ToArray()),
        .. Scaler(model.InputScaler),
        .. Scaler(model.OutputScaler),
        model.Dropout,
        model.MaskValue ?? double.NaN,
        model.KeepsScaling ? 1 : 0,
        .. model.Training?.Residuals?.AsSpan().ToArray() ?? [],
        .. model.Training?.HorizonErrors?.Errors.AsSpan().ToArray() ?? [],
        model.Training?.HorizonErrors?.ValidationRows ?? -1,
        model.Training?.HorizonErrors?.NaiveError ?? -1,
        model.Training?.KeptLoss ?? -1,
        .. model.Training?.Loss.Constants.Values.SelectMany(constant => constant) ?? [],
    ]);

    private static double[] Scaler(RnnScaler? scaler) => scaler is null ? [] : [.. scaler.Offset, .. scaler.Scale];

    private static string[] Texts(RnnModel model) =>
    [
        model.ToString(),
        model.ToSummary(),
        .. model.Weights.Arrays().Select(array => $"{array.Name} {array.Values}"),
        .. model.Stack.Select(layer => layer.ToString()),
        .. model.Layers.Select(cell => CellForm.Of(cell).ToString()),
        .. model.DenseLayers.Select(layer => $"{layer} {layer.Activation.Alpha:R} {layer.Activation.Beta:R}"),
        $"{model.OutputActivation} {model.OutputStep} seed {model.Seed} {model.Description ?? "(null)"}",
        $"{model.InputScaler?.Kind} {model.OutputScaler?.Kind}",
        $"{model.Training} {model.Link}",
        .. model.Training?.InputNames ?? [],
        "→",
        .. model.Training?.TargetNames ?? [],
        "→",
        .. model.Training?.Classes ?? [],
    ];

    private static RnnTraining Training(RnnModel model, Draw draw)
    {
        int outputs = model.OutputSize;
        bool isLinear = model.OutputActivation == RnnOutputActivation.Identity;
        RnnLossFunction[] losses =
        [
            RnnLossFunction.MeanSquaredError,
            RnnLossFunction.MeanAbsoluteError,
            RnnLossFunction.Huber(0.1 + draw.Unit()),
            RnnLossFunction.Pinball([.. Enumerable.Range(1, outputs).Select(i => (i - (draw.Unit() / 2)) / (outputs + 1))]),
            .. isLinear ? (RnnLossFunction[])[RnnLossFunction.Poisson] : [],
            .. isLinear || model.OutputActivation == RnnOutputActivation.Sigmoid
                ? [RnnLossFunction.BinaryCrossEntropy, RnnLossFunction.BinaryCrossEntropy.WithLabelSmoothing(draw.Unit() / 2)]
                : (RnnLossFunction[])[],
            .. outputs > 1 && model.OutputActivation != RnnOutputActivation.Sigmoid
                ? [RnnLossFunction.SoftmaxCrossEntropy.WithLabelSmoothing(draw.Unit() / 2)]
                : (RnnLossFunction[])[],
        ];
        RnnLossFunction loss = draw.Of(losses);
        int classes = ClassRules.Count(loss, outputs) ?? 0;
        return new RnnTraining
        {
            InputNames = draw.Flip() ? Names("in put", model.InputSize) : [],
            TargetNames = draw.Flip() && loss.Takes(1, outputs) ? Names("Ziel€", 1) : [],
            Classes = draw.Flip() ? Names("class \"", classes) : [],
            Lead = draw.Int(0, 3),
            Loss = loss,
            Residuals = loss.PredictsTargets && draw.Flip() ? draw.Matrix(draw.Int(1, 5), outputs) : null,
            HorizonErrors = loss.PredictsTargets && draw.Flip() ? new RnnHorizonErrors(Forecasts(draw, outputs), draw.Int(1, 40), draw.Unit()) : null,
            Epoch = draw.Int(0, 100),
            KeptLoss = draw.Flip() ? draw.Signed() : null,
        };
    }

    // One value is missing.
    private static RnnMatrix Forecasts(Draw draw, int outputs)
    {
        double[] errors = draw.Vector(3 * 2 * outputs).ToArray();
        errors[draw.Int(0, errors.Length - 1)] = double.NaN;
        return new RnnMatrix(3, 2 * outputs, errors);
    }

    private static string[] Names(string name, int count) => [.. Enumerable.Range(0, count).Select(i => $"{name} {i}")];
}
