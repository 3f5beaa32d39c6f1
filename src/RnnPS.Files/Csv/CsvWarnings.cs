using System.Globalization;

namespace RnnPS.Files;

/// <summary>What is unusual in a file but does not keep it from being read. A file gets one warning of each kind, however many rows it has.</summary>
internal sealed class CsvWarnings
{
    private Lines _trailing;
    private Lines _short;
    private Lines _nameless;
    private Lines _empty;

    /// <summary>A row has empty fields after the last column.</summary>
    /// <param name="line">The number of its line.</param>
    public void AddTrailing(long line) => _trailing = _trailing.With(line);

    /// <summary>A row ends before the columns at the end of the header that have no name.</summary>
    /// <param name="line">The number of its line.</param>
    public void AddShort(long line) => _short = _short.With(line);

    /// <summary>A row has data in a column at the end of the header that has no name.</summary>
    /// <param name="line">The number of its line.</param>
    public void AddNameless(long line) => _nameless = _nameless.With(line);

    /// <summary>A line has only delimiters.</summary>
    /// <param name="line">Its number.</param>
    public void AddEmpty(long line) => _empty = _empty.With(line);

    /// <summary>Writes the warnings.</summary>
    /// <param name="file">The name of the file.</param>
    /// <param name="columns">The columns of the file.</param>
    /// <param name="ignored">The number of lines of only delimiters that did not become rows.</param>
    /// <param name="warn">Receives the texts.</param>
    public void Report(string file, CsvColumns columns, long ignored, Action<string> warn)
    {
        string last = CsvFaults.Excerpt(columns.Names[^1]);
        string nameless = columns.NamedCount < columns.Names.Count - 1 ? $"{columns.Names[columns.NamedCount]} to {last}" : last;
        void Add(Lines lines, string noun, string what, string outcome)
        {
            if (lines.Count > 0)
            {
                warn(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{file}: {RnnMessages.Count(lines.Count, noun)} {what}, the first in line {lines.First}: {outcome}"));
            }
        }

        Add(_trailing, "row", $"with a delimiter after the last column, {last}", "the empty fields there were ignored.");
        Add(_short, "row", "without a field for the delimiter at the end of the header", $"{nameless}, which has no name there, is empty.");
        Add(_nameless, "row", "with data after the last column that has a name", $"it was read as {nameless}. Check that the header names each column.");
        long missing = _empty.Count - ignored;
        Add(_empty, "line", "of only delimiters", (missing, ignored) switch
        {
            (_, 0) => "read as missing values.",
            (0, _) => columns.GroupBy is null ? "ignored at the end of the file." : "ignored, because no series is named.",
            _ => string.Create(CultureInfo.InvariantCulture, $"{missing} between rows read as missing values, {ignored} at the end of the file ignored."),
        });
    }

    private readonly record struct Lines(long Count, long First)
    {
        public Lines With(long line) => new(Count + 1, Count == 0 ? line : First);
    }
}
