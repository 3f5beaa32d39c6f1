using System.Collections;
using System.Management.Automation;

namespace RnnPS;

/// <summary>Runs a recurrent network forward and emits one object for each timestep as soon as it is known.</summary>
/// <remarks>
/// <para>
/// Each step shows what came in (Input), what entered the activations (PreActivation), the gates and states of its kind of
/// cell, the state after it (State) and what came out (Output), with all digits; views show four of them. Input and Output
/// are plain numbers where the model has one of them. A model of several cells shows a step of each layer and direction in
/// Layers.
/// </para>
/// <para>
/// On the pipeline one record is one timestep: a number, a list of features, a row of which -Property names the features,
/// or a whole RnnSequence. As a parameter, the outer list is the timesteps and an inner list one timestep's features:
/// -Input 1,2 is two timesteps, and ,(1,2) on the pipeline is one timestep of two features.
/// </para>
/// <para>
/// Without -Model the starting example runs: 1 input, 2 units, 1 output, small enough to follow by hand.
/// </para>
/// <para>
/// A bad timestep (text that is no number, a missing value, a wrong number of features) is an error of its own: nothing
/// is emitted for it, the state stays as it was, and later steps keep their own number.
/// </para>
/// <para>
/// Forward models stream in constant memory. A model that reads backward, -Keep Newest and -Batch read a sequence to its end
/// before anything of it comes out. A list of sequences given as a parameter is run at once, packed by their lengths; the
/// numbers are the same whichever way.
/// </para>
/// <para>
/// If a number of the model overflows, that is an error of its sequence, and nothing more of the sequence is emitted: no step has a
/// number that is infinite or NaN. A state stays as it was after the last step that was emitted.
/// </para>
/// <para>
/// A model that puts out once a sequence (New-RnnModel -OutputStep Last) emits one object for each sequence: its last step,
/// with the output made of the final states.
/// </para>
/// </remarks>
/// <example>
/// <para>The starting example, unrolled over two timesteps.</para>
/// <code>Invoke-RnnForward -Input 1,2 | Format-Table</code>
/// </example>
/// <example>
/// <para>A series from a CSV file; each step carries the row it came from.</para>
/// <code>$model = New-RnnModel -InputSize 1 -HiddenSize 8 -OutputSize 1 -Seed 1
/// Import-Csv sunspots.csv | Invoke-RnnForward $model -Property SUNACTIVITY</code>
/// </example>
/// <example>
/// <para>A state carried over calls.</para>
/// <code>$cell = New-RnnCell -InputSize 1 -HiddenSize 4 -Seed 1
/// $state = New-RnnState $cell
/// 1..10 | Invoke-RnnForward $cell -State $state | Select-Object -Last 1
/// 11..20 | Invoke-RnnForward $cell -State $state | Select-Object -Last 1</code>
/// </example>
/// <example>
/// <para>A state for each year, in the order in which the quarters come.</para>
/// <code>$model = New-RnnModel -Kind Gru -InputSize 2 -HiddenSize 8 -OutputSize 1 -Seed 1
/// Import-Csv macrodata.csv | Invoke-RnnForward $model -Property unemp, infl -GroupBy year</code>
/// </example>
/// <example>
/// <para>The gates of every layer and direction of a stack.</para>
/// <code>$model = New-RnnModel -Kind Lstm 1 4,4 1 -Direction Bidirectional -Seed 1
/// $step = Invoke-RnnForward $model -Input 1,2,3 | Select-Object -First 1
/// $step.Layers | Format-List</code>
/// </example>
/// <seealso cref="NewRnnModelCommand"/>
/// <seealso cref="MeasureRnnLossCommand"/>
/// <seealso href="about_RnnPS"/>
[Cmdlet(VerbsLifecycle.Invoke, "RnnForward", DefaultParameterSetName = WholeSet)]
[OutputType(typeof(ElmanStep), typeof(LstmStep), typeof(GruStep), typeof(StackStep))]
public sealed class InvokeRnnForwardCommand : TimestepCommand
{
    private const string WholeSet = "Whole";
    private const string TruncateSet = "Truncate";

    private ForwardSettings _settings = null!;
    private ForwardWriter _writer = null!;
    private IDisposable? _reservation;
    private bool _anything;
    private bool _ended;

    /// <summary>The model to run, or a cell. Without it, the starting example runs.</summary>
    /// <value>the starting example</value>
    [Parameter(Position = 0)]
    [Alias("Cell")]
    [ModelTransformation(SuggestInput = true)]
    [ValidateNotNull]
    public RnnModel? Model { get; set; }

    /// <summary>
    /// The property of each row that tells one sequence from another. Each group has a state of its own; a forward model emits
    /// in the order in which the rows come, others and -Batch group by group at the end.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? GroupBy { get; set; }

    /// <summary>
    /// A state of New-RnnState to start from and to carry: it is advanced before each step is emitted, over all sequences
    /// in their order. Only one run at a time can carry a state.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    public RnnState? State { get; set; }

    /// <summary>
    /// The state that every sequence starts from: what New-RnnState makes, or what its -Value takes. It is not advanced.
    /// </summary>
    /// <value>zeros</value>
    [Parameter]
    [ValidateGiven]
    public object? InitialState { get; set; }

    /// <summary>The most timesteps of a sequence; a longer one is truncated.</summary>
    [Parameter(Mandatory = true, ParameterSetName = TruncateSet)]
    [ValidateRange(1, int.MaxValue)]
    public int MaxLength { get; set; } = int.MaxValue;

    /// <summary>Which end of a sequence longer than -MaxLength is kept.</summary>
    /// <value>First</value>
    [Parameter(ParameterSetName = TruncateSet)]
    public RnnKeep Keep { get; set; } = RnnKeep.First;

    /// <summary>
    /// What to compute with: Double is exact to what a view or a file can show; Single is faster for large models and has about
    /// seven digits.
    /// </summary>
    /// <value>Double</value>
    [Parameter]
    public RnnPrecision Precision { get; set; } = RnnPrecision.Double;

    /// <summary>Emits only the last step of each sequence.</summary>
    [Parameter]
    public SwitchParameter Last { get; set; }

    /// <summary>
    /// Reads all sequences to the end and then runs them at once, packed by their lengths: faster for many of them. They come
    /// out one after the other.
    /// </summary>
    [Parameter]
    public SwitchParameter Batch { get; set; }

    /// <summary>
    /// The most processors to use: sequences that run at once are shared among them; of one sequence, the steps through a large model,
    /// or what comes in at those through a small one. The numbers do not depend on it.
    /// </summary>
    /// <value>all of them</value>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int ThrottleLimit { get; set; } = Environment.ProcessorCount;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        RnnModel model = Model ?? RnnModel.StartingExample();
        RequireFits(model);
        Require(() => model.Prepare(Precision));
        _settings = new ForwardSettings
        {
            Model = model,
            State = State,
            InitialState = InitialState is null ? null : Require(() => StateReader.Read(model, InitialState), nameof(InitialState)),
            Precision = Precision,
            LastOnly = Last || model.OutputStep == RnnOutputStep.Last,
            MaxLength = MaxLength,
            Keep = Keep,
            Batch = Batch,
            Threads = ThrottleLimit,
            Features = Property,
        };
        Require(() => RequireFinite(State), nameof(State));
        Require(() => RequireFinite(_settings.InitialState), nameof(InitialState));
        _writer = new ForwardWriter(this, _settings, IsParameter, Stopped);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        object? value = NumberReader.Unwrap(InputObject);
        if (!IsParameter || !NumberReader.IsList(value))
        {
            Take(InputObject, capacity: 1);
            return;
        }

        var list = (IEnumerable)value!;
        Require(() => Reader.RequireTimesteps(list, _settings.Model));
        int? count = (list as ICollection)?.Count;
        long taken = 0;
        // Groups come out in the order of their rows, so that no two of them can be run at once.
        int capacity = GroupBy is null ? RnnRun.DefaultCapacity : 1;
        foreach (object? item in list)
        {
            Take(item, capacity);
            _writer.ReportProgress(++taken, count);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        End();
        if (!_anything)
        {
            WriteEmptyInput("timestep");
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _reservation?.Dispose();
    }

    // Commands downstream may run on the state as soon as this command has ended, before PowerShell disposes it.
    private void End()
    {
        _writer.End();
        _reservation?.Dispose();
    }

    private bool RequireFinite(RnnState? state)
    {
        state?.RequireFinite(Precision);
        return true;
    }

    private void RequireFits(RnnModel model)
    {
        if (State is not null && (InitialState is not null || GroupBy is not null || Batch))
        {
            ThrowTerminatingError(new RnnException(
                RnnErrorId.Parameters,
                $"-State carries one state over all sequences in their order and does not go with {(InitialState is not null
                    ? "-InitialState: a state has its start already"
                    : GroupBy is not null ? "-GroupBy, where each group has a state of its own" : "-Batch, where they run at once")}. "
                + "Leave one of the two out.",
                State));
        }

        if (State is not null)
        {
            _reservation = Require(State.Reserve, nameof(State));
            // Also where the model reads backward, and there is no state to carry.
            Require(() => new RnnRun(model, State, capacity: 1), nameof(State));
        }

        if (Property is not null && Property.Length != model.InputSize)
        {
            ThrowTerminatingError(new RnnException(
                RnnErrorId.InputLength,
                $"-Property names {(Property.Length == 1 ? "1 property" : $"{Property.Length} properties")} ({string.Join(", ", Property)}): the model {model} takes "
                + $"{model.InputSize}. Name one for each input of the model.",
                Property));
        }
    }

    private void Take(object? record, int capacity)
    {
        _anything = true;
        if (_ended)
        {
            return;
        }

        if (NumberReader.Unwrap(record) is RnnSequence sequence)
        {
            TakeSequence(sequence);
            return;
        }

        if (SeriesOf(record, capacity) is not { IsFull: false } series)
        {
            return;
        }

        long step = series.Next();
        if (!series.HasFailed)
        {
            Take(record, series, step);
        }

        if ((series.IsFull || series.HasFailed) && GroupBy is null && !IsParameter)
        {
            // A command that stops those before it never gets to its own EndProcessing.
            End();
            _ended = true;
            UpstreamStop.Request(this);
        }
    }

    private void Take(object? record, TimestepSeries series, long step)
    {
        try
        {
            series.Add(Reader.Read(record), step, Reader.ReadsRows ? record : null);
        }
        catch (RnnException error)
        {
            // What came before is emitted first, so that -ErrorAction Stop loses nothing of it.
            _writer.Emit(series);
            WriteError(
                error, record, FormattableString.Invariant($"Step {step}{(GroupBy is null ? string.Empty : $" of sequence {series.Key}")}"));
        }

        if (series.HasWholeChunk)
        {
            _writer.Emit(series);
        }
    }

    private TimestepSeries? SeriesOf(object? record, int capacity)
    {
        if (GroupBy is null)
        {
            return _writer.Series(0, capacity);
        }

        try
        {
            return _writer.Series(TimestepReader.ReadKey(record, GroupBy), capacity);
        }
        catch (RnnException error)
        {
            WriteError(error, record, "-" + nameof(GroupBy));
            return null;
        }
    }

    private void TakeSequence(RnnSequence sequence)
    {
        int inputs = _settings.Model.InputSize;
        string? wrong = (GroupBy, sequence) switch
        {
            (not null, _) => $"The sequence {sequence.Key} has its key, and -{nameof(GroupBy)} is for rows: leave it out.",
            (_, { Length: 0 }) => $"The sequence {sequence.Key} has no timestep: expected at least one. Does its file have rows?",
            _ when sequence.FeatureCount != inputs =>
                $"The sequence {sequence.Key} has {RnnMessages.Count(sequence.FeatureCount, "feature")} a timestep, as in {RnnFormat.Fit(sequence.Values[0], 60)}: the "
                + $"model {_settings.Model} takes {inputs}. Give one number for each input of the model.",
            _ => null,
        };
        if (wrong is null)
        {
            _writer.Run(sequence);
            return;
        }

        string id = GroupBy is not null ? RnnErrorId.Parameters : sequence.Length == 0 ? RnnErrorId.EmptyInput : RnnErrorId.InputLength;
        WriteError(new RnnException(id, wrong, sequence), sequence);
    }
}
