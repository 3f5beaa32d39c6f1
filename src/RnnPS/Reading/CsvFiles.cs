using System.Management.Automation;
using RnnPS.Files;

namespace RnnPS;

/// <summary>Reads CSV files, with their rows as PowerShell objects.</summary>
/// <remarks>A class of its own, so that RnnPS.Files is loaded when a file is read and not before.</remarks>
internal static class CsvFiles
{
    /// <summary>Reads the sequences of a file; parameters as for Import-RnnSequence.</summary>
    public static IReadOnlyList<RnnSequence> Read(
        string path,
        string[] properties,
        string? groupBy,
        char delimiter,
        Action<RnnException> onBadRow,
        IProgress<double> progress,
        CancellationToken cancellation) => CsvSequenceReader.Read(
            path,
            new CsvSequenceOptions { Properties = properties, GroupBy = groupBy, Delimiter = delimiter },
            ToRow,
            onBadRow,
            progress,
            cancellation);

    /// <summary>The names of a file's columns.</summary>
    public static IReadOnlyList<string> ReadColumns(string path, char delimiter) =>
        CsvSequenceReader.ReadColumns(path, delimiter);

    // As Import-Csv makes them: every field is text.
    private static PSObject ToRow(IReadOnlyList<string> columns, IReadOnlyList<string> fields)
    {
        var row = new PSObject();
        for (int i = 0; i < columns.Count; i++)
        {
            row.Properties.Add(new PSNoteProperty(columns[i], fields[i]));
        }

        return row;
    }
}
