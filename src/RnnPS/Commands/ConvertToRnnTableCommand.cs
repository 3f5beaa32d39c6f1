using System.Management.Automation;

namespace RnnPS;

/// <summary>Turns steps into flat rows with one column for each component.</summary>
/// <remarks>
/// <para>
/// A vector becomes as many columns as it has components, named State0, State1 and so on; a scalar keeps its property's
/// name. The columns of the row that the step came from follow Step under their own names (a name that the trace has
/// itself gets the word Source before it). Numbers keep all their digits.
/// </para>
/// <para>
/// The columns of a model with several cells have the layer before the name, and the direction where there are two:
/// Layer0ForwardInputGate3, Layer1State0. The steps in Layers can be turned into a table of their own, too.
/// </para>
/// </remarks>
/// <example>
/// <para>The starting example as a flat table.</para>
/// <code>1,2 | Invoke-RnnForward | ConvertTo-RnnTable</code>
/// </example>
/// <example>
/// <para>Only the state and the output, as CSV.</para>
/// <code>1,2 | Invoke-RnnForward | ConvertTo-RnnTable -Property Step, State, Output | Export-Csv trace.csv</code>
/// </example>
/// <example>
/// <para>The gates of all layers, by a wildcard.</para>
/// <code>$model = New-RnnModel -Kind Lstm -InputSize 1 -HiddenSize 2, 2 -OutputSize 1 -Seed 1
/// 1,2 | Invoke-RnnForward $model | ConvertTo-RnnTable -Property Step, *Gate</code>
/// </example>
/// <seealso cref="ExportRnnTraceCommand"/>
[Cmdlet(VerbsData.ConvertTo, "RnnTable")]
[OutputType(typeof(PSObject))]
public sealed class ConvertToRnnTableCommand : StepCommand
{
    private TraceTable? _table;

    /// <summary>
    /// The properties of the step, or of the row that it came from, to have as columns, in this order; wildcards are allowed.
    /// </summary>
    /// <value>all</value>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(StepPropertyCompleter))]
    public string[]? Property { get; set; }

    /// <inheritdoc/>
    protected override void ProcessStep(RnnStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        _table ??= Require(() => new TraceTable(step, Property), Property is null ? null : nameof(Property));
        _table.RequireFits(step);
        var row = new PSObject();
        foreach ((string name, object? cell) in _table.Names.Zip(_table.Cells(step)))
        {
            row.Properties.Add(new PSNoteProperty(name, cell));
        }

        WriteObject(row);
    }
}
