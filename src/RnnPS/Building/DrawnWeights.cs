using RnnPS.Analysis;

namespace RnnPS;

/// <summary>Draws the weights of embeddings, cells, dense layers and output layers. Each matrix has a separate random stream.</summary>
/// <remarks>
/// A separate class, so that RnnPS.Analysis is loaded only when weights are drawn.
/// </remarks>
internal static class DrawnWeights
{
    private const int InputStream = 0;
    private const int RecurrentStream = 1;
    private const int OutputStream = 2;
    private const int StreamsPerCell = 3;

    // "Embd" and "Dens" in ASCII: streams that no cell has.
    private const int EmbeddingStream = 0x456D6264;
    private const int DenseStream = 0x44656E73;

    // Keras' bound of the uniform vectors of an embedding.
    private const double EmbeddingLimit = 0.05;

    /// <summary>
    /// Creates a cell with random weights. Glorot draws as Keras does: Glorot-uniform input weights, orthogonal recurrent
    /// weights and biases of 0, except 1 for an LSTM's forget gate (Jozefowicz et al. 2015, "An empirical exploration of
    /// recurrent network architectures"). Uniform draws all weights and both biases uniformly, as PyTorch does.
    /// </summary>
    /// <param name="kind">The kind of cell.</param>
    /// <param name="inputSize">The number of input features.</param>
    /// <param name="hiddenSize">The number of units.</param>
    /// <param name="activation">The activation function of the state, or of the candidate and cell state in gated cells.</param>
    /// <param name="resetBefore">Whether a GRU applies its reset gate to the state before the recurrent product.</param>
    /// <param name="initializer">The initializer of the weights.</param>
    /// <param name="seed">The seed of the random streams.</param>
    /// <param name="memory">The limit of the memory to take.</param>
    /// <param name="cancellation">Stops the drawing.</param>
    /// <param name="place">The index of the cell in its model, so that no two cells draw the same numbers.</param>
    /// <exception cref="RnnException">
    /// A matrix would exceed the maximum length of an array (<see cref="RnnErrorId.Size"/>) or the free memory
    /// (<see cref="RnnErrorId.Memory"/>).
    /// </exception>
    public static RnnCell Cell(
        RnnCellKind kind,
        int inputSize,
        int hiddenSize,
        RnnActivation activation,
        bool resetBefore,
        RnnInitializer initializer,
        int seed,
        MemoryLimit memory,
        CancellationToken cancellation,
        int place = 0)
    {
        var type = RnnCellType.Of(kind);
        int gates = type.GateCount;
        RequireSize(inputSize, (long)gates * hiddenSize);
        RequireSize(hiddenSize, (long)gates * hiddenSize);
        // An orthogonal matrix is drawn in panels and then copied.
        long copies = initializer == RnnInitializer.Glorot ? 2 : 1;
        memory.Require(
            (inputSize + (copies * hiddenSize)) * gates * hiddenSize * sizeof(double),
            FormattableString.Invariant($"Drawing a cell of {kind} with {RnnMessages.Count(inputSize, "input")} and {RnnMessages.Count(hiddenSize, "unit")}"),
            "give smaller sizes");
        int columns = gates * hiddenSize;
        CounterRandom input = Random(seed, place, InputStream);
        CounterRandom recurrent = Random(seed, place, RecurrentStream);
        if (initializer == RnnInitializer.Uniform)
        {
            double limit = 1 / Math.Sqrt(hiddenSize);
            return type.Create(new RnnCellOptions(
                Initializer.Uniform(inputSize, columns, limit, input, cancellation: cancellation),
                Initializer.Uniform(hiddenSize, columns, limit, recurrent, cancellation: cancellation))
            {
                Bias = Initializer.Uniform(1, columns, limit, input, first: (long)inputSize * columns, cancellation)[0],
                RecurrentBias = Initializer.Uniform(1, columns, limit, recurrent, first: (long)hiddenSize * columns, cancellation)[0],
                Activation = activation,
                ResetBefore = resetBefore,
                Seed = seed,
            });
        }

        var bias = new double[columns];
        if (type.ForgetGate is { } forgetGate)
        {
            bias.AsSpan(forgetGate * hiddenSize, hiddenSize).Fill(1);
        }

        return type.Create(new RnnCellOptions(
            Initializer.GlorotUniform(inputSize, columns, input, cancellation),
            Initializer.Orthogonal(hiddenSize, columns, recurrent, cancellation))
        {
            Bias = new RnnVector(bias),
            RecurrentBias = type.HasResetGate && !resetBefore ? new RnnVector(new double[columns]) : null,
            Activation = activation,
            ResetBefore = resetBefore,
            Seed = seed,
        });
    }

    /// <summary>
    /// Draws the vectors of tokens. Glorot draws uniformly in ±0.05, as Keras does, and Uniform draws from the standard normal
    /// distribution, as PyTorch does.
    /// </summary>
    /// <exception cref="RnnException">
    /// The matrix would exceed the maximum length of an array (<see cref="RnnErrorId.Size"/>) or the free memory
    /// (<see cref="RnnErrorId.Memory"/>).
    /// </exception>
    public static RnnMatrix Embedding(
        int vocabularySize, int size, RnnInitializer initializer, int seed, MemoryLimit memory, CancellationToken cancellation)
    {
        RequireSize(vocabularySize, size);
        memory.Require(
            (long)vocabularySize * size * sizeof(double),
            FormattableString.Invariant($"Drawing an embedding of {vocabularySize}×{size} weights"),
            "give smaller sizes");
        var random = new CounterRandom(seed, EmbeddingStream);
        return initializer == RnnInitializer.Uniform
            ? Initializer.Normal(vocabularySize, size, random, cancellation)
            : Initializer.Uniform(vocabularySize, size, EmbeddingLimit, random, cancellation: cancellation);
    }

    /// <summary>Draws hidden dense layers, as <see cref="Output"/> draws an output layer.</summary>
    /// <param name="inputSize">The output size of the last recurrent layer.</param>
    /// <param name="sizes">The output size of each dense layer.</param>
    /// <param name="activations">The activation function of each dense layer.</param>
    /// <param name="initializer">The initializer of the weights.</param>
    /// <param name="seed">The seed of the random streams.</param>
    /// <param name="memory">The limit of the memory to take.</param>
    /// <param name="cancellation">Stops the drawing.</param>
    /// <exception cref="RnnException">As for <see cref="Output"/>.</exception>
    public static IReadOnlyList<RnnDenseLayer> Dense(
        int inputSize,
        IReadOnlyList<int> sizes,
        IReadOnlyList<RnnActivationFunction> activations,
        RnnInitializer initializer,
        int seed,
        MemoryLimit memory,
        CancellationToken cancellation)
    {
        List<RnnDenseLayer> layers = [];
        foreach (int size in sizes)
        {
            (RnnMatrix weights, RnnVector bias) = Affine(
                inputSize, size, "a dense layer", initializer, new CounterRandom(seed, DenseStream + layers.Count), memory, cancellation);
            layers.Add(new RnnDenseLayer(weights, bias, activations[layers.Count]));
            inputSize = size;
        }

        return layers;
    }

    /// <summary>Draws the weights and the bias of an output layer: Glorot-uniform weights and a bias of 0, or both uniform.</summary>
    /// <exception cref="RnnException">
    /// The matrix would exceed the maximum length of an array (<see cref="RnnErrorId.Size"/>) or the free memory
    /// (<see cref="RnnErrorId.Memory"/>).
    /// </exception>
    public static (RnnMatrix Weights, RnnVector Bias) Output(
        int inputSize, int outputSize, RnnInitializer initializer, int seed, MemoryLimit memory, CancellationToken cancellation) =>
        Affine(inputSize, outputSize, "an output layer", initializer, Random(seed, 0, OutputStream), memory, cancellation);

    private static (RnnMatrix Weights, RnnVector Bias) Affine(
        int inputSize,
        int outputSize,
        string what,
        RnnInitializer initializer,
        CounterRandom random,
        MemoryLimit memory,
        CancellationToken cancellation)
    {
        RequireSize(inputSize, outputSize);
        memory.Require(
            (inputSize + 1L) * outputSize * sizeof(double),
            FormattableString.Invariant($"Drawing {what} of {inputSize}×{outputSize} weights"),
            "give smaller sizes");
        double limit = 1 / Math.Sqrt(inputSize);
        return initializer == RnnInitializer.Uniform
            ? (
                Initializer.Uniform(inputSize, outputSize, limit, random, cancellation: cancellation),
                Initializer.Uniform(1, outputSize, limit, random, first: (long)inputSize * outputSize, cancellation)[0])
            : (Initializer.GlorotUniform(inputSize, outputSize, random, cancellation), new RnnVector(new double[outputSize]));
    }

    private static CounterRandom Random(int seed, int place, int stream) => new(seed, (StreamsPerCell * place) + stream);

    private static void RequireSize(int rows, long columns)
    {
        if (rows * columns > Array.MaxLength)
        {
            throw new RnnException(
                RnnErrorId.Size,
                FormattableString.Invariant($"A matrix of {rows}×{columns} weights is larger than an array can be ")
                + FormattableString.Invariant($"({Array.MaxLength} numbers): give smaller sizes."),
                (rows, columns));
        }
    }
}
