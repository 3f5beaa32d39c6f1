using System.Management.Automation;

namespace RnnPS;

/// <summary>Measures the loss of a run: of each timestep, and reduced over all of them.</summary>
/// <remarks>
/// <para>
/// The loss of a recurrent network is the sum over all its timesteps of each step's loss, which is the mean over the output's
/// components: one RnnLoss for each sequence, with Value, Total, Mean, Count and the Steps' losses. Value is the total, or with
/// -Reduction Mean the mean. With -PerStep one RnnStepLoss for each step instead, as it comes.
/// </para>
/// <para>
/// -Loss names the loss of a step. MeanSquaredError, MeanAbsoluteError and Huber are for values; Pinball is for quantiles, the
/// model having one output for each of them; SoftmaxCrossEntropy is for classes, its target being the class, counted from 0, or
/// a probability for each output; BinaryCrossEntropy is for probabilities of their own, and Poisson for counts whose rate's
/// logarithm the model puts out. The cross-entropies are computed from what enters the output layer's activation, so that they
/// stay exact where a probability is all but 0 or 1.
/// </para>
/// <para>
/// -Target is matched by the steps' numbers, so that a row that was left out shifts nothing; each sequence is held against
/// the same list. If it has more or fewer targets than a sequence has steps, that is an error, and no total is emitted.
/// -TargetProperty reads the targets from the row that each step came from. With -Last only the last step of each sequence
/// counts, and -Target is one target for each sequence, or one for them all.
/// </para>
/// <para>
/// A weight multiplies its step's loss; one of 0 leaves the step out, with its target, as a mask does. The mean is the total
/// divided by the sum of the weights.
/// </para>
/// </remarks>
/// <example>
/// <para>The loss of the starting example.</para>
/// <code>1,2 | Invoke-RnnForward | Measure-RnnLoss -Target 1.5,2.7</code>
/// </example>
/// <example>
/// <para>Targets from a column of the same file, and a loss that outliers count less in.</para>
/// <code>$model = New-RnnModel -InputSize 1 -HiddenSize 8 -OutputSize 1 -Seed 1
/// Import-Csv macrodata.csv | Invoke-RnnForward $model -Property unemp | Measure-RnnLoss -TargetProperty infl -Loss Huber -Delta 2</code>
/// </example>
/// <example>
/// <para>The class of a whole sequence: one target for each.</para>
/// <code>$model = New-RnnModel -InputSize 1 -HiddenSize 8 -OutputSize 3 -OutputActivation Softmax -OutputStep Last -Seed 1
/// $sequences = (New-RnnSequence -Input 1,2,3 -Key up), (New-RnnSequence -Input 3,2,1 -Key down)
/// Invoke-RnnForward $model -Input $sequences | Measure-RnnLoss -Target 0,2 -Last -Loss SoftmaxCrossEntropy</code>
/// </example>
/// <example>
/// <para>Three quantiles of one target, and the mean over the timesteps.</para>
/// <code>$model = New-RnnModel -InputSize 1 -HiddenSize 8 -OutputSize 3 -Seed 1
/// 1,2,3 | Invoke-RnnForward $model | Measure-RnnLoss -Target 2,3,4 -Quantile 0.1,0.5,0.9 -Reduction Mean</code>
/// </example>
/// <seealso cref="InvokeRnnForwardCommand"/>
[Cmdlet(VerbsDiagnostic.Measure, "RnnLoss", DefaultParameterSetName = TargetSet)]
[OutputType(typeof(RnnLoss), ParameterSetName = [TargetSet, PropertySet])]
[OutputType(typeof(RnnStepLoss), ParameterSetName = [TargetSet, PropertySet])]
public sealed class MeasureRnnLossCommand : StepCommand
{
    private const string TargetSet = "Target";
    private const string PropertySet = "TargetProperty";

    private readonly LastSteps _last = new();
    private LossMeter _meter = new();
    private RowTargets? _rows;
    private double[][] _targets = [];

    /// <summary>
    /// What should have come out: one number for each timestep, or one list of numbers where a target has several. With -Last,
    /// one for each sequence, or one for all.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = TargetSet)]
    [AllowNull]
    [AllowEmptyCollection]
    public object? Target { get; set; }

    /// <summary>The properties of each step's source row that hold the targets, one for each output.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PropertySet)]
    [ValidateNotNullOrEmpty]
    public string[]? TargetProperty { get; set; }

    /// <summary>
    /// The loss of a step: MeanSquaredError, MeanAbsoluteError, Huber, Pinball, SoftmaxCrossEntropy, BinaryCrossEntropy or
    /// Poisson.
    /// </summary>
    /// <value>MeanSquaredError</value>
    [Parameter]
    [ArgumentCompleter(typeof(LossCompleter))]
    [ValidateNotNull]
    public RnnLossFunction? Loss { get; set; }

    /// <summary>Of the Huber loss: the error up to which it is squared, and from which it grows in a straight line.</summary>
    /// <value>1</value>
    [Parameter]
    public double Delta { get; set; } = 1;

    /// <summary>
    /// Of the pinball loss: the quantiles, each between 0 and 1. The model has an output for each quantile of each target, those
    /// of the first target first.
    /// </summary>
    /// <value>0.5</value>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public double[]? Quantile { get; set; }

    /// <summary>How the steps' losses become the Value of their sequence: Sum, as a recurrent network has it, or Mean.</summary>
    /// <value>Sum</value>
    [Parameter]
    public RnnReduction Reduction { get; set; } = RnnReduction.Sum;

    /// <summary>A weight for each of the targets, at least 0, by which its step's loss is multiplied.</summary>
    [Parameter(ParameterSetName = TargetSet)]
    [ValidateNotNullOrEmpty]
    public double[]? Weight { get; set; }

    /// <summary>The property of each step's source row that holds the weight of its loss.</summary>
    [Parameter(ParameterSetName = PropertySet)]
    [ValidateNotNullOrEmpty]
    public string? WeightProperty { get; set; }

    /// <summary>Measures only the last step of each sequence.</summary>
    [Parameter]
    public SwitchParameter Last { get; set; }

    /// <summary>Emits each step's loss as it comes, and no total.</summary>
    [Parameter]
    public SwitchParameter PerStep { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        double? delta = Given(nameof(Delta)) ? Delta : null;
        RnnLossFunction loss = Require(() => LossReader.Read(Loss, delta, Quantile), "Loss");
        _rows = TargetProperty is null ? null : new RowTargets(TargetProperty, WeightProperty);
        _targets = _rows is null ? Require(() => TargetReader.Read(Target), nameof(Target)) : [];
        Require(RequireWeights);
        double[][]? matched = _rows is null && !Last ? _targets : null;
        _meter = new LossMeter(matched, totals: !PerStep, loss, Reduction, matched is null ? null : Weight);
    }

    /// <inheritdoc/>
    protected override void ProcessStep(RnnStep step)
    {
        if (Last)
        {
            _last.Add(step);
            return;
        }

        Write(_rows is null ? _meter.Measure(step) : Measure(_rows, step));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        MeasureLast();
        foreach (RnnException error in _meter.Complete())
        {
            WriteError(error, Target);
        }

        WriteObject(_meter.Totals(), enumerateCollection: true);
    }

    private void RequireWeights()
    {
        if (Weight is not null && Weight.Length != _targets.Length)
        {
            throw new RnnException(
                RnnErrorId.StepWeight,
                $"-Weight has {RnnMessages.Count(Weight.Length, "number")} for {RnnMessages.Count(_targets.Length, "target")}: give one weight for each target.",
                Weight);
        }
    }

    private RnnStepLoss? Measure(RowTargets rows, RnnStep step)
    {
        double weight = rows.ReadWeight(step);
        return _meter.Measure(step, weight == 0 ? [] : rows.ReadTarget(step), weight);
    }

    private void MeasureLast()
    {
        IReadOnlyList<RnnStep> steps = _last.Steps;
        if (_rows is null && steps.Count > 0 && _targets.Length != 1 && _targets.Length != steps.Count)
        {
            WriteError(
                new RnnException(
                    RnnErrorId.TargetLength,
                    $"There are {RnnMessages.Count(steps.Count, "sequence")} and {RnnMessages.Count(_targets.Length, "target")}: with -Last, give one "
                    + "target for each sequence, or one for all.",
                    Target),
                Target);
            return;
        }

        for (int i = 0; i < steps.Count; i++)
        {
            int place = _targets.Length == 1 ? 0 : i;
            try
            {
                Write(_rows is null ? _meter.Measure(steps[i], _targets[place], Weight?[place] ?? 1) : Measure(_rows, steps[i]));
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
            WriteObject(loss);
        }
    }
}
