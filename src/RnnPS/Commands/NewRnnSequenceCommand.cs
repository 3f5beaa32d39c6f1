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
/// <code>
/// Sequence   Step Input       PreActivation      State              Output
/// --------   ---- -----       -------------      -----              ------
/// a             0 1           [0.6 0.5]          [0.537 0.4621]     1.561
/// a             1 2           [1.292 1.392]      [0.8597 0.8837]    2.727
/// b             0 3           [1.6 1.7]          [0.9217 0.9354]    2.892
/// b             1 4           [2.473 2.858]      [0.9859 0.9934]    3.073
/// b             2 5           [2.997 3.495]      [0.995 0.9982]     3.091
/// </code>
/// </example>
/// <example>
/// <para>Create a sequence from rows with two features.</para>
/// <code>Import-Csv macrodata.csv | New-RnnSequence -Property unemp, infl -Key usa</code>
/// </example>
/// <example>
/// <para>Mask the second timestep. The run keeps the state there and repeats the output.</para>
/// <code>New-RnnSequence -Input 1,99,2 -Mask $true,$false,$true | Invoke-RnnForward</code>
/// </example>
/// <example>
/// <para>Mask the rows whose column ok is 0 or false.</para>
/// <code>$rows = 'x,ok', '1,1', '99,0', '2,1' | ConvertFrom-Csv
/// $rows | New-RnnSequence -Property x -MaskProperty ok | Invoke-RnnForward</code>
/// </example>
/// <seealso cref="ImportRnnSequenceCommand"/>
/// <seealso cref="InvokeRnnForwardCommand"/>
/// <seealso href="about_RnnPS_Shapes"/>
[Cmdlet(VerbsCommon.New, "RnnSequence")]
[OutputType(typeof(RnnSequence))]
public sealed class NewRnnSequenceCommand : TimestepCommand
{
    private SeriesTable? _table;
    private object? _key;
    private BoundedErrors _badRows = null!;
    private bool[]? _mask;

    /// <summary>The key that identifies the sequence. It can be any text or number.</summary>
    /// <value>0</value>
    [Parameter]
    [ValidateNotNull]
    public object? Key { get; set; }

    /// <summary>
    /// The mask: one value for each timestep, $true or 1 if it is valid, $false or 0 if it is masked. As in Keras, a run does not read a
    /// masked timestep: it keeps the state and repeats the output. A masked timestep has no loss.
    /// </summary>
    /// <value>all timesteps are valid</value>
    [Parameter]
    [AllowEmptyCollection]
    [ValidateGiven]
    public object? Mask { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _badRows = new BoundedErrors(this);
        if (Mask is not null && MaskProperty is not null)
        {
            ThrowTerminatingError(new RnnException(
                RnnErrorId.Parameters, "-Mask gives the values of the mask, and -MaskProperty their property: leave one of the two out."));
        }

        _mask = Mask is null ? null : Require(() => MaskReader.ReadList(Mask), nameof(Mask));
        _key = Key is null ? null : Require(() => KeyReader.Read(Key), nameof(Key));
    }

    /// <inheritdoc/>
    private protected override void ProcessItem(object? item)
    {
        SeriesTable table = Table();
        long step = table.Count;
        try
        {
            table.Add(item);
        }
        catch (RnnException error)
        {
            _badRows.Add(error, item, FormattableString.Invariant($"Timestep {step}"));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        _badRows.Complete("timestep");
        if (Table().ToSequence(Property) is { } sequence)
        {
            WriteObject(_mask is null ? sequence : Require(() => Masked(sequence, _mask), nameof(Mask)));
        }
    }

    // The first row tells the names that wildcards stand for.
    private SeriesTable Table() => _table ??= new SeriesTable(_key, Reader);

    private RnnSequence Masked(RnnSequence sequence, bool[] mask) => mask.Length == Table().Count
        // A bad record has a value in the mask, too.
        ? sequence.WithMask([.. Enumerable.Range(0, sequence.Length).Select(row => mask[sequence.StepAt(row)])])
        : throw new RnnException(
            RnnErrorId.MaskLength,
            $"{RnnMessages.Count(mask.Length, "mask value")} for {RnnMessages.Count((int)Table().Count, "timestep")}: give one for each.",
            mask);
}
