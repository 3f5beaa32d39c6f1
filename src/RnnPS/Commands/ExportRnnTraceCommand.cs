using System.Management.Automation;

namespace RnnPS;

/// <summary>Writes steps to a CSV file, with one column for each component.</summary>
/// <remarks>
/// <para>
/// The columns are the same as those of ConvertTo-RnnTable. Numbers are written with all digits in the invariant culture, so
/// that reading the file gives the same numbers on any machine. The command writes a temporary file in the same folder and
/// renames it at the end, so that the file is never incomplete. An existing file is overwritten, unless -NoClobber is given. A
/// read-only file is overwritten only with -Force. With -WhatIf, the commands upstream stop at once.
/// </para>
/// <para>
/// Steps in a variable are written fastest by -InputObject: PowerShell takes longer to pass a million objects through a pipeline
/// than the command takes to write them.
/// </para>
/// </remarks>
/// <example>
/// <para>Write the steps of the starting example to a file.</para>
/// <code>1,2 | Invoke-RnnForward | Export-RnnTrace -Path trace.csv</code>
/// </example>
/// <example>
/// <para>Write only the year and the output of each step.</para>
/// <code>$model = New-RnnModel -InputSize 1 -HiddenSize 8 -OutputSize 1 -Seed 1
/// Import-RnnSequence sunspots.csv SUNACTIVITY | Invoke-RnnForward $model | Export-RnnTrace out.csv -Property YEAR, Output</code>
/// </example>
/// <example>
/// <para>Write steps that are in a variable.</para>
/// <code>$steps = Invoke-RnnForward -Input (1..1000)
/// Export-RnnTrace trace.csv -InputObject $steps</code>
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

    /// <summary>The path of the file to write. Wildcard characters are not interpreted.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("LiteralPath", "PSPath")]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>
    /// The properties to write as columns, in this order. They can be properties of the step or of its source row. Wildcards
    /// are allowed.
    /// </summary>
    /// <value>all properties</value>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(StepPropertyCompleter))]
    public string[]? Property { get; set; }

    /// <summary>Overwrites the file even if it is read-only.</summary>
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
        // Ask once for the whole file, not for each step.
        _confirmed = ShouldProcess(_path);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (_confirmed)
        {
            base.ProcessRecord();
        }
        else
        {
            // Nothing would be done with the steps, so none need to be computed.
            UpstreamStop.Request(this);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessStep(RnnStep step)
    {
        _table ??= Require(() => new TraceTable(step, Property), Property is null ? null : nameof(Property));
        _table.RequireFits(step);
        // The step is valid here. An error now is an error of the file, and further steps would fail as well.
        try
        {
            _file ??= new TraceFile(_path, Force, NoClobber, _table);
            _file.Add(step);
        }
        catch (RnnException error)
        {
            ThrowTerminatingError(error);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_confirmed)
        {
            base.EndProcessing();
            Require(() => _file?.Commit());
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // Without a commit, this deletes the temporary file and leaves an existing file unchanged.
        _file?.Dispose();
        base.Dispose(disposing);
    }
}
