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
public sealed class ExportRnnTraceCommand : StepCommand
{
    private TraceTable? _table;
    private TraceFile? _file;
    private string _path = string.Empty;
    private bool _confirmed;

    /// <summary>The file to write; its name is taken as it is.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("LiteralPath", "PSPath")]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>
    /// The properties of the step, or of the row that it came from, to have as columns, in this order; wildcards are allowed.
    /// </summary>
    /// <value>all</value>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(StepPropertyCompleter))]
    public string[]? Property { get; set; }

    /// <summary>Overwrites a read-only file, too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Does not overwrite an existing file.</summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _path = Require(() => ResolveFile(Path!), nameof(Path));
        Require(() => TraceFile.Check(_path, Force, NoClobber));
        // Asked once; the answer holds for every step.
        _confirmed = ShouldProcess(_path);
    }

    /// <inheritdoc/>
    protected override void ProcessStep(RnnStep step)
    {
        if (!_confirmed)
        {
            return;
        }

        _table ??= Require(() => new TraceTable(step, Property), Property is null ? null : nameof(Property));
        _table.RequireFits(step);
        // What is wrong with the step was found above; what is wrong now is the file, and more steps would not mend it.
        Require(() =>
        {
            _file ??= new TraceFile(_path, Force, NoClobber, _table.Names);
            _file.Write(_table.Cells(step));
        });
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        Require(() => _file?.Commit());
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // Without a commit, what was written so far goes, and what was there before stays.
        _file?.Dispose();
        base.Dispose(disposing);
    }
}
