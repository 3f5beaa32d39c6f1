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

    /// <summary>A cell with Glorot-uniform input weights, orthogonal recurrent weights and a bias of zeros.</summary>
    /// <exception cref="RnnException">A matrix would be larger than an array can be.</exception>
    public static ElmanCell Cell(int inputSize, int hiddenSize, RnnActivation activation, int seed)
    {
        RequireSize(inputSize, hiddenSize);
        RequireSize(hiddenSize, hiddenSize);
        return new ElmanCell(
            Initializer.GlorotUniform(inputSize, hiddenSize, new CounterRandom(seed, InputStream)),
            Initializer.Orthogonal(hiddenSize, new CounterRandom(seed, RecurrentStream)),
            new RnnVector(new double[hiddenSize]),
            activation,
            seed);
    }

    /// <summary>Glorot-uniform weights for an output layer.</summary>
    /// <exception cref="RnnException">The matrix would be larger than an array can be.</exception>
    public static RnnMatrix Output(int hiddenSize, int outputSize, int seed)
    {
        RequireSize(hiddenSize, outputSize);
        return Initializer.GlorotUniform(hiddenSize, outputSize, new CounterRandom(seed, OutputStream));
    }

    private static void RequireSize(int rows, int columns)
    {
        if ((long)rows * columns > Array.MaxLength)
        {
            throw new RnnException(
                RnnErrorId.Size,
                FormattableString.Invariant($"A matrix of {rows}×{columns} weights is larger than an array can be ")
                + FormattableString.Invariant($"({Array.MaxLength} numbers): give smaller sizes."),
                (rows, columns));
        }
    }
}
