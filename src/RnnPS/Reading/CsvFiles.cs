using System.Management.Automation;
using System.Text;
using RnnPS.Files;

namespace RnnPS;

/// <summary>Reads CSV files. Their rows become PowerShell objects.</summary>
/// <remarks>A separate class, so that RnnPS.Files is loaded only when a file is read.</remarks>
internal static class CsvFiles
{
    /// <summary>Reads the sequences of a file.</summary>
    public static IReadOnlyList<RnnSequence> Read(
        string path,
        CsvSequenceOptions options,
        Action<RnnException> onBadRow,
        IProgress<double> progress,
        CancellationToken cancellation) => CsvSequenceReader.Read(path, options, ToRow, onBadRow, progress, cancellation);

    /// <summary>Reads the names of a file's columns.</summary>
    public static IReadOnlyList<string> ReadColumns(string path, char delimiter, Encoding? encoding) =>
        CsvSequenceReader.ReadColumns(path, delimiter, encoding);

    // Every field is a text, as in the output of Import-Csv.
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
