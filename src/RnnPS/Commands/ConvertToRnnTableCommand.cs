using System.Management.Automation;

namespace RnnPS;

/// <summary>Converts steps to flat rows with one column for each component.</summary>
/// <remarks>
/// <para>
/// A vector becomes one column for each component, named State0, State1 and so on. A scalar keeps the name of its property.
/// The columns of the step's source row follow Step under their own names. If such a name is also a column of the step, it gets
/// the prefix Source. Numbers keep all digits.
/// </para>
/// <para>
/// For a model with several cells, the layer precedes the name of each column, as in Layer1State0. In a bidirectional layer,
/// the direction follows the layer, as in Layer0ForwardInputGate3. You can also convert the steps in Layers separately.
/// </para>
/// </remarks>
/// <example>
/// <para>Convert the steps of the starting example to a flat table.</para>
/// <code>1,2 | Invoke-RnnForward | ConvertTo-RnnTable</code>
/// <code>
/// Sequence       : 0
/// Step           : 0
/// Input          : 1
/// PreActivation0 : 0.6
/// PreActivation1 : 0.5
/// State0         : 0.537049566998035
/// State1         : 0.46211715726001
/// Output         : 1.56128388151805
///
/// Sequence       : 0
/// Step           : 1
/// Input          : 2
/// PreActivation0 : 1.29234010387781
/// PreActivation1 : 1.39225677630361
/// State0         : 0.859738184346261
/// State1         : 0.883666411943735
/// Output         : 2.72707100823373
/// </code>
/// </example>
/// <example>
/// <para>Write only the state and the output to a CSV file.</para>
/// <code>1,2 | Invoke-RnnForward | ConvertTo-RnnTable -Property Step, State, Output | Export-Csv trace.csv</code>
/// </example>
/// <example>
/// <para>Select the gates of all layers with a wildcard.</para>
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
    /// The properties to emit as columns, in this order. They can be properties of the step or of its source row. Wildcards
    /// are allowed.
    /// </summary>
    /// <value>all properties</value>
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
