namespace RnnPS;

/// <summary>The rules that weights must keep, and the errors that say which one they break.</summary>
internal static class WeightRules
{
    /// <summary>Requires a matrix with elements, of the rows and columns asked for, all finite.</summary>
    /// <returns>The matrix.</returns>
    public static RnnMatrix Matrix(RnnMatrix? matrix, string name, int? rows = null, int? columns = null)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        if (matrix.Rows == 0 || matrix.Columns == 0)
        {
            throw new RnnException(
                RnnErrorId.WeightEmpty,
                $"{name} is {matrix}, without an element: give at least one row with one number.",
                matrix);
        }

        if ((rows is { } r && r != matrix.Rows) || (columns is { } c && c != matrix.Columns))
        {
            throw new RnnException(
                RnnErrorId.WeightShape,
                $"{name} is {matrix} (rows×columns): expected {rows ?? matrix.Rows}×{columns ?? matrix.Columns}. "
                + "Input weights are [input×hidden], recurrent weights [hidden×hidden], output weights [hidden×output].",
                matrix);
        }

        RequireFinite(matrix.AsSpan(), name);
        return matrix;
    }

    /// <summary>Requires a vector of the length asked for, all finite.</summary>
    /// <returns>The vector.</returns>
    public static RnnVector Vector(RnnVector vector, string name, int length)
    {
        if (vector.Length == 0)
        {
            throw new RnnException(
                RnnErrorId.WeightEmpty,
                $"{name} has no element: expected {RnnMessages.Count(length, "number")}. Give them, or leave it out.",
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
