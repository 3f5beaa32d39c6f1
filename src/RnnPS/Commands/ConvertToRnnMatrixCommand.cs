using System.Globalization;
using System.Management.Automation;

namespace RnnPS;

/// <summary>Converts one property of steps to a matrix with a row for each timestep.</summary>
/// <remarks>
/// <para>
/// $steps.ForgetGate is one list of all numbers of all steps, because PowerShell joins the vectors. This command keeps them apart: it
/// emits one RnnMatrix for each sequence, [time × unit]. $matrix[3][0] is the number of the first unit at the fourth timestep.
/// </para>
/// <para>
/// Several properties stand side by side, in the order of -Property. For a model with several cells, the layer precedes the name of a
/// property, as in Layer1ForgetGate.
/// </para>
/// </remarks>
/// <example>
/// <para>Get the forget gate of an LSTM over time.</para>
/// <code>$model = New-RnnModel -Kind Lstm -InputSize 1 -HiddenSize 2 -OutputSize 1 -Seed 1
/// 1,2,3 | Invoke-RnnForward $model | ConvertTo-RnnMatrix -Property ForgetGate</code>
/// </example>
/// <example>
/// <para>Get the change of the second unit's state from step to step.</para>
/// <code>$states = 1,2,3 | Invoke-RnnForward | ConvertTo-RnnMatrix State
/// 1..2 | ForEach-Object { $states[$_][1] - $states[$_ - 1][1] }</code>
/// </example>
/// <seealso cref="ConvertToRnnTableCommand"/>
/// <seealso cref="InvokeRnnForwardCommand"/>
[Cmdlet(VerbsData.ConvertTo, "RnnMatrix")]
[OutputType(typeof(RnnMatrix))]
public sealed class ConvertToRnnMatrixCommand : StepCommand
{
    private readonly List<(object Key, List<double> Values)> _sequences = [];
    private TraceTable? _table;

    /// <summary>
    /// The properties whose numbers are the columns, in this order. They can be properties of the step or of its source row. Wildcards are
    /// allowed.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(StepPropertyCompleter))]
    public string[]? Property { get; set; }

    /// <inheritdoc/>
    protected override void ProcessStep(RnnStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        _table ??= Require(() => new TraceTable(step, Property), nameof(Property));
        _table.RequireFits(step);
        double[] row = [.. _table.Names.Zip(_table.Cells(step), ReadNumber)];
        if (_sequences.Count == 0 || !_sequences[^1].Key.Equals(step.Sequence))
        {
            _sequences.Add((step.Sequence, []));
        }

        _sequences[^1].Values.AddRange(row);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        foreach ((_, List<double> values) in _sequences)
        {
            int columns = _table!.Names.Count;
            WriteObject(new RnnMatrix(values.Count / columns, columns, [.. values]));
        }
    }

    private static double ReadNumber(string name, object? cell)
    {
        try
        {
            return NumberReader.Read(cell is long step ? Convert.ToDouble(step, CultureInfo.InvariantCulture) : cell);
        }
        catch (RnnException error)
        {
            throw new RnnException(error.Id, $"Property '{name}': {error.Message}", cell, error);
        }
    }
}
