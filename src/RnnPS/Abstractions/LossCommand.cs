using System.ComponentModel;
using System.Management.Automation;

namespace RnnPS;

/// <summary>The base of cmdlets that compute the loss of a model on series: the input, the targets and the loss function.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class LossCommand : TimestepCommand
{
    private TrainingInput? _input;
    private double[][]? _targets;

    /// <summary>The model.</summary>
    public abstract RnnModel? Model { get; set; }

    /// <summary>
    /// The targets as a separate list: one number, or one list of numbers, for each timestep. If the model has one output for each
    /// sequence, one target for each sequence.
    /// </summary>
    [Parameter]
    [AllowEmptyCollection]
    [ValidateNotNull]
    public object? Target { get; set; }

    /// <summary>The properties of each row, or features of each sequence, that are the targets.</summary>
    /// <value>the inputs; for the gradients of a trained model, the targets of its training</value>
    [Parameter]
    [ValidateNotNullOrEmpty]
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
    public string? GroupBy { get; set; }

    /// <summary>
    /// The loss of a step: MeanSquaredError, MeanAbsoluteError, Huber, Pinball, SoftmaxCrossEntropy, BinaryCrossEntropy or
    /// Poisson.
    /// </summary>
    /// <value>MeanSquaredError; for the gradients of a trained model, the loss of its training</value>
    [Parameter]
    [ArgumentCompleter(typeof(LossCompleter))]
    [ValidateNotNull]
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
    /// The treatment of missing inputs (empty fields, $null, NaN, -MissingText): Error, Interpolate, CarryForward or Mask. A missing target is no error: the
    /// loss does not count it, even if the same value was filled as an input.
    /// </summary>
    /// <value>Error</value>
    [Parameter]
    public RnnMissingValue MissingValue { get; set; } = RnnMissingValue.Error;

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

    /// <summary>Whether a bad series is reported and skipped. If false, it ends the run.</summary>
    protected virtual bool SkipsBadSeries => false;

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
        _targets = Target is null ? null : Require(() => TargetReader.Read(Target, Texts), nameof(Target));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        if (_input is null or { IsEmpty: true } || IsNullAlone)
        {
            return;
        }

        List<TrainingSeries> series = Require(ReadSeries);
        Stoppable(() => Process(series));
    }

    /// <summary>Processes the whole input.</summary>
    /// <param name="series">The series. The list is empty if every timestep was bad, or if all series were skipped.</param>
    protected abstract void Process(IReadOnlyList<TrainingSeries> series);

    /// <inheritdoc/>
    private protected override void ProcessItem(object? item)
    {
        _input ??= CreateInput(item);
        string place = string.Empty;
        try
        {
            _input.Add(item, out place);
        }
        catch (RnnException error)
        {
            WriteError(error, item, place);
        }
    }

    private RnnLossFunction ReadLoss()
    {
        double? delta = Given(nameof(Delta)) ? Delta : null;
        RnnLossFunction? trained = delta is null && Quantile is null ? Defaults?.Loss : null;
        return LossReader.Read(Loss ?? trained, delta, Quantile);
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
            Texts);
    }

    private List<TrainingSeries> ReadSeries()
    {
        List<TrainingSeries> all = [];
        int? trained = _targets is null ? Defaults?.Lead : null;
        foreach ((RnnSequence table, TrainingColumns columns) in _input!.Sequences(OneTarget, _targets))
        {
            Stopped.ThrowIfCancellationRequested();
            try
            {
                int lead = Lead >= 0 ? Lead : trained ?? columns.DefaultLead;
                all.Add(new TrainingSeries(table, columns.Inputs, columns.Targets, lead, MissingValue, columns.Weight));
            }
            catch (RnnException error) when (SkipsBadSeries)
            {
                WriteError(error, table);
            }
        }

        return all;
    }
}
