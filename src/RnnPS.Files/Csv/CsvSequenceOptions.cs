namespace RnnPS.Files;

/// <summary>What to read from a CSV file as series.</summary>
public sealed record CsvSequenceOptions
{
    /// <summary>
    /// The columns that are the features, in the order that they get in the sequence. Names are matched ignoring case.
    /// </summary>
    public required IReadOnlyList<string> Properties { get; init; }

    /// <summary>
    /// The column whose text tells the series apart; null where the whole file is one series. The name is matched
    /// ignoring case, the column's texts are not: <c>a</c> and <c>A</c> are two series.
    /// </summary>
    public string? GroupBy { get; init; }

    /// <summary>What stands between two fields: a printable ASCII character other than the quote, or a tab.</summary>
    public char Delimiter { get; init; } = ',';
}
