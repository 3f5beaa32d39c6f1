using System.ComponentModel;
using System.Management.Automation;

namespace RnnPS;

/// <summary>
/// The base of cmdlets that work on whole series: sequences as they come, and timesteps, gathered group by group to the end.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class SeriesCommand : TimestepCommand
{
    private readonly Dictionary<object, SeriesTable> _groups = [];
    private readonly List<SeriesTable> _order = [];
    private TimestepReader? _reader;
    private bool _anything;

    /// <summary>The property of each row that tells one series from another.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? GroupBy { get; set; }

    /// <summary>The properties of rows that are read without -Property; empty where none are known.</summary>
    private protected abstract IReadOnlyList<string> KnownNames { get; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (object? item in IsParameter ? StepReader.Unroll(InputObject) : [InputObject])
        {
            _anything = true;
            switch (NumberReader.Unwrap(item))
            {
                case RnnSequence sequence when GroupBy is null:
                    Process(sequence);
                    break;
                case RnnSequence sequence:
                    WriteError(HasKey(sequence), sequence);
                    break;
                default:
                    Add(item);
                    break;
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (!_anything)
        {
            WriteEmptyInput("timestep");
        }

        foreach (SeriesTable group in _order)
        {
            if (group.ToSequence(_reader!.Properties) is { } sequence)
            {
                Process(sequence);
            }
        }
    }

    /// <summary>Works on one series; an error that it throws is reported, and the next one follows.</summary>
    /// <param name="sequence">The series.</param>
    protected abstract void ProcessSequence(RnnSequence sequence);

    private void Process(RnnSequence sequence)
    {
        try
        {
            Stoppable(static with => with.Command.ProcessSequence(with.Sequence), (Command: this, Sequence: sequence));
        }
        catch (RnnException error)
        {
            WriteError(error, sequence);
        }
    }

    private RnnException HasKey(RnnSequence sequence) => new(
        RnnErrorId.Parameters,
        $"The sequence {sequence.Key} has its key, and -{nameof(GroupBy)} is for rows: leave it out.",
        sequence);

    private void Add(object? item)
    {
        string place = "-" + nameof(GroupBy);
        try
        {
            _reader ??= Property is null && KnownNames.Count > 0 && NumberReader.IsRow(item) ? new TimestepReader(KnownNames) : Reader;
            SeriesTable group = Group(GroupBy is null ? 0 : TimestepReader.ReadKey(item, GroupBy));
            place = FormattableString.Invariant($"Timestep {group.Count}{(GroupBy is null ? string.Empty : $" of sequence {group.Key}")}");
            group.Add(item);
        }
        catch (RnnException error)
        {
            WriteError(error, item, place);
        }
    }

    private SeriesTable Group(object key)
    {
        if (!_groups.TryGetValue(key, out SeriesTable? group))
        {
            _groups.Add(key, group = new SeriesTable(key, _reader!));
            _order.Add(group);
        }

        return group;
    }
}
