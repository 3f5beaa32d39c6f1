namespace RnnPS;

/// <summary>The inputs that are known before the values of a series are: for the rows of a history, and for those after it.</summary>
internal sealed class KnownInputs
{
    private readonly Dictionary<string, double[]> _columns = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the inputs.</summary>
    /// <param name="names">The names of the inputs.</param>
    /// <param name="history">The history. A missing input is the last one before it, or the first one after it.</param>
    /// <param name="future">The rows after the history; null if there are none.</param>
    /// <param name="count">The number of rows after the history that are read.</param>
    /// <exception cref="RnnException">
    /// The history lacks an input (<see cref="RnnErrorId.PropertyMissing"/>) or has no value of it (<see cref="RnnErrorId.MissingValue"/>), or
    /// the rows after it are too few or lack a value (<see cref="RnnErrorId.Future"/>).
    /// </exception>
    public KnownInputs(IReadOnlyList<string> names, RnnSequence history, RnnSequence? future, int count)
    {
        int given = future?.Length ?? 0;
        if (given < count)
        {
            throw new RnnException(
                RnnErrorId.Future,
                FormattableString.Invariant($"The forecast of {RnnMessages.Count(count, "step")} needs the known {(names.Count == 1 ? "input" : "inputs")} {MessageText.Names(names)} of as many rows after the history, and there are {given}: give one row for each step by -Future."),
                future);
        }

        foreach (string name in names)
        {
            double[] column = new double[history.Length + count];
            ReadHistory(name, history, column);
            ReadFuture(name, future, column.AsSpan(history.Length));
            _columns[name] = column;
        }
    }

    /// <summary>Gets an input of a row. After the last row it stays what it was, for forecasts beyond it that nobody sees.</summary>
    /// <param name="name">The name of the input.</param>
    /// <param name="row">The row, counted from the first one of the history.</param>
    public double At(string name, int row)
    {
        double[] column = _columns[name];
        return column[Math.Min(row, column.Length - 1)];
    }

    private static void ReadHistory(string name, RnnSequence history, Span<double> column)
    {
        int place = Place(name, history) ?? throw new RnnException(
            RnnErrorId.PropertyMissing,
            $"The history {history.Key} has no known input {name}: {RnnMessages.PropertyMissing(name, history.FeatureNames)}",
            history);
        int first = Enumerable.Range(0, history.Length).FirstOrDefault(row => !double.IsNaN(history.Values[row][place]), -1);
        if (first < 0)
        {
            throw new RnnException(
                RnnErrorId.MissingValue, $"The known input {name} of the history {history.Key} has no values: all of them are missing. Give values, or leave it out.", history);
        }

        for (int row = 0; row < history.Length; row++)
        {
            double value = history.Values[Math.Max(row, first)][place];
            column[row] = double.IsNaN(value) ? column[row - 1] : value;
        }
    }

    private static void ReadFuture(string name, RnnSequence? future, Span<double> column)
    {
        if (column.Length == 0)
        {
            return;
        }

        int place = Place(name, future!) ?? throw new RnnException(
            RnnErrorId.Future, $"-Future has no known input {name}: {RnnMessages.PropertyMissing(name, future!.FeatureNames)}", future);
        for (int row = 0; row < column.Length; row++)
        {
            column[row] = future!.Values[row][place];
            if (double.IsNaN(column[row]))
            {
                throw new RnnException(
                    RnnErrorId.Future, FormattableString.Invariant($"Row {row} of -Future: {name} is missing. Expected a value for each step of the forecast: fill it in."), future);
            }
        }
    }

    private static int? Place(string name, RnnSequence sequence)
    {
        int place = sequence.FeatureNames.ToList().FindIndex(known => known.Equals(name, StringComparison.OrdinalIgnoreCase));
        return place < 0 ? null : place;
    }
}
