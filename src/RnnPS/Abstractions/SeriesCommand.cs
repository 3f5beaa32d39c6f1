using System.ComponentModel;
using System.Management.Automation;

namespace RnnPS;

/// <summary>
/// The base of cmdlets that process whole series: each sequence when it arrives, and single timesteps, collected by group, at the
/// end of the input.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class SeriesCommand : TimestepCommand
{
    private readonly Dictionary<object, SeriesTable> _groups = [];
    private readonly List<SeriesTable> _order = [];
    private TimestepReader? _reader;
    private BoundedErrors _badRows = null!;
    private BoundedErrors _badSeries = null!;
    private long _rows;

    /// <summary>The property of each row that identifies its series.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RowPropertyCompleter))]
    public string? GroupBy { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _badRows = new BoundedErrors(this);
        _badSeries = new BoundedErrors(this);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        _badRows.Complete("row");
        if (Trains)
        {
            Require(() => _badRows.RequireMostGood(_rows));
        }

        foreach (SeriesTable group in _order)
        {
            if (group.ToSequence(_reader!.Properties) is { } sequence)
            {
                Process(sequence, ProcessSequence);
            }
        }

        ProcessTogether();
        _badSeries.Complete("sequence");
    }

    /// <summary>Whether the command trains a model of the rows, for which most of them must be good.</summary>
    private protected virtual bool Trains => false;

    /// <summary>Processes one series. If it throws an error, the error is written and the next series follows.</summary>
    /// <param name="sequence">The series.</param>
    protected abstract void ProcessSequence(RnnSequence sequence);

    /// <summary>Processes what needs all series, after each of them was processed.</summary>
    private protected virtual void ProcessTogether()
    {
    }

    /// <inheritdoc/>
    private protected override void ProcessItem(object? item)
    {
        if (GroupBy is null && NumberReader.Unwrap(item) is RnnSequence sequence)
        {
            Process(sequence, ProcessSequence);
        }
        else
        {
            Add(item);
        }
    }

    /// <summary>Does something with one series. If that throws an error, the error is written.</summary>
    /// <param name="sequence">The series.</param>
    /// <param name="process">Processes it.</param>
    private protected void Process(RnnSequence sequence, Action<RnnSequence> process)
    {
        try
        {
            Stoppable(() => process(sequence));
        }
        catch (RnnException error)
        {
            _badSeries.Add(error, sequence);
        }
    }

    private void Add(object? item)
    {
        SeriesTable? group = null;
        _rows++;
        try
        {
            object key = TimestepReader.ReadKey(item, GroupBy);
            _reader ??= Reader;
            group = Group(key);
            group.Add(item);
        }
        catch (RnnException error)
        {
            _badRows.Add(error, item, Place(group));
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

    // The last record that a group counted; without a group, the record has no key.
    private string Place(SeriesTable? group) => group is null
        ? "-" + nameof(GroupBy)
        : GroupBy is null
        ? FormattableString.Invariant($"Timestep {group.Count - 1}")
        : FormattableString.Invariant($"Timestep {group.Count - 1} of sequence {group.Key}");
}
