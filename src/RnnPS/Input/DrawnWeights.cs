using RnnPS.Analysis;

namespace RnnPS;

/// <summary>Draws the weights of cells and output layers, each matrix from a stream of its own.</summary>
/// <remarks>
/// A class of its own, so that RnnPS.Analysis is loaded when weights are drawn and not before.
/// </remarks>
internal static class DrawnWeights
{
    private const int InputStream = 0;
    private const int RecurrentStream = 1;
    private const int OutputStream = 2;
    private const int StreamsPerCell = 3;

    /// <summary>
    /// A cell with Glorot-uniform input weights, orthogonal recurrent weights and biases of zeros, but an LSTM's forget gates
    /// of 1 (Jozefowicz et al. 2015, "An empirical exploration of recurrent network architectures"), as Keras draws them.
    /// </summary>
    /// <param name="kind">The kind of cell.</param>
    /// <param name="inputSize">The features that come in.</param>
    /// <param name="hiddenSize">The units.</param>
    /// <param name="activation">The function of the state, or of gated cells the candidate and cell state.</param>
    /// <param name="resetBefore">Whether a GRU's reset gate meets the state before the product.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="place">The cell's place in its model, so that no two cells draw the same numbers.</param>
    /// <exception cref="RnnException">A matrix would be larger than an array can be.</exception>
    public static RnnCell Cell(
        RnnCellKind kind, int inputSize, int hiddenSize, RnnActivation activation, bool resetBefore, int seed, int place = 0)
    {
        int gates = CellFactory.Gates(kind);
        RequireSize(inputSize, (long)gates * hiddenSize);
        RequireSize(hiddenSize, (long)gates * hiddenSize);
        int columns = gates * hiddenSize;
        var bias = new double[columns];
        if (kind == RnnCellKind.Lstm)
        {
            bias.AsSpan(hiddenSize, hiddenSize).Fill(1);
        }

        return CellFactory.Create(
            kind,
            Initializer.GlorotUniform(inputSize, columns, Random(seed, place, InputStream)),
            Initializer.Orthogonal(hiddenSize, columns, Random(seed, place, RecurrentStream)),
            new RnnVector(bias),
            kind == RnnCellKind.Gru && !resetBefore ? new RnnVector(new double[columns]) : null,
            activation,
            resetBefore,
            seed);
    }

    /// <summary>Glorot-uniform weights for an output layer.</summary>
    /// <exception cref="RnnException">The matrix would be larger than an array can be.</exception>
    public static RnnMatrix Output(int hiddenSize, int outputSize, int seed)
    {
        RequireSize(hiddenSize, outputSize);
        return Initializer.GlorotUniform(hiddenSize, outputSize, Random(seed, 0, OutputStream));
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
