namespace RnnPS;

/// <summary>Validates weights.</summary>
internal static class WeightRules
{
    /// <summary>Requires a matrix of the expected shape that is not empty and has only finite elements.</summary>
    /// <returns>The matrix.</returns>
    /// <param name="matrix">The matrix.</param>
    /// <param name="name">The name of the matrix, for error messages.</param>
    /// <param name="rows">The expected number of rows; null for any number.</param>
    /// <param name="columns">The expected number of columns; null for any number.</param>
    /// <param name="to">
    /// The array that the matrix must match, for the error message, for example <c>InputWeights, 1×3</c>; null to omit it.
    /// </param>
    public static RnnMatrix Matrix(RnnMatrix? matrix, string name, int? rows = null, int? columns = null, string? to = null)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        if (matrix.Rows == 0 || matrix.Columns == 0)
        {
            throw new RnnException(
                RnnErrorId.WeightEmpty,
                $"{name} is {matrix} (rows×columns) and has no elements: give at least one row with one number.",
                matrix);
        }

        if ((rows is { } r && r != matrix.Rows) || (columns is { } c && c != matrix.Columns))
        {
            throw new RnnException(
                RnnErrorId.WeightShape,
                $"{name} is {matrix} (rows×columns): expected {rows ?? matrix.Rows}×{columns ?? matrix.Columns}{(to is null ? string.Empty : $", to fit {to}")}. "
                + "Input weights are [input×gates·hidden], recurrent weights [hidden×gates·hidden], output weights "
                + "[hidden×output]; an Elman cell has 1 gate, a GRU 3, an LSTM 4."
                + (IsTransposed(matrix, rows, columns) ? " Did you mean the transpose?" : string.Empty),
                matrix);
        }

        RequireFinite(matrix.AsSpan(), name);
        return matrix;
    }

    private static bool IsTransposed(RnnMatrix matrix, int? rows, int? columns) =>
        matrix.Rows != matrix.Columns && (rows is null || rows == matrix.Columns) && (columns is null || columns == matrix.Rows);

    /// <summary>Gets the new values of an array, and validates them if they are not the old ones.</summary>
    /// <param name="array">The array.</param>
    /// <param name="values">Returns the new values, in the same shape.</param>
    /// <returns>The new values.</returns>
    public static RnnMatrix Change(CellWeight array, Func<CellWeight, RnnMatrix> values)
    {
        RnnMatrix now = values(array);
        return ReferenceEquals(now, array.Values) ? now : Matrix(now, array.Name);
    }

    /// <summary>Requires a vector of the expected length with only finite elements.</summary>
    /// <returns>The vector.</returns>
    public static RnnVector Vector(RnnVector vector, string name, int length)
    {
        if (vector.Length == 0)
        {
            throw new RnnException(
                RnnErrorId.WeightEmpty,
                $"{name} has no elements: expected {RnnMessages.Count(length, "number")}. Give the numbers, or leave {name} out.",
                vector);
        }

        if (vector.Length != length)
        {
            throw new RnnException(
                RnnErrorId.WeightShape,
                $"{name} {RnnFormat.Fit(vector, 60)} has {RnnMessages.Count(vector.Length, "number")}: expected {length}, one for each column of the weights.",
                vector);
        }

        RequireFinite(vector.AsSpan(), name);
        return vector;
    }

    /// <summary>Validates a vector as <see cref="Vector"/> does, unless it is null.</summary>
    /// <returns>The vector, or null.</returns>
    public static RnnVector? OptionalVector(RnnVector? vector, string name, int length) =>
        vector is { } given ? Vector(given, name, length) : null;

    /// <summary>Computes the hidden size of a cell: the number of columns of its input weights per gate.</summary>
    /// <returns>The hidden size.</returns>
    public static int HiddenSize(RnnMatrix inputWeights, int gates) => inputWeights.Columns % gates == 0
        ? inputWeights.Columns / gates
        : throw new RnnException(
            RnnErrorId.WeightShape,
            $"InputWeights is {inputWeights} (rows×columns): expected the same number of columns for each of the cell's {gates} gates, "
            + $"so a multiple of {gates}.",
            inputWeights);

    /// <summary>Requires a clip above 0, or null.</summary>
    /// <returns>The clip.</returns>
    public static double? Clip(double? clip) => clip is null or > 0 ? clip : throw new RnnException(
        RnnErrorId.Activation,
        FormattableString.Invariant($"The activation clip is {clip}: expected a number above 0, or null for no clipping."),
        clip);

    private static void RequireFinite(ReadOnlySpan<double> values, string name)
    {
        foreach (double value in values)
        {
            if (!double.IsFinite(value))
            {
                throw new RnnException(
                    RnnErrorId.WeightNotFinite,
                    FormattableString.Invariant($"{name} holds {value}: expected finite numbers only. Replace it."),
                    value);
            }
        }
    }
}
