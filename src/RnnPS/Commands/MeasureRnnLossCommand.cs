using System.Management.Automation;

namespace RnnPS;

/// <summary>Measures the loss of a run: of each timestep, and summed over all of them.</summary>
/// <remarks>
/// <para>
/// A step's loss is the mean squared error over the output's components. The loss of a recurrent network is the sum over
/// all its timesteps: one RnnLoss for each sequence, with its Total, Count and the Steps' losses. With -PerStep one
/// RnnStepLoss for each step instead, as it comes.
/// </para>
/// <para>
/// -Target is matched by the steps' numbers, so that a row that was left out shifts nothing; each sequence is held against
/// the same list. If it has more or fewer targets than a sequence has steps, that is an error, and no total is emitted.
/// -TargetProperty reads the targets from the row that each step came from.
/// </para>
/// </remarks>
/// <example>
/// <para>The loss of the starting example.</para>
/// <code>1,2 | Invoke-RnnForward | Measure-RnnLoss -Target 1.5,2.7</code>
/// </example>
/// <example>
/// <para>Targets from a column of the same file.</para>
/// <code>$model = New-RnnModel -InputSize 1 -HiddenSize 8 -OutputSize 1 -Seed 1
/// Import-Csv macrodata.csv | Invoke-RnnForward $model -Property unemp | Measure-RnnLoss -TargetProperty infl</code>
/// </example>
/// <seealso cref="InvokeRnnForwardCommand"/>
[Cmdlet(VerbsDiagnostic.Measure, "RnnLoss", DefaultParameterSetName = TargetSet)]
[OutputType(typeof(RnnLoss), ParameterSetName = [TargetSet, PropertySet])]
[OutputType(typeof(RnnStepLoss), ParameterSetName = [TargetSet, PropertySet])]
public sealed class MeasureRnnLossCommand : StepCommand
{
    private const string TargetSet = "Target";
    private const string PropertySet = "TargetProperty";

    private LossMeter _meter = new();
    private TimestepReader? _rows;

    /// <summary>
    /// What should have come out: one number for each timestep, or one list of numbers where the model has several outputs.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = TargetSet)]
    [AllowNull]
    [AllowEmptyCollection]
    public object? Target { get; set; }

    /// <summary>The properties of each step's source row that hold the targets, one for each output.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PropertySet)]
    [ValidateNotNullOrEmpty]
    public string[]? TargetProperty { get; set; }

    /// <summary>Emits each step's loss as it comes, and no total.</summary>
    [Parameter]
    public SwitchParameter PerStep { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _rows = TargetProperty is null ? null : new TimestepReader(TargetProperty);
        double[][]? targets = _rows is null ? Require(() => TargetReader.Read(Target), nameof(Target)) : null;
        _meter = new LossMeter(targets, totals: !PerStep);
    }

    /// <inheritdoc/>
    protected override void ProcessStep(RnnStep step)
    {
        RnnStepLoss? loss = _rows is null ? _meter.Measure(step) : _meter.Measure(step, ReadTarget(_rows, step));
        if (PerStep && loss is not null)
        {
            WriteObject(loss);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        foreach (RnnException error in _meter.Complete())
        {
            WriteError(error, Target);
        }

        WriteObject(_meter.Totals(), enumerateCollection: true);
    }

    private double[] ReadTarget(TimestepReader rows, RnnStep step) => rows.Read(step.Source ?? throw new RnnException(
        RnnErrorId.PropertyMissing,
        $"Step {step.Step} has no source row to read {string.Join(", ", TargetProperty!)} from: run rows or a CSV file, or give "
        + "the values by -Target.",
        step)).ToArray();
}
