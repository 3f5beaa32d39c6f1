using System.ComponentModel;
using System.Management.Automation;

namespace RnnPS;

/// <summary>The base of cmdlets that compute the loss of a model on series: the input, the targets and the loss function.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class LossCommand : TimestepCommand
{
    private TrainingInput? _input;
    private TargetList? _targets;
    private ClassLabels? _labels;
    private BoundedErrors _badRows = null!;
    private BoundedErrors _badSeries = null!;
    private InitialStates? _states;
    private long _rows;

    /// <summary>The model.</summary>
    public abstract RnnModel? Model { get; set; }

    /// <summary>
    /// The targets as a separate list: one number, or one list of numbers, for each timestep. For several sequences, one list of targets
    /// for each sequence, such as (1,2,3),(5,4,3), or one RnnSequence. If the model has one output for each sequence, one target for each
    /// sequence. For the cross-entropies, a target can be the name of a class.
    /// </summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    public object? Target { get; set; }

    /// <summary>
    /// The properties of each row, or features of each sequence, that are the targets. For the cross-entropies, one property can hold the
    /// names of classes.
    /// </summary>
    /// <value>the inputs; for the gradients of a trained model, the targets of its training</value>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RowPropertyCompleter))]
    public string[]? TargetProperty { get; set; }

    /// <summary>The number of rows from an input to its target: 0 for the same row, 1 to predict the next row.</summary>
    /// <value>1 if all targets are also inputs, else 0; for the gradients of a trained model, the lead of its training</value>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [NumberTransformation(Integer = true)]
    public int Lead { get; set; } = -1;

    /// <summary>The property of each row that identifies its sequence. The rows of each value are one sequence.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RowPropertyCompleter))]
    public string? GroupBy { get; set; }

    /// <summary>
    /// The loss of a step: MeanSquaredError, MeanAbsoluteError, Huber, Pinball, SoftmaxCrossEntropy, BinaryCrossEntropy or
    /// Poisson.
    /// </summary>
    /// <value>MeanSquaredError; for the gradients of a trained model, the loss of its training</value>
    [Parameter]
    [ArgumentCompleter(typeof(LossCompleter))]
    [ValidateNotNull]
    [NameTransformation]
    public RnnLossFunction? Loss { get; set; }

    /// <summary>The threshold of the Huber loss. The loss is quadratic for smaller errors and linear for larger errors.</summary>
    /// <value>1</value>
    [Parameter]
    [NumberTransformation]
    public double Delta { get; set; } = 1;

    /// <summary>
    /// The quantiles of the pinball loss, each between 0 and 1. The model has one output for each quantile of each target, and the
    /// quantiles of the first target come first.
    /// </summary>
    /// <value>0.5</value>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NumberTransformation]
    public double[]? Quantile { get; set; }

    /// <summary>
    /// The share of each target that the cross-entropies spread evenly over all classes, such as 0.1: at least 0 and less than 1. It keeps a
    /// model from becoming too sure.
    /// </summary>
    /// <value>0; for the gradients of a trained model, that of the loss of its training</value>
    [Parameter]
    [NumberTransformation]
    public double LabelSmoothing { get; set; }

    /// <summary>
    /// The treatment of missing inputs (empty fields, $null, NaN, -MissingText): Error, Interpolate, CarryForward or Mask. A missing target is no error: the
    /// loss does not count it, even if the same value was filled as an input.
    /// </summary>
    /// <value>Error; for the gradients of a trained model, that of its training</value>
    [Parameter]
    [NameTransformation]
    public RnnMissingValue MissingValue { get; set; } = RnnMissingValue.Error;

    /// <summary>
    /// The state that sequences, and windows of them, start from: an output of New-RnnState, or a value that its -Value accepts. A list of
    /// states has one for each sequence or group, in the order of the input. States are not changed.
    /// </summary>
    /// <value>zeros</value>
    [Parameter]
    [ValidateGiven]
    public object? InitialState { get; set; }

    /// <summary>Goes on even if the computation needs more memory than is free.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>The loss function that the parameters select.</summary>
    protected RnnLossFunction LossFunction { get; private set; } = RnnLossFunction.MeanSquaredError;

    /// <summary>The contradiction between parameters, as an error message; null if there is none.</summary>
    protected virtual string? Conflict => this switch
    {
        { Target: not null, TargetProperty: not null } => "-Target gives the values of the targets, and -TargetProperty their names: leave one of the two out.",
        { Target: not null, Lead: > 0 } => "-Target gives the target of each timestep, so -Lead does not apply: leave -Lead out.",
        { Target: not null, GroupBy: not null } => "-Target is matched with the timesteps in input order, and -GroupBy changes the order: name the target column with -TargetProperty.",
        _ => null,
    };

    /// <summary>The training whose names, lead and loss are the defaults; null for none.</summary>
    protected virtual RnnTraining? Defaults => null;

    /// <summary>The property that is the weight of each target; null if all weights are 1.</summary>
    protected virtual string? WeightColumn => null;

    /// <summary>Whether there is one target for each sequence.</summary>
    protected virtual bool OneTarget => Model!.OutputStep == RnnOutputStep.Last;

    /// <summary>The names of the classes; null to find them in the targets.</summary>
    protected virtual IReadOnlyList<string>? KnownClasses => Model!.Training?.Classes is { Count: > 0 } classes ? classes : null;

    /// <summary>The names of the classes of the targets that were read; those that the model knows, if the targets
    /// are indices; null if the classes have no names.</summary>
    protected IReadOnlyList<string>? Classes => _labels is { AreNames: true } ? _labels.Names : _labels is null ? null : KnownClasses;

    /// <summary>Whether the series keep their source rows.</summary>
    private protected virtual bool KeepsRows => false;

    /// <summary>Whether the error of the only series ends the run.</summary>
    private protected virtual bool EndsAtOnlySeries => false;

    /// <inheritdoc/>
    private protected override IReadOnlyList<string> KnownNames => Property ?? Defaults?.InputNames ?? [];

    /// <summary>Whether the command trains the model, for which most rows must be good.</summary>
    private protected virtual bool Trains => false;

    /// <summary>The number of sequences in the input, including bad ones.</summary>
    private protected int SequenceCount => _input?.Count ?? 0;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (Conflict is { } conflict)
        {
            ThrowTerminatingError(new RnnException(RnnErrorId.Parameters, conflict));
        }

        LossFunction = Require(ReadLoss, nameof(Loss));
        Require(() => LossFunction.RequireFits(Model!.OutputSize, Model.OutputActivation));
        _states = ReadStates();
        _labels = ReadsClasses() ? new ClassLabels(KnownClasses) : null;
        _targets = !Given(nameof(Target)) ? null : Require(() => new TargetList(Target, Texts, _labels, requiresFinite: true), nameof(Target));
        ChooseLoss();
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

        if (_input is null or { IsEmpty: true } || IsNullAlone)
        {
            return;
        }

        List<TrainingSeries> series = Require(ReadSeries);
        Stoppable(() => Process(series));
    }

    /// <summary>Describes how much of the input is used, for a verbose message.</summary>
    private protected string DescribeInput() => FormattableString.Invariant($"Read {RnnMessages.Count(_rows, "record")}: {_rows - _badRows.Count} used, {_badRows.Count} left out")
        + (_badRows.Count == 0 ? "." : $" ({_badRows}).");

    /// <summary>Requires that the options fit each other and the model, when the classes and the loss are known.</summary>
    private protected virtual void RequireOptions()
    {
    }

    /// <summary>Requires that a series can be used. One that can't be is reported and left out.</summary>
    /// <param name="series">The series.</param>
    /// <exception cref="RnnException">The series can't be used.</exception>
    private protected virtual void RequireUsable(TrainingSeries series)
    {
    }

    /// <summary>Processes the whole input.</summary>
    /// <param name="series">The series. The list is empty if every timestep was bad, or if all series were skipped.</param>
    protected abstract void Process(IReadOnlyList<TrainingSeries> series);

    /// <inheritdoc/>
    private protected override void ProcessItem(object? item)
    {
        _input ??= CreateInput(item);
        string place = string.Empty;
        _rows++;
        try
        {
            _input.Add(item, out place);
        }
        catch (RnnException error)
        {
            _badRows.Add(error, item, place);
        }
    }

    /// <summary>Reads the states that sequences start from; null for zeros.</summary>
    private protected virtual InitialStates? ReadStates() =>
        InitialState is null ? null : Require(() => StateReader.ReadInitial(Model!, InitialState), nameof(InitialState));

    private RnnLossFunction ReadLoss()
    {
        double? delta = Given(nameof(Delta)) ? Delta : null;
        RnnLossFunction? trained = delta is null && Quantile is null ? Defaults?.Loss : null;
        RnnLossFunction loss = LossReader.Read(Loss ?? trained, delta, Quantile);
        return Given(nameof(LabelSmoothing)) && !MayBeClasses() ? loss.WithLabelSmoothing(LabelSmoothing) : loss;
    }

    // Without a loss, a single target of a model with several outputs can only be a class.
    private bool MayBeClasses() =>
        Loss is null && Quantile is null && !Given(nameof(Delta)) && Defaults is null && Model!.OutputSize > 1 && (Given(nameof(Target)) || TargetProperty is { Length: 1 });

    private bool ReadsClasses() => LossFunction.HasClasses || MayBeClasses();

    private void ChooseLoss()
    {
        if (Classes is not null && MayBeClasses())
        {
            LossFunction = Require(() => RnnLossFunction.SoftmaxCrossEntropy.WithLabelSmoothing(LabelSmoothing), nameof(LabelSmoothing));
            Require(() => LossFunction.RequireFits(Model!.OutputSize, Model.OutputActivation));
        }
    }

    private TrainingInput CreateInput(object? first)
    {
        // The names of the training apply to rows, and to sequences whose features have names.
        bool named = NumberReader.Unwrap(first) is RnnSequence sequence ? sequence.FeatureNames.Count > 0 : NumberReader.IsRow(first);
        RnnTraining? training = named ? Defaults : null;
        string[]? Known(IReadOnlyList<string>? names) => names is { Count: > 0 } ? [.. names] : null;
        return new TrainingInput(
            Property ?? Known(training?.InputNames),
            TargetProperty ?? (Target is null ? Known(training?.TargetNames) : null),
            WeightColumn,
            GroupBy,
            MaskProperty,
            Texts,
            _labels,
            KeepsRows);
    }

    private List<TrainingSeries> ReadSeries()
    {
        _states?.RequireCount(SequenceCount);
        List<TrainingSeries> all = [];
        int? trained = _targets is null ? Defaults?.Lead : null;
        List<(RnnException Error, object Target)> bad = [];
        IReadOnlyList<(int Index, RnnSequence Table, TrainingColumns Columns)> sequences =
            _input!.Sequences(OneTarget, _targets, (error, table) => bad.Add((error, table)));
        ChooseLoss();
        RequireOptions();
        foreach ((int index, RnnSequence table, TrainingColumns columns) in sequences)
        {
            Stopped.ThrowIfCancellationRequested();
            try
            {
                int lead = Lead >= 0 ? Lead : trained ?? columns.DefaultLead;
                RnnMissingValue missing = Given(nameof(MissingValue)) ? MissingValue : Defaults?.MissingValue ?? MissingValue;
                var series = new TrainingSeries(table, columns.Inputs, columns.Targets, lead, missing, columns.Weight)
                {
                    InitialState = _states?.At(index),
                };
                RequireUsable(series);
                all.Add(series);
            }
            catch (RnnException error)
            {
                bad.Add((error, table));
            }
        }

        if (all.Count == 0 && bad is [(var only, _)] && (EndsAtOnlySeries || _targets is not null))
        {
            throw only;
        }

        bad.ForEach(one => _badSeries.Add(one.Error, one.Target));
        _badSeries.Complete("sequence");
        return all;
    }
}
