namespace RnnPS;

/// <summary>The rows of a time column, as error messages name them.</summary>
/// <param name="property">The name of the column.</param>
/// <param name="nameRow">Names a row by its index, for example <c>Row 3 of sequence co2</c>.</param>
internal sealed class TimeRows(string property, Func<int, string> nameRow)
{
    /// <summary>The rows of a history.</summary>
    public static TimeRows Of(RnnSequence history, string property) => new(property, row =>
        (history.LineAt(row) is { } line ? FormattableString.Invariant($"Line {line}, row") : "Row")
        + FormattableString.Invariant($" {history.StepAt(row)} of sequence {history.Key}"));

    /// <summary>The rows of known future inputs.</summary>
    public static TimeRows OfFuture(string property) => new(property, row => FormattableString.Invariant($"Row {row} of -Future"));

    /// <summary>The name of the column.</summary>
    public string Property => property;

    /// <summary>Names a row, for the start of a sentence.</summary>
    public string Name(int row) => nameRow(row);

    /// <summary>Creates the error for the time of a row.</summary>
    /// <param name="row">The index of the row.</param>
    /// <param name="message">What is wrong, what is expected and the remedy.</param>
    /// <param name="value">The time.</param>
    public RnnException Error(int row, string message, object? value) => new(RnnErrorId.Time, $"{Name(row)}: {message}", value);
}
