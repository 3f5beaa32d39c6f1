using System.Management.Automation;

namespace RnnPS;

/// <summary>Writes steps to a CSV file, with one column for each component.</summary>
/// <remarks>
/// <para>
/// The columns are those of ConvertTo-RnnTable, and numbers are written with all their digits in the invariant culture, so
/// that reading the file gives the same numbers on any machine. The file appears whole or not at all: it is written beside
/// its place and moved there at the end. An existing file is overwritten, unless -NoClobber is given; a read-only one only
/// with -Force.
/// </para>
/// </remarks>
/// <example>
/// <para>The starting example as a file.</para>
/// <code>1,2 | Invoke-RnnForward | Export-RnnTrace -Path trace.csv</code>
/// </example>
/// <example>
/// <para>Only the year and the output of a series.</para>
/// <code>$model = New-RnnModel -InputSize 1 -HiddenSize 8 -OutputSize 1 -Seed 1
/// Import-RnnSequence sunspots.csv SUNACTIVITY | Invoke-RnnForward $model | Export-RnnTrace out.csv -Property YEAR, Output</code>
/// </example>
/// <seealso cref="ConvertToRnnTableCommand"/>
/// <seealso cref="InvokeRnnForwardCommand"/>
[Cmdlet(VerbsData.Export, "RnnTrace", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class ExportRnnTraceCommand : OutputPathCommand
{
    private TraceTable? _table;
    private TraceFile? _file;
    private bool _anything;

    /// <summary>The steps, as Invoke-RnnForward emits them.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [Alias("Input")]
    [AllowNull]
    [AllowEmptyCollection]
    public object? InputObject { get; set; }

    /// <summary>The properties of the step, or of the row that it came from, to have as columns, in this order.</summary>
    /// <value>all</value>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StepPropertyCompleter))]
    public string[]? Property { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (object? item in StepReader.Unroll(InputObject))
        {
            _anything = true;
            if (!Confirmed)
            {
                continue;
            }

            try
            {
                Write(StepReader.Read(item));
            }
            catch (RnnException error) when (error.Id is not RnnErrorId.FileUnavailable)
            {
                WriteError(error, item);
            }
            catch (RnnException error)
            {
                ThrowTerminatingError(error, FullPath);
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (!_anything)
        {
            WriteEmptyInput("step");
        }

        Require(() =>
        {
            _file?.Commit();
            return true;
        });
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // Without a commit, what was written so far goes, and what was there before stays.
        _file?.Dispose();
        base.Dispose(disposing);
    }

    private void Write(RnnStep step)
    {
        _table ??= Require(() => new TraceTable(step, Property), Property is null ? null : nameof(Property));
        _table.RequireFits(step);
        _file ??= new TraceFile(FullPath, Force, NoClobber, _table.Names);
        _file.Write(_table.Cells(step));
    }
}
