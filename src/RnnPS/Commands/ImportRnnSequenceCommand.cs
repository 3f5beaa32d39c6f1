using System.Globalization;
using System.Management.Automation;

namespace RnnPS;

/// <summary>Reads sequences from CSV files.</summary>
/// <remarks>
/// <para>
/// Each file becomes one sequence. Its key is the file's name without the extension. With -GroupBy, each value of that column
/// becomes one sequence with the value as its key. The columns of -Property are the features, in that order. Numbers are read
/// in the invariant culture, with a decimal point, unless -Culture is given. Thousands separators are an error. An empty field is
/// a missing value and stays in the sequence as NaN.
/// </para>
/// <para>
/// A bad row has text that is not a number, or too few or too many fields. It writes an error that names its line, and is
/// skipped. Later rows keep their own number, and the rest of the file is read.
/// </para>
/// <para>Each timestep keeps its whole row. The steps of a run have the row as Source, including dates and targets.</para>
/// </remarks>
/// <example>
/// <para>Read a series from a file and run a model on it.</para>
/// <code>$model = New-RnnModel -InputSize 1 -HiddenSize 8 -OutputSize 1 -Seed 1
/// Import-RnnSequence -Path sunspots.csv -Property SUNACTIVITY | Invoke-RnnForward $model</code>
/// </example>
/// <example>
/// <para>Read a quarterly series and create one sequence for each year.</para>
/// <code>Import-RnnSequence macrodata.csv -Property unemp, infl -GroupBy year</code>
/// </example>
/// <example>
/// <para>Read a file with decimal commas, as a German spreadsheet writes it.</para>
/// <code>'year;load', '2024;1,5', '2025;2,25' | Set-Content load.csv
/// Import-RnnSequence load.csv -Property load -Delimiter ';' -Culture de-DE</code>
/// </example>
/// <seealso cref="NewRnnSequenceCommand"/>
/// <seealso cref="InvokeRnnForwardCommand"/>
[Cmdlet(VerbsData.Import, "RnnSequence", DefaultParameterSetName = PathSet)]
[OutputType(typeof(RnnSequence))]
public sealed class ImportRnnSequenceCommand : InputPathCommand
{
    /// <summary>The columns to use as the features of a timestep, in this order.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CsvColumnCompleter))]
    public string[]? Property { get; set; }

    /// <summary>The column that identifies the sequence of a row. Each value becomes one sequence.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CsvColumnCompleter))]
    public string? GroupBy { get; set; }

    /// <summary>The character that separates fields.</summary>
    /// <value>, (comma)</value>
    [Parameter]
    [ValidateDelimiter]
    public char Delimiter { get; set; } = ',';

    /// <summary>
    /// The culture of the numbers in the file, for example de-DE for 2,5. Thousands separators are an error in every culture. The
    /// culture does not change the delimiter.
    /// </summary>
    /// <value>the invariant culture: 2.5</value>
    [Parameter]
    [ValidateNotNull]
    public CultureInfo Culture { get; set; } = CultureInfo.InvariantCulture;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in ResolvePaths())
        {
            var progress = new ProgressMeter(this, "Reading " + System.IO.Path.GetFileName(path));
            try
            {
                Stoppable(() => WriteObject(
                    CsvFiles.Read(path, Property!, GroupBy, Delimiter, Culture, error => WriteError(error), progress, Stopped),
                    enumerateCollection: true));
            }
            catch (RnnException error)
            {
                WriteError(error, path);
            }
            finally
            {
                progress.Complete();
            }
        }
    }
}
