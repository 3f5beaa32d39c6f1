using System.Management.Automation;

namespace RnnPS;

/// <summary>Cuts a series into windows, or truncates it.</summary>
/// <remarks>
/// <para>
/// With -Length, the command cuts windows of that length. -Stride is the distance between the starts of two windows. Without
/// -Stride, the windows are adjacent; with a stride smaller than the length, they overlap. Timesteps after the last whole window
/// are skipped, unless -KeepShorter is given: then they form a shorter window. A series shorter than one window is an error.
/// </para>
/// <para>
/// With -MaxLength, the command truncates each longer sequence to its first or its newest timesteps. Shorter sequences pass
/// unchanged. Truncate long sequences because gradients vanish over many timesteps: Measure-RnnGradient shows how fast.
/// </para>
/// <para>
/// The input is sequences, numbers, lists of features, or rows with -Property. Each window keeps the key of its sequence, the
/// feature names and the source rows, and its timesteps keep their numbers. The command emits a window as soon as its last
/// timestep arrives. Only -Keep Newest first reads a series to its end. If the input is single timesteps, -Keep First stops the
/// commands upstream after -MaxLength timesteps.
/// </para>
/// </remarks>
/// <example>
/// <para>Cut windows of 100 years, starting a new window every ten years.</para>
/// <code>Import-RnnSequence sunspots.csv -Property SUNACTIVITY | Split-RnnSequence -Length 100 -Stride 10</code>
/// </example>
/// <example>
/// <para>Cut the numbers from 1 to 10 into windows of four. The last window has the remaining two numbers.</para>
/// <code>1..10 | Split-RnnSequence -Length 4 -KeepShorter</code>
/// <code>
/// Key                     Start     Length FeatureCount FeatureNames
/// ---                     -----     ------ ------------ ------------
/// 0                           0          4            1
/// 0                           4          4            1
/// 0                           8          2            1
/// </code>
/// </example>
/// <example>
/// <para>Keep the newest 60 years as one sequence.</para>
/// <code>Import-RnnSequence sunspots.csv -Property SUNACTIVITY | Split-RnnSequence -MaxLength 60 -Keep Newest</code>
/// </example>
/// <seealso cref="ImportRnnSequenceCommand"/>
/// <seealso cref="NewRnnSequenceCommand"/>
/// <seealso href="about_RnnPS_Shapes"/>
[Cmdlet(VerbsCommon.Split, "RnnSequence", DefaultParameterSetName = WindowSet)]
[OutputType(typeof(RnnSequence))]
public sealed class SplitRnnSequenceCommand : TimestepCommand
{
    private const string WindowSet = "Window";
    private const string TruncateSet = "Truncate";

    private SequenceWindows _windows = null!;
    private SeriesTable? _held;
    private BoundedErrors _bad = null!;
    private bool _ended;

    /// <summary>The number of timesteps in a window.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = WindowSet)]
    [ValidateRange(1, int.MaxValue)]
    [NumberTransformation(Integer = true)]
    public int Length { get; set; }

    /// <summary>The number of timesteps from the start of one window to the start of the next.</summary>
    /// <value>the value of -Length</value>
    [Parameter(Position = 1, ParameterSetName = WindowSet)]
    [ValidateRange(1, int.MaxValue)]
    [NumberTransformation(Integer = true)]
    public int Stride { get; set; }

    /// <summary>Emits the timesteps after the last whole window as a shorter window.</summary>
    [Parameter(ParameterSetName = WindowSet)]
    public SwitchParameter KeepShorter { get; set; }

    /// <summary>The maximum number of timesteps in a sequence. Longer sequences are truncated.</summary>
    [Parameter(Mandatory = true, ParameterSetName = TruncateSet)]
    [ValidateRange(1, int.MaxValue)]
    [NumberTransformation(Integer = true)]
    public int MaxLength { get; set; }

    /// <summary>The timesteps to keep of a sequence longer than -MaxLength: First or Newest.</summary>
    /// <value>First</value>
    [Parameter(ParameterSetName = TruncateSet)]
    [NameTransformation]
    public RnnKeep Keep { get; set; } = RnnKeep.First;

    private bool Truncates => ParameterSetName == TruncateSet;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _bad = new BoundedErrors(this);
        _windows = new SequenceWindows(Truncates ? MaxLength : Length, Stride == 0 ? null : Stride, KeepShorter);
    }

    /// <inheritdoc/>
    private protected override void ProcessItem(object? item)
    {
        if (_ended)
        {
            return;
        }

        if (NumberReader.Unwrap(item) is RnnSequence sequence)
        {
            EndSeries();
            Split(sequence);
        }
        else
        {
            Add(item);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        EndSeries();
        _bad.Complete("record");
        base.EndProcessing();
    }

    private void Add(object? record)
    {
        // The first row tells the names that wildcards stand for.
        _held ??= new SeriesTable(0, Reader, capacity: _windows.Length);
        long step = _held.Count;
        try
        {
            _held.Add(record);
        }
        catch (RnnException error)
        {
            // The timestep keeps its place, so that its neighbours do not become one another's.
            _bad.Add(error, record, FormattableString.Invariant($"Timestep {step}"));
        }

        if (!Truncates && _held.Count >= Length && (_held.Count - Length) % _windows.Stride == 0)
        {
            WriteHeld(_held, Length);
        }
        else if (Truncates && Keep == RnnKeep.First && _held.Count == MaxLength)
        {
            EndSeries();
            _ended = true;
            if (!IsParameter)
            {
                UpstreamStop.Request(this);
            }
        }
    }

    private void EndSeries()
    {
        if (_held is not null)
        {
            WriteRest(_held);
        }

        _held = null;
    }

    // Emits the timesteps that are not part of a whole window.
    private void WriteRest(SeriesTable series)
    {
        if (Truncates)
        {
            WriteHeld(series, (int)Math.Min(series.Count, MaxLength));
        }
        else if (series.Count < Length)
        {
            if (series.ToSequence(Property) is { } held)
            {
                Split(held);
            }
        }
        else if (KeepShorter)
        {
            long last = (series.Count - Length) / _windows.Stride * _windows.Stride;
            int rest = (int)Math.Max(series.Count - last - _windows.Stride, 0);
            if (rest > 0 && last + Length < series.Count)
            {
                WriteHeld(series, rest);
            }
        }
    }

    // Emits the newest timesteps, with those that were left out in their places.
    private void WriteHeld(SeriesTable series, int count)
    {
        if (series.ToSequence(Property) is { } held)
        {
            WriteObject(SequenceGaps.Fill(held, series.Count - count, count));
        }
    }

    private void Split(RnnSequence sequence)
    {
        try
        {
            if (Truncates)
            {
                int length = Math.Min(sequence.Length, MaxLength);
                WriteObject(sequence.Slice(Keep == RnnKeep.First ? 0 : sequence.Length - length, length));
                return;
            }

            foreach (RnnSequence window in _windows.Split(sequence))
            {
                WriteObject(window);
            }
        }
        catch (RnnException error)
        {
            _bad.Add(error, sequence);
        }
    }
}
