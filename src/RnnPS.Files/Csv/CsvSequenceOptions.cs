using System.Text;

namespace RnnPS.Files;

/// <summary>Selects what to read from a CSV file.</summary>
public sealed record CsvSequenceOptions
{
    /// <summary>
    /// The feature columns, in the order that the sequence has them. Names are matched without regard to case.
    /// </summary>
    public required IReadOnlyList<string> Properties { get; init; }

    /// <summary>
    /// The column that separates the series; null if the whole file is one series. The column's name is matched without
    /// regard to case. Its values are compared with regard to case: <c>a</c> and <c>A</c> are two series.
    /// </summary>
    public string? GroupBy { get; init; }

    /// <summary>
    /// The column that masks rows (<see cref="MaskRules"/>); null for none. The column's name is matched without regard to case.
    /// </summary>
    public string? MaskProperty { get; init; }

    /// <summary>
    /// How text writes numbers, and what marks a missing value; null for the invariant culture. Thousands separators are an error in every
    /// culture, and an empty field is always missing.
    /// </summary>
    public NumberTexts? Texts { get; init; }

    /// <summary>The character that separates fields: a tab, or a printable ASCII character other than the quote.</summary>
    public char Delimiter { get; init; } = ',';

    /// <summary>The encoding of a file without a byte order mark; null for UTF-8.</summary>
    public Encoding? Encoding { get; init; }

    /// <summary>
    /// Receives a warning about what is unusual in a file but does not keep it from being read, such as a delimiter at the end of each row.
    /// A file gives one warning of each kind.
    /// </summary>
    public Action<string>? OnWarning { get; init; }

    /// <summary>Whether each bad row is reported, and not only the first ones of a kind.</summary>
    public bool ReportsAllRows { get; init; }
}
