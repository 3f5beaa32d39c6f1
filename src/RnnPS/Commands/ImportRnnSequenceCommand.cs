using System.Management.Automation;

namespace RnnPS;

/// <summary>Reads sequences from CSV files.</summary>
/// <remarks>
/// <para>
/// Each file gives one sequence, its key the file's name without extension; with -GroupBy, each value of that column gives
/// one, its key that value. The columns of -Property are the features, in that order. Numbers are read in the invariant
/// culture: a decimal point, no thousands separators. An empty field is a missing value and stays in the sequence as NaN.
/// </para>
/// <para>
/// A bad row (text that is no number, a field too few or too many) is an error that names its line; it is left out, later
/// rows keep their own number, and the rest of the file is read.
/// </para>
/// <para>The whole row stays with its timestep: the steps of a run have it as Source, with dates and targets.</para>
/// </remarks>
/// <example>
/// <para>A series from a file, through a network.</para>
/// <code>$model = New-RnnModel -InputSize 1 -HiddenSize 8 -OutputSize 1 -Seed 1
/// Import-RnnSequence -Path sunspots.csv -Property SUNACTIVITY | Invoke-RnnForward $model</code>
/// </example>
/// <example>
/// <para>A sequence for each year of a quarterly series.</para>
/// <code>Import-RnnSequence macrodata.csv -Property unemp, infl -GroupBy year</code>
/// </example>
/// <seealso cref="NewRnnSequenceCommand"/>
/// <seealso cref="InvokeRnnForwardCommand"/>
[Cmdlet(VerbsData.Import, "RnnSequence", DefaultParameterSetName = PathSet)]
[OutputType(typeof(RnnSequence))]
public sealed class ImportRnnSequenceCommand : InputPathCommand
{
    /// <summary>The columns that are the features of a timestep, in this order.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CsvColumnCompleter))]
    public string[]? Property { get; set; }

    /// <summary>The column whose values tell one sequence from another.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CsvColumnCompleter))]
    public string? GroupBy { get; set; }

    /// <summary>The character between fields.</summary>
    /// <value>, (comma)</value>
    [Parameter]
    [ValidateDelimiter]
    public char Delimiter { get; set; } = ',';

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in ResolvePaths())
        {
            var progress = new ProgressMeter(this, "Reading " + System.IO.Path.GetFileName(path));
            try
            {
                Stoppable(() => WriteObject(
                    CsvFiles.Read(path, Property!, GroupBy, Delimiter, error => WriteError(error), progress, Stopped),
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
