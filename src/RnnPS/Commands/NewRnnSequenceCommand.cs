using System.Management.Automation;

namespace RnnPS;

/// <summary>Makes one sequence of values or rows in hand.</summary>
/// <remarks>
/// <para>
/// A sequence holds values in time, a key that tells it from others, and the rows that its timesteps came from. What
/// takes timesteps takes sequences as well; the steps of a run carry the sequence's key, to group and filter by.
/// </para>
/// <para>
/// One record of the pipeline, or one item of -InputObject, is one timestep: a number, a list of features, or a row with
/// -Property. A missing value (an empty field or NaN) stays in the sequence as NaN. A bad record is an error of its own;
/// it is left out, and later ones keep their own number.
/// </para>
/// </remarks>
/// <example>
/// <para>Two short sequences, run one after the other, each from a state of zeros.</para>
/// <code>$a = New-RnnSequence -Input 1,2 -Key a
/// $b = New-RnnSequence -Input 3,4,5 -Key b
/// $a, $b | Invoke-RnnForward</code>
/// </example>
/// <example>
/// <para>Rows with two features.</para>
/// <code>Import-Csv macrodata.csv | New-RnnSequence -Property unemp, infl -Key usa</code>
/// </example>
/// <seealso cref="ImportRnnSequenceCommand"/>
/// <seealso cref="InvokeRnnForwardCommand"/>
[Cmdlet(VerbsCommon.New, "RnnSequence")]
[OutputType(typeof(RnnSequence))]
public sealed class NewRnnSequenceCommand : TimestepCommand
{
    private SeriesTable _table = null!;

    /// <summary>What tells the sequence from others: any text or number.</summary>
    /// <value>0</value>
    [Parameter]
    [ValidateNotNull]
    public object? Key { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _table = new SeriesTable(NumberReader.Unwrap(Key), Reader);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (object? item in IsParameter ? StepReader.Unroll(InputObject) : [InputObject])
        {
            Add(item);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_table.Count == 0)
        {
            WriteEmptyInput("timestep");
        }

        if (_table.ToSequence(Property) is { } sequence)
        {
            WriteObject(sequence);
        }
    }

    private void Add(object? record)
    {
        long step = _table.Count;
        try
        {
            _table.Add(record);
        }
        catch (RnnException error)
        {
            WriteError(error, record, FormattableString.Invariant($"Timestep {step}"));
        }
    }
}
