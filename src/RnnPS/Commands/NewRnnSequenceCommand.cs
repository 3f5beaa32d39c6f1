using System.Management.Automation;

namespace RnnPS;

/// <summary>Creates a sequence from values or rows.</summary>
/// <remarks>
/// <para>
/// A sequence holds the values of its timesteps, a key that identifies it, and the source rows. Every command that accepts
/// timesteps also accepts sequences. The steps of a run carry the key of their sequence, so that you can group and filter by it.
/// </para>
/// <para>
/// One record of the pipeline, or one item of -InputObject, is one timestep: a number, a list of features, or a row with
/// -Property. A missing value (an empty field, $null, NaN, -MissingText) stays in the sequence as NaN. A bad record writes an error and is
/// skipped. Later timesteps keep their own number.
/// </para>
/// </remarks>
/// <example>
/// <para>Run two short sequences one after the other. Each starts from zeros.</para>
/// <code>$a = New-RnnSequence -Input 1,2 -Key a
/// $b = New-RnnSequence -Input 3,4,5 -Key b
/// $a, $b | Invoke-RnnForward</code>
/// </example>
/// <example>
/// <para>Create a sequence from rows with two features.</para>
/// <code>Import-Csv macrodata.csv | New-RnnSequence -Property unemp, infl -Key usa</code>
/// </example>
/// <seealso cref="ImportRnnSequenceCommand"/>
/// <seealso cref="InvokeRnnForwardCommand"/>
[Cmdlet(VerbsCommon.New, "RnnSequence")]
[OutputType(typeof(RnnSequence))]
public sealed class NewRnnSequenceCommand : TimestepCommand
{
    private SeriesTable _table = null!;

    /// <summary>The key that identifies the sequence. It can be any text or number.</summary>
    /// <value>0</value>
    [Parameter]
    [ValidateNotNull]
    public object? Key { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _table = new SeriesTable(Key is null ? null : Require(() => KeyReader.Read(Key), nameof(Key)), Reader);
    }

    /// <inheritdoc/>
    private protected override void ProcessItem(object? item)
    {
        long step = _table.Count;
        try
        {
            _table.Add(item);
        }
        catch (RnnException error)
        {
            WriteError(error, item, FormattableString.Invariant($"Timestep {step}"));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        if (_table.ToSequence(Property) is { } sequence)
        {
            WriteObject(sequence);
        }
    }
}
