using System.Globalization;
using System.Management.Automation;

namespace RnnPS;

/// <summary>Measures the loss of a run, for each sequence or for each timestep.</summary>
/// <remarks>
/// <para>
/// The loss of a recurrent network is the sum of the losses of its timesteps. The loss of a timestep is the mean over the
/// output's components: of the squared errors, unless -Loss is given. The loss that a model was trained with does not change that. The
/// command emits one RnnLoss for each sequence, with Value, Total, Mean, Count and the losses of the Steps. Value is the total, or the
/// mean with -Reduction Mean. With -PerStep, the command emits one RnnStepLoss for each step as soon as it arrives.
/// </para>
/// <para>
/// -Loss selects another loss. -Delta alone selects Huber, and -Quantile alone selects Pinball. MeanSquaredError, MeanAbsoluteError and Huber are for numeric values. Pinball is for
/// quantiles: the model has one output for each quantile. SoftmaxCrossEntropy is for classes: a target is a class, counted from
/// 0, or one probability for each output. BinaryCrossEntropy is for independent probabilities. Poisson is for counts: the
/// model's output is the logarithm of the rate. The cross-entropies are computed from the logits, before the output activation,
/// so that they stay exact when a probability is very close to 0 or 1.
/// </para>
/// <para>
/// The step number selects the target in -Target, so that a skipped row does not shift the targets. For several sequences, give one list
/// of targets for each sequence: (1,2,3),(5,4,3). If the number of targets differs from the number of steps of a sequence, the command writes an error and
/// emits no total. With -Last, only the last step of each sequence is measured, and -Target is one target for each sequence or one
/// for all sequences.
/// </para>
/// <para>
/// -TargetProperty reads the targets from the source rows. A model that was trained with a lead predicts later rows, so its
/// prediction at step t is compared with the row of step t + lead of the same sequence. The last steps, whose rows are not there,
/// are not measured. A number in -Target is the target of the prediction made at the step with the same number. If -Target holds
/// the values of the series itself, in step with the inputs, give -Lead as well. TargetStep is the step that a prediction is for.
/// </para>
/// <para>
/// Prediction is the output in the terms of the target. If the model was trained with Poisson or a cross-entropy and has no output
/// activation, its outputs are log-rates or logits, and its predictions are rates or probabilities. Those two losses read the
/// outputs. A loss of values, such as MeanSquaredError, reads the predictions.
/// </para>
/// <para>
/// A weight multiplies the loss of its step. A weight of 0 excludes the step and its target, as a mask does. Masked steps, which repeat
/// the output of another step, have no loss. The last step of a sequence has one with -Last, because it has the sequence's output. The mean is the
/// total divided by the sum of the weights. A sequence whose weights are all 0 has a Count of 0 and a Value of NaN: there is no loss.
/// </para>
/// <para>
/// With -Total, one more RnnLoss follows the losses of the sequences. Its Sequence is the text Total, and it is the sum, or with
/// -Reduction Mean the mean, over the steps of all sequences. A sequence with an error has no loss and is not part of it.
/// </para>
/// </remarks>
/// <example>
/// <para>Measure the loss of the starting example.</para>
/// <code>1,2 | Invoke-RnnForward | Measure-RnnLoss -Target 1.5,2.7</code>
/// <code>
/// Sequence        Count       Total        Mean Steps
/// --------        -----       -----        ---- -----
/// 0                   2    0.004489    0.002244 [0.003756 0.0007328]
/// </code>
/// </example>
/// <example>
/// <para>Read the targets from a column of the same file, and use the Huber loss, which is less sensitive to outliers.</para>
/// <code>$model = New-RnnModel -InputSize 1 -HiddenSize 8 -OutputSize 1 -Seed 1
/// Import-Csv macrodata.csv | Invoke-RnnForward $model -Property unemp | Measure-RnnLoss -TargetProperty infl -Loss Huber -Delta 2</code>
/// </example>
/// <example>
/// <para>Measure a classifier of whole sequences, with one class as the target of each sequence.</para>
/// <code>$model = New-RnnModel -InputSize 1 -HiddenSize 8 -OutputSize 3 -OutputActivation Softmax -OutputStep Last -Seed 1
/// $sequences = (New-RnnSequence -Input 1,2,3 -Key up), (New-RnnSequence -Input 3,2,1 -Key down)
/// Invoke-RnnForward $model -Input $sequences | Measure-RnnLoss -Target 0,2 -Last -Loss SoftmaxCrossEntropy</code>
/// </example>
/// <example>
/// <para>Measure three quantiles of one target, and return the mean over the timesteps.</para>
/// <code>$model = New-RnnModel -InputSize 1 -HiddenSize 8 -OutputSize 3 -Seed 1
/// 1,2,3 | Invoke-RnnForward $model | Measure-RnnLoss -Target 2,3,4 -Quantile 0.1,0.5,0.9 -Reduction Mean</code>
/// </example>
/// <example>
/// <para>Measure the mean loss over the steps of all sequences. It is the last object.</para>
/// <code>$model = New-RnnModel -InputSize 1 -HiddenSize 8 -OutputSize 1 -Seed 1
/// Import-Csv macrodata.csv | Invoke-RnnForward $model -Property unemp -GroupBy year |
///     Measure-RnnLoss -TargetProperty infl -Reduction Mean -Total | Select-Object -Last 1</code>
/// </example>
/// <seealso cref="InvokeRnnForwardCommand"/>
/// <seealso href="about_RnnPS_Training"/>
[Cmdlet(VerbsDiagnostic.Measure, "RnnLoss", DefaultParameterSetName = PropertySet)]
[OutputType(typeof(RnnLoss), ParameterSetName = [TargetSet, PropertySet])]
[OutputType(typeof(RnnStepLoss), ParameterSetName = [TargetSet, PropertySet])]
public sealed class MeasureRnnLossCommand : StepCommand
{
    private const string TargetSet = "Target";
    private const string PropertySet = "TargetProperty";

    private readonly LastSteps _last = new();
    private LossMeter _meter = new();
    private RowTargets? _rows;
    private TargetRows? _pairs;
    private ClassLabels? _labels;
    private TargetList? _targets;
    private RnnLossFunction _loss = RnnLossFunction.MeanSquaredError;
    private bool _isStarted;

    /// <summary>
    /// The targets of the predictions: one number for each timestep, or one list of numbers if a target has several components. For several
    /// sequences, one such list for each sequence. If the model was trained on classes with names, the names are targets as well. With -Last, one target for each sequence, or one for all sequences.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = TargetSet)]
    [AllowNull]
    [AllowEmptyCollection]
    public object? Target { get; set; }

    /// <summary>The properties of the source rows that hold the targets, one for each output.</summary>
    /// <value>the targets that the model was trained with</value>
    [Parameter(ParameterSetName = PropertySet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RowPropertyCompleter))]
    public string[]? TargetProperty { get; set; }

    /// <summary>The number of steps from a prediction to its target in -Target or in the rows: 0 for the same step.</summary>
    /// <value>the lead that the model was trained with for -TargetProperty, 0 for -Target</value>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [NumberTransformation(Integer = true)]
    public int Lead { get; set; }

    /// <inheritdoc cref="LossCommand.Loss"/>
    /// <value>MeanSquaredError, also for a model that was trained with another loss</value>
    [Parameter]
    [ArgumentCompleter(typeof(LossCompleter))]
    [ValidateNotNull]
    [NameTransformation]
    public RnnLossFunction? Loss { get; set; }

    /// <inheritdoc cref="LossCommand.Delta"/>
    [Parameter]
    [NumberTransformation]
    public double Delta { get; set; } = 1;

    /// <inheritdoc cref="LossCommand.Quantile"/>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NumberTransformation]
    public double[]? Quantile { get; set; }

    /// <summary>The reduction of the steps' losses to the Value of their sequence: Sum or Mean.</summary>
    /// <value>Sum</value>
    [Parameter]
    [NameTransformation]
    public RnnReduction Reduction { get; set; } = RnnReduction.Sum;

    /// <summary>The weights of the steps' losses: one number of at least 0 for each target.</summary>
    [Parameter(ParameterSetName = TargetSet)]
    [ValidateNotNullOrEmpty]
    [NumberTransformation]
    public double[]? Weight { get; set; }

    /// <summary>The property of the target's source row that holds the weight of the loss.</summary>
    [Parameter(ParameterSetName = PropertySet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RowPropertyCompleter))]
    public string? WeightProperty { get; set; }

    /// <summary>
    /// The property of the source rows that is their mask: true or 1 for a valid row, false or 0 for a masked one. The loss counts no
    /// prediction made at a masked row, and no target of one.
    /// </summary>
    [Parameter(ParameterSetName = PropertySet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RowPropertyCompleter))]
    public string? MaskProperty { get; set; }

    /// <summary>
    /// The texts in targets that mark a missing value, such as NA or null. Case does not matter. A text that is a number, such as -999,
    /// also marks that number. A missing target is an error, unless its weight is 0.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? MissingText { get; set; }

    /// <inheritdoc cref="TimestepCommand.Culture"/>
    [Parameter]
    [ValidateNotNull]
    public CultureInfo? Culture { get; set; }

    /// <summary>Measures only the last step of each sequence.</summary>
    [Parameter]
    public SwitchParameter Last { get; set; }

    /// <summary>Emits the loss of each step as soon as it arrives, instead of the totals.</summary>
    [Parameter]
    public SwitchParameter PerStep { get; set; }

    /// <summary>Emits, after the losses of the sequences, the loss over all of them. It does not go with -PerStep.</summary>
    [Parameter]
    public SwitchParameter Total { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _isStarted = Given(nameof(Target)) || TargetProperty is not null;
        if (_isStarted)
        {
            Start();
        }
    }

    private void Start()
    {
        _loss = Require(() => LossReader.Read(Loss, Given(nameof(Delta)) ? Delta : null, Quantile), nameof(Loss));
        var texts = new NumberTexts(Culture, MissingText);
        _rows = TargetProperty is null ? null : new RowTargets(TargetProperty, WeightProperty, MaskProperty, texts);
        _labels = _loss.HasClasses ? new ClassLabels(known: null) : null;
        _targets = _rows is null ? Require(() => new TargetList(Target, texts, _labels, requiresFinite: false), nameof(Target)) : null;
        Require(RequireWeights);
        Require(RequireTotal);
        TargetList? matched = Last ? null : _targets;
        int? lead = Given(nameof(Lead)) ? Lead : null;
        _pairs = TargetProperty is null ? null : new TargetRows(TargetProperty, lead);
        _meter = new LossMeter(null, totals: !PerStep, _loss, Reduction, matched is null ? null : Weight, lead)
        {
            CountsMasked = Last,
            TargetsOf = matched is null ? null : (sequence, step) => matched.Of(sequence, step, _loss),
        };
    }

    /// <inheritdoc/>
    protected override void ProcessStep(RnnStep step)
    {
        if (!_isStarted)
        {
            // The first step tells the targets of the training.
            TargetProperty = [.. Require(() => TargetRows.TrainedNames(step))];
            Start();
            _isStarted = true;
        }

        Require(() => _pairs?.RequireLead(step));
        SortLabels(step);
        if (Last)
        {
            _last.Add(step);
        }
        else if (_pairs is null)
        {
            Write(_meter.Measure(step));
        }
        else if (_pairs.Match(step) is { } earlier)
        {
            Write(Measure(_rows!, earlier, row: step));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        Require(() => _targets?.RequireAllTaken(), nameof(Target));
        MeasureLast();
        foreach (RnnException error in _meter.Complete().Concat(_pairs?.Complete() ?? []))
        {
            WriteError(error, Target);
        }

        WriteObject(_meter.Totals(), enumerateCollection: true);
        if (Total && _meter.Total() is { } total)
        {
            WriteObject(total);
        }
    }

    private void RequireWeights()
    {
        if (Weight is not null && Weight.Length != _targets?.Count)
        {
            throw new RnnException(
                RnnErrorId.StepWeight,
                $"-Weight has {RnnMessages.Count(Weight.Length, "number")} for {RnnMessages.Count(_targets!.Count, "target")}: give one weight for each target.",
                Weight);
        }
    }

    private void RequireTotal()
    {
        if (Total && PerStep)
        {
            throw new RnnException(
                RnnErrorId.Parameters, "-PerStep emits the losses of the steps, and -Total needs the losses of whole sequences: leave one of the two out.");
        }
    }

    // Names of classes in -Target are those of the model, which the first step tells.
    private void SortLabels(RnnStep step)
    {
        if (_targets is not null && _labels is { AreNames: true } names)
        {
            Require(() => names.SortAs([.. step.ToProbabilities().Select(one => one.Key)]), nameof(Target));
            _labels = null;
        }
    }

    private RnnStepLoss? Measure(RowTargets rows, RnnStep step, RnnStep row)
    {
        double weight = rows.IsMasked(step) || rows.IsMasked(row) ? 0 : rows.ReadWeight(row);
        return _meter.Measure(step, weight == 0 ? [] : rows.ReadTarget(row), weight, row);
    }

    private RnnStepLoss? MeasureLast(RowTargets rows, RnnStep step)
    {
        _pairs!.RequireOwnRow(step);
        return Measure(rows, step, row: step);
    }

    private void MeasureLast()
    {
        IReadOnlyList<RnnStep> steps = _last.Steps;
        if (_targets is not null && steps.Count > 0 && _targets.Count != 1 && _targets.Count != steps.Count)
        {
            WriteError(
                new RnnException(
                    RnnErrorId.TargetLength,
                    $"There are {RnnMessages.Count(steps.Count, "sequence")} and {RnnMessages.Count(_targets.Count, "target")}: with -Last, give one "
                    + "target for each sequence, or one for all.",
                    Target),
                Target);
            return;
        }

        for (int i = 0; i < steps.Count; i++)
        {
            int place = _targets?.Count == 1 ? 0 : i;
            try
            {
                Write(_targets is null ? MeasureLast(_rows!, steps[i]) : _meter.Measure(steps[i], _targets.One(place), Weight?[place] ?? 1));
            }
            catch (RnnException error)
            {
                WriteError(error, steps[i], FormattableString.Invariant($"Sequence {steps[i].Sequence}"));
            }
        }
    }

    private void Write(RnnStepLoss? loss)
    {
        if (PerStep && loss is not null)
        {
            WriteObject(PredictionView.Of(loss));
        }
    }
}
