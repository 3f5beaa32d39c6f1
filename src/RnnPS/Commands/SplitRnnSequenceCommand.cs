using System.Management.Automation;

namespace RnnPS;

/// <summary>Cuts a series into windows, or truncates it.</summary>
/// <remarks>
/// <para>
/// With -Length and -Stride: windows of the length, which start every stride. Without -Stride they lie end to end; with a
/// smaller one they overlap. What is left behind the last whole window is left out, unless -KeepShorter makes a shorter window of
/// it. A series shorter than one window is an error.
/// </para>
/// <para>
/// With -MaxLength: one sequence of each, at most so long, its first timesteps or its newest. Shorter ones pass as they are.
/// Long sequences are truncated because gradients vanish over them: Measure-RnnGradient shows how fast.
/// </para>
/// <para>
/// What comes in is sequences, numbers, lists of features, or rows with -Property. Each window keeps the key of its sequence, the
/// names of the features and the source rows, and its timesteps keep their numbers. Windows come out as soon as their last
/// timestep is in; only -Keep Newest reads a series to its end first. Of bare timesteps, -Keep First ends the input when it has
/// its fill.
/// </para>
/// </remarks>
/// <example>
/// <para>A century of sunspots at a time, a new window every decade.</para>
/// <code>Import-RnnSequence sunspots.csv -Property SUNACTIVITY | Split-RnnSequence -Length 100 -Stride 10</code>
/// </example>
/// <example>
/// <para>The numbers from 1 to 10 in windows of four; the last has the two that are left.</para>
/// <code>1..10 | Split-RnnSequence -Length 4 -KeepShorter</code>
/// </example>
/// <example>
/// <para>The newest 60 years, as one sequence.</para>
/// <code>Import-RnnSequence sunspots.csv -Property SUNACTIVITY | Split-RnnSequence -MaxLength 60 -Keep Newest</code>
/// </example>
/// <seealso cref="ImportRnnSequenceCommand"/>
/// <seealso cref="NewRnnSequenceCommand"/>
[Cmdlet(VerbsCommon.Split, "RnnSequence", DefaultParameterSetName = WindowSet)]
[OutputType(typeof(RnnSequence))]
public sealed class SplitRnnSequenceCommand : TimestepCommand
{
    private const string WindowSet = "Window";
    private const string TruncateSet = "Truncate";

    private SequenceWindows _windows = null!;
    private SeriesReader _series = null!;
    private TimestepWindow _held = null!;
    private long _kept;
    private bool _anything;
    private bool _ended;

    /// <summary>The timesteps of a window.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = WindowSet)]
    [ValidateRange(1, int.MaxValue)]
    public int Length { get; set; }

    /// <summary>The timesteps from the start of one window to that of the next.</summary>
    /// <value>the length</value>
    [Parameter(Position = 1, ParameterSetName = WindowSet)]
    [ValidateRange(1, int.MaxValue)]
    public int Stride { get; set; }

    /// <summary>Makes a shorter window of the timesteps behind the last whole one, so that none is lost.</summary>
    [Parameter(ParameterSetName = WindowSet)]
    public SwitchParameter KeepShorter { get; set; }

    /// <summary>The most timesteps of a sequence; a longer one is truncated.</summary>
    [Parameter(Mandatory = true, ParameterSetName = TruncateSet)]
    [ValidateRange(1, int.MaxValue)]
    public int MaxLength { get; set; }

    /// <summary>Which end of a sequence longer than -MaxLength is kept.</summary>
    /// <value>First</value>
    [Parameter(ParameterSetName = TruncateSet)]
    public RnnKeep Keep { get; set; } = RnnKeep.First;

    private bool Truncates => ParameterSetName == TruncateSet;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _windows = new SequenceWindows(Truncates ? MaxLength : Length, Stride == 0 ? null : Stride, KeepShorter);
        StartSeries();
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (object? item in IsParameter ? StepReader.Unroll(InputObject) : [InputObject])
        {
            _anything = true;
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
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        EndSeries();
        if (!_anything)
        {
            WriteEmptyInput("timestep");
        }
    }

    private void StartSeries()
    {
        _series = new SeriesReader(Reader);
        _held = new TimestepWindow(_windows.Length);
        _kept = 0;
    }

    private void Add(object? record)
    {
        long step = _series.Count;
        try
        {
            _held.Add(_series.Read(record), step, Reader.ReadsRows ? record : null);
            _kept++;
        }
        catch (RnnException error)
        {
            WriteError(error, record, FormattableString.Invariant($"Timestep {step}"));
            return;
        }

        if (!Truncates && _kept >= Length && (_kept - Length) % _windows.Stride == 0)
        {
            WriteObject(Held());
        }
        else if (Truncates && Keep == RnnKeep.First && _kept == MaxLength)
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
        if (_kept > 0)
        {
            WriteRest();
        }

        StartSeries();
    }

    // What of the series has not come out in whole windows.
    private void WriteRest()
    {
        if (Truncates)
        {
            WriteObject(Held());
        }
        else if (_kept < Length)
        {
            Split(Held());
        }
        else if (KeepShorter)
        {
            long last = (_kept - Length) / _windows.Stride * _windows.Stride;
            int rest = (int)Math.Max(_kept - last - _windows.Stride, 0);
            if (rest > 0 && last + Length < _kept)
            {
                RnnSequence held = Held();
                WriteObject(held.Slice(held.Length - rest, rest));
            }
        }
    }

    private RnnSequence Held() => _held.ToSequence(0, _series.FeatureCount, Property)!;

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
            WriteError(error, sequence);
        }
    }
}
