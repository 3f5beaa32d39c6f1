using System.Management.Automation;

namespace RnnPS;

/// <summary>Runs a recurrent network forward and emits one object for each timestep.</summary>
/// <remarks>
/// <para>
/// Each step has the input (Input), the sums that enter the activations (PreActivation), the gates and states of its kind of cell,
/// the hidden state after the step (State) and the output (Output). They have all digits; views show four of them. Input and
/// Output are plain numbers if the model has one input or one output. In a model with several cells, Layers has a step for each
/// layer and direction.
/// </para>
/// <para>
/// On the pipeline, one record is one timestep: a number, a list of features, or a row with -Property. A record can also be a
/// whole RnnSequence. As a parameter, the items of the outer list are timesteps, and the items of an inner list are the features
/// of one timestep. -Input 1,2 is two timesteps, and ,(1,2) on the pipeline is one timestep of two features.
/// </para>
/// <para>
/// Without -Model, the command runs the starting example: a model with 1 input, 2 units and 1 output, small enough to calculate by
/// hand.
/// </para>
/// <para>
/// A trained model keeps the names of its inputs and its treatment of missing values: rows need no -Property then.
/// </para>
/// <para>
/// A bad timestep (a text that is not a number, a missing value without -MissingValue, a wrong number of features) writes an error. The
/// command emits nothing for it, the state stays as it was, and later steps keep their own number.
/// </para>
/// <para>
/// A forward model emits each step as soon as it is computed, and needs constant memory. A model that reads in reverse, -Keep
/// Newest, -MissingValue, -MaskProperty and -Batch read a sequence to its end before they emit its steps. Sequences in the list of a parameter run together,
/// packed by their lengths. The numbers are the same in all cases.
/// </para>
/// <para>
/// If a number of the model overflows, the command writes an error for the sequence and emits no more of its steps. A step never has
/// a number that is infinite or NaN. A state stays as it was after the last step that was emitted.
/// </para>
/// <para>
/// A model with one output for each sequence (New-RnnModel -OutputStep Last) emits one object for each sequence: its last step,
/// with the output computed from the final states. If its last layer reads in reverse, that state is FinalState, because State belongs to the
/// last step.
/// </para>
/// </remarks>
/// <example>
/// <para>Run the starting example over two timesteps.</para>
/// <code>Invoke-RnnForward -Input 1,2 | Format-Table</code>
/// <code>
/// Sequence   Step Input       PreActivation      State              Output
/// --------   ---- -----       -------------      -----              ------
/// 0             0 1           [0.6 0.5]          [0.537 0.4621]     1.561
/// 0             1 2           [1.292 1.392]      [0.8597 0.8837]    2.727
/// </code>
/// </example>
/// <example>
/// <para>Run a series from a CSV file. Each step has its source row.</para>
/// <code>$model = New-RnnModel -InputSize 1 -HiddenSize 8 -OutputSize 1 -Seed 1
/// Import-Csv sunspots.csv | Invoke-RnnForward $model -Property SUNACTIVITY</code>
/// </example>
/// <example>
/// <para>Carry a state from one call to the next.</para>
/// <code>$cell = New-RnnCell -InputSize 1 -HiddenSize 4 -Seed 1
/// $state = New-RnnState $cell
/// 1..10 | Invoke-RnnForward $cell -State $state | Select-Object -Last 1
/// 11..20 | Invoke-RnnForward $cell -State $state | Select-Object -Last 1</code>
/// </example>
/// <example>
/// <para>Use a separate state for each year. The steps come out in the order of the rows.</para>
/// <code>$model = New-RnnModel -Kind Gru -InputSize 2 -HiddenSize 8 -OutputSize 1 -Seed 1
/// Import-Csv macrodata.csv | Invoke-RnnForward $model -Property unemp, infl -GroupBy year</code>
/// </example>
/// <example>
/// <para>Show the gates of every layer and direction of a stack.</para>
/// <code>$model = New-RnnModel -Kind Lstm 1 4,4 1 -Direction Bidirectional -Seed 1
/// $step = Invoke-RnnForward $model -Input 1,2,3 | Select-Object -First 1
/// $step.Layers | Format-List</code>
/// </example>
/// <example>
/// <para>Continue each sequence with another model, from the states that a first one ends in.</para>
/// <code>$encoder = New-RnnCell -Kind Gru -InputSize 1 -HiddenSize 4 -Seed 1
/// $decoder = New-RnnModel -Kind Gru -InputSize 1 -HiddenSize 4 -OutputSize 1 -Seed 2
/// $read = (New-RnnSequence -Input 1,2,3 -Key a), (New-RnnSequence -Input 5,4 -Key b)
/// $write = (New-RnnSequence -Input 0,0 -Key a), (New-RnnSequence -Input 0,0 -Key b)
/// $states = $read | Invoke-RnnForward $encoder -FinalState
/// $write | Invoke-RnnForward $decoder -InitialState $states</code>
/// </example>
/// <seealso cref="NewRnnModelCommand"/>
/// <seealso cref="MeasureRnnLossCommand"/>
/// <seealso href="about_RnnPS_Shapes"/>
[Cmdlet(VerbsLifecycle.Invoke, "RnnForward", DefaultParameterSetName = WholeSet)]
[OutputType(typeof(ElmanStep), typeof(LstmStep), typeof(GruStep), typeof(StackStep), typeof(FinalStep), typeof(RnnState))]
public sealed class InvokeRnnForwardCommand : TimestepCommand
{
    private const string WholeSet = "Whole";
    private const string TruncateSet = "Truncate";

    private ForwardInput? _input;
    private RnnModel _model = null!;
    private InitialStates? _initial;
    private IDisposable? _reservation;

    /// <summary>The model to run, or a cell. Without it, the command runs the starting example.</summary>
    /// <value>the starting example</value>
    [Parameter(Position = 0)]
    [Alias("Cell")]
    [ModelTransformation(SuggestInput = true)]
    [ValidateNotNull]
    public RnnModel? Model { get; set; }

    /// <summary>
    /// The property of each row that identifies its sequence. Each group has its own state. A forward model emits the steps in the
    /// order of the rows. Other models and -Batch emit them group by group at the end.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RowPropertyCompleter))]
    public string? GroupBy { get; set; }

    /// <summary>
    /// A state of New-RnnState to start from. The command updates it before it emits each step, and carries it over all sequences in
    /// their order. Only one run at a time can use a state.
    /// </summary>
    [Parameter]
    [LiveState]
    [ValidateNotNull]
    public RnnState? State { get; set; }

    /// <summary>
    /// The initial state of every sequence: an output of New-RnnState or -FinalState, or a value that New-RnnState -Value accepts. A list
    /// of states has one for each sequence or group, in the order of the input. States are not changed.
    /// </summary>
    /// <value>zeros</value>
    [Parameter]
    [ValidateGiven]
    public object? InitialState { get; set; }

    /// <summary>The maximum number of timesteps in a sequence. Longer sequences are truncated.</summary>
    [Parameter(Mandatory = true, ParameterSetName = TruncateSet)]
    [ValidateRange(1, int.MaxValue)]
    [NumberTransformation(Integer = true)]
    public int MaxLength { get; set; } = int.MaxValue;

    /// <summary>The timesteps to keep of a sequence longer than -MaxLength: First or Newest.</summary>
    /// <value>First</value>
    [Parameter(ParameterSetName = TruncateSet)]
    [NameTransformation]
    public RnnKeep Keep { get; set; } = RnnKeep.First;

    /// <summary>
    /// The precision of the computation. Double has all the digits that a view or a file can show. Single is faster for large models
    /// and has about seven digits.
    /// </summary>
    /// <value>Double</value>
    [Parameter]
    [NameTransformation]
    public RnnPrecision Precision { get; set; } = RnnPrecision.Double;

    /// <summary>
    /// The treatment of missing values (empty fields, $null, NaN, -MissingText): Error, Interpolate, CarryForward, or Mask, which keeps
    /// the state and repeats the last output. CarryForward masks the rows before the first value. All but Error read a sequence to its end
    /// before they emit its steps.
    /// </summary>
    /// <value>that of the model's training, or Error</value>
    [Parameter]
    [NameTransformation]
    public RnnMissingValue MissingValue { get; set; } = RnnMissingValue.Error;

    /// <summary>Emits only the last step of each sequence.</summary>
    [Parameter]
    public SwitchParameter Last { get; set; }

    /// <summary>
    /// Emits the state after each sequence instead of its steps, as an RnnState. A forward cell has its state after the last timestep, a
    /// reverse cell its state after the first, as with return_state in Keras and h_n in PyTorch. A sequence that fails has none.
    /// </summary>
    [Parameter]
    public SwitchParameter FinalState { get; set; }

    /// <summary>
    /// Reads all sequences to the end and then runs them together, packed by their lengths, which is faster for many sequences. The
    /// steps come out sequence by sequence.
    /// </summary>
    [Parameter]
    public SwitchParameter Batch { get; set; }

    /// <summary>
    /// The maximum number of processors to use. Sequences that run together are shared among them. For a single sequence, they share
    /// the steps of a large model, or the input projection of a small model. The result does not depend on the number of processors.
    /// </summary>
    /// <value>all processors</value>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [NumberTransformation(Integer = true)]
    public int ThrottleLimit { get; set; } = Environment.ProcessorCount;

    /// <summary>Goes on even if the run needs more memory than is free.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        RnnModel model = _model = Model ?? RnnModel.StartingExample();
        Require(RequireFits);
        _reservation = Require(() => State?.Reserve(), nameof(State));
        // Also for a model that reads in reverse, which can't carry a state.
        Require(() => State is null ? null : new RnnRun(model, State, capacity: 1), nameof(State));
        Require(() => model.Prepare(Precision, Memory(Force)));
        _initial = InitialState is null ? null : Require(() => StateReader.ReadInitial(model, InitialState), nameof(InitialState));
        Require(() => State?.RequireFinite(Precision), nameof(State));
        Require(() => _initial?.RequireFinite(Precision), nameof(InitialState));
        if (Model is null && Property is not null)
        {
            WriteWarning("There is no -Model, so the command runs the starting example, a model for learning: give your model to run it on the rows.");
        }

        if (InputList is not null)
        {
            Require(() => Reader.RequireTimesteps(InputList, model));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Input().End();
        base.EndProcessing();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _reservation?.Dispose();
    }

    /// <inheritdoc/>
    private protected override bool AllowsNullAlone => true;

    /// <inheritdoc/>
    private protected override void ProcessItem(object? item) => Input().Add(item);

    /// <inheritdoc/>
    private protected override IReadOnlyList<string> KnownNames => Property ?? Model?.Training?.InputNames ?? [];

    // The first row tells whether the names of the training are read.
    private ForwardInput Input() => _input ??= new ForwardInput(this, CreateSettings(), _reservation);

    private ForwardSettings CreateSettings() => new()
    {
        Model = _model,
        Reader = Reader,
        GroupBy = GroupBy,
        State = State,
        InitialStates = _initial,
        FinalState = FinalState,
        Precision = Precision,
        LastOnly = Last || _model.OutputStep == RnnOutputStep.Last,
        MaxLength = MaxLength,
        Keep = Keep,
        Batch = Batch,
        Threads = ThrottleLimit,
        Memory = Memory(Force),
        List = InputList,
        MissingValue = Given(nameof(MissingValue)) ? MissingValue : _model.Training?.MissingValue ?? MissingValue,
    };

    private void RequireFits()
    {
        string? conflict = this switch
        {
            { State: null } => null,
            { InitialState: not null } => "-InitialState, because a state already has its start",
            { GroupBy: not null } => "-GroupBy, because each group has its own state",
            { Batch.IsPresent: true } => "-Batch, because the sequences run together",
            { FinalState.IsPresent: true } => "-FinalState, because the state itself becomes the final one",
            _ => null,
        };
        if (conflict is not null)
        {
            throw new RnnException(
                RnnErrorId.Parameters,
                $"-State carries one state over all sequences in their order. It can't be used with {conflict}. Leave one of the two out.",
                State);
        }

        if (Last && FinalState)
        {
            throw new RnnException(
                RnnErrorId.Parameters, "-Last emits the last step of each sequence, and -FinalState the state after it: leave one of the two out.");
        }

        if (Property is not null && !PatternReader.HasPattern(Property))
        {
            RequireNames(Property);
        }
    }

    /// <inheritdoc/>
    private protected override void RequireNames(IReadOnlyList<string> names)
    {
        if (names.Count != _model.InputSize)
        {
            string count = names.Count == 1 ? "1 property" : $"{names.Count} properties";
            throw new RnnException(
                RnnErrorId.InputLength,
                $"-Property names {count} ({MessageText.Names(names)}): the model {_model} takes {_model.InputSize}. Name one for each input of the model.",
                Property);
        }
    }
}
