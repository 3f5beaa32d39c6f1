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

    private readonly LossMeter _meter = new();
    private readonly Dictionary<object, long> _lengths = [];
    private readonly HashSet<object> _mismatched = [];
    private TimestepReader? _rows;
    private double[][] _targets = [];

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
        if (TargetProperty is not null)
        {
            _rows = new TimestepReader(TargetProperty);
        }
        else
        {
            _targets = Require(() => TargetReader.Read(Target), nameof(Target));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessStep(RnnStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        _lengths[step.Sequence] = Math.Max(step.Step + 1, _lengths.GetValueOrDefault(step.Sequence));
        double[] target;
        if (_rows is not null)
        {
            target = _rows.Read(step.Source ?? throw new RnnException(
                RnnErrorId.PropertyMissing,
                $"Step {step.Step} has no source row to read {string.Join(", ", TargetProperty!)} from: run rows or a CSV "
                + "file, or give the values by -Target.",
                step)).ToArray();
        }
        else if (step.Step < _targets.Length)
        {
            target = _targets[step.Step];
        }
        else
        {
            if (_mismatched.Add(step.Sequence))
            {
                WriteError(LengthMismatch(step.Sequence, step.Step + 1), step);
            }

            return;
        }

        RnnStepLoss loss = LossMeter.Measure(step, target);
        if (PerStep)
        {
            WriteObject(loss);
        }
        else
        {
            _meter.Add(loss);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        foreach ((object sequence, long length) in _lengths)
        {
            if (_rows is null && length < _targets.Length && _mismatched.Add(sequence))
            {
                WriteError(LengthMismatch(sequence, length), Target);
            }
        }

        if (!PerStep)
        {
            WriteObject(_meter.Totals().Where(loss => !_mismatched.Contains(loss.Sequence)), enumerateCollection: true);
        }
    }

    private RnnException LengthMismatch(object sequence, long length) => new(
        RnnErrorId.TargetLength,
        FormattableString.Invariant($"Sequence {sequence} has {(length > _targets.Length ? "at least " : string.Empty)}")
        + FormattableString.Invariant($"{length} timesteps, and there are {_targets.Length} targets: give one target for each timestep. ")
        + "No total was emitted for the sequence.",
        Target);
}
