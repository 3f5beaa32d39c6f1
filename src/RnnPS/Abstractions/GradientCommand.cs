using System.ComponentModel;
using System.Management.Automation;

namespace RnnPS;

/// <summary>The base of cmdlets that look at gradients: series and targets as Optimize-RnnModel takes them.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class GradientCommand : LossCommand
{
    private TrainingInput? _input;
    private double[][]? _targets;

    /// <summary>The model, or a cell. It is not changed.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("Cell")]
    [ModelTransformation(SuggestInput = true)]
    [ValidateNotNull]
    public RnnModel? Model { get; set; }

    /// <summary>
    /// What should come out: one number, or list of numbers, for each timestep; for each sequence where the model puts out once a
    /// sequence.
    /// </summary>
    [Parameter]
    [AllowEmptyCollection]
    [ValidateNotNull]
    public object? Target { get; set; }

    /// <summary>The properties of each row, or features of each sequence, that should come out.</summary>
    /// <value>those that the model was trained on, or those that go in</value>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? TargetProperty { get; set; }

    /// <summary>How many rows after its inputs a target lies.</summary>
    /// <value>what the model was trained with; else 1 where all targets also go in, and 0 where not</value>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int Lead { get; set; } = -1;

    /// <summary>The property of each row that tells one sequence from another.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? GroupBy { get; set; }

    /// <summary>
    /// The loss of a step: MeanSquaredError, MeanAbsoluteError, Huber, Pinball, SoftmaxCrossEntropy, BinaryCrossEntropy or
    /// Poisson.
    /// </summary>
    /// <value>what the model was trained with, or MeanSquaredError</value>
    [Parameter]
    [ArgumentCompleter(typeof(LossCompleter))]
    [ValidateNotNull]
    public RnnLossFunction? Loss { get; set; }

    /// <summary>
    /// What becomes of missing values (empty fields, NaN): Error, Interpolate, CarryForward, or Mask, which passes over their rows.
    /// </summary>
    /// <value>Error</value>
    [Parameter]
    public RnnMissingValue MissingValue { get; set; } = RnnMissingValue.Error;

    /// <summary>The loss that was asked for.</summary>
    protected RnnLossFunction LossFunction { get; private set; } = RnnLossFunction.MeanSquaredError;

    /// <summary>Whether -Target is one target for each sequence.</summary>
    protected virtual bool OneTarget => Model!.OutputStep == RnnOutputStep.Last;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        Require(RequireParameters);
        LossFunction = Require(ReadLoss, nameof(Loss));
        Require(() => LossFunction.RequireFits(Model!.OutputSize, Model.OutputActivation));
        _targets = Target is null ? null : Require(() => TargetReader.Read(Target), nameof(Target));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (object? item in IsParameter ? StepReader.Unroll(InputObject) : [InputObject])
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
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_input is null or { IsEmpty: true })
        {
            WriteEmptyInput("timestep");
            return;
        }

        List<TrainingSeries> series = Require(ReadSeries);
        if (series.Count > 0)
        {
            Stoppable(() => Process(series));
        }
    }

    /// <summary>Works on all series.</summary>
    /// <param name="series">The series, at least one.</param>
    protected abstract void Process(IReadOnlyList<TrainingSeries> series);

    private TrainingInput CreateInput(object? first)
    {
        // A trained model knows the names of rows and of sequences that have some.
        bool named = NumberReader.Unwrap(first) is RnnSequence sequence ? sequence.FeatureNames.Count > 0 : NumberReader.IsRow(first);
        RnnTraining? training = named ? Model!.Training : null;
        string[]? Known(IReadOnlyList<string>? names) => names is { Count: > 0 } ? [.. names] : null;
        return new TrainingInput(
            Property ?? Known(training?.InputNames), TargetProperty ?? (Target is null ? Known(training?.TargetNames) : null), GroupBy);
    }

    private List<TrainingSeries> ReadSeries()
    {
        List<TrainingSeries> all = [];
        foreach ((RnnSequence table, TrainingColumns columns) in _input!.Sequences(OneTarget, _targets))
        {
            int lead = (Lead, _targets, Model!.Training) switch
            {
                ( >= 0, _, _) => Lead,
                (_, null, { } training) => training.Lead,
                _ => columns.DefaultLead,
            };
            try
            {
                all.Add(new TrainingSeries(table, columns.Inputs, columns.Targets, lead, MissingValue));
            }
            catch (RnnException error)
            {
                WriteError(error, table);
            }
        }

        return all;
    }

    private RnnLossFunction ReadLoss() =>
        Loss is null && !HasConstant && Model!.Training is { } training ? training.Loss : ReadLoss(Loss);

    private void RequireParameters()
    {
        string? wrong = this switch
        {
            { Target: not null, TargetProperty: not null } => "-Target gives targets as values and -TargetProperty names them: leave one of the two out.",
            { Target: not null, Lead: > 0 } => "-Target gives the target of each timestep, so that there is none to look ahead for: leave -Lead out.",
            { Target: not null, GroupBy: not null } => "-Target is matched with timesteps in their order, which -GroupBy changes: name a column by -TargetProperty.",
            _ => null,
        };
        if (wrong is not null)
        {
            throw new RnnException(RnnErrorId.Parameters, wrong);
        }
    }
}
