using System.Collections;
using System.Management.Automation;

namespace RnnPS;

/// <summary>Trains a model in place by backpropagation through time, and emits what each epoch came to as it ends.</summary>
/// <remarks>
/// <para>
/// Rows with -Property, numbers, lists of numbers or RnnSequence objects come in. Without -TargetProperty the model learns to
/// foretell the inputs of the next row (-Lead 1); targets of other columns are those of the same row (-Lead 0). -GroupBy makes a
/// sequence of each value of a column.
/// </para>
/// <para>
/// An epoch goes through all sequences, or the windows that -SequenceLength and -Stride cut of them, in an order drawn from the
/// seed. -BatchSize of them together make one step of the optimizer, on the mean of their timesteps' losses; with
/// -TruncatedLength, each of their chunks does, with the state carried over and the gradient not.
/// </para>
/// <para>
/// Inputs and the targets of a regression are scaled by what is fitted to the training part alone. The scaling is kept in the
/// model: raw numbers go in and come out of all commands, and the losses shown are those of raw numbers. A column that is constant,
/// up to rounding, has the scale 1; -Verbose names it.
/// </para>
/// <para>
/// With -ValidationFraction the last timesteps of each sequence are not trained on but measured after each epoch; where a model
/// puts out once a sequence and no windows are cut, the last sequences. The best epoch is that of the lowest validation loss, or
/// of the lowest loss without a validation part; the model has its weights as soon as it ends, and keeps them when a later epoch
/// is worse, when -Patience ends the training, when the loss is no number any more, and when Ctrl+C is pressed, which ends the
/// training after the current batch.
/// </para>
/// <para>
/// The same data, model, options and seed give the same weights, bit for bit, with any -ThrottleLimit; and so does a training that
/// was interrupted and goes on from its -Checkpoint with -Resume.
/// </para>
/// </remarks>
/// <example>
/// <para>From a CSV file to a forecaster of the next year.</para>
/// <code>$model = New-RnnModel -Kind Gru -InputSize 1 -HiddenSize 16 -OutputSize 1 -Seed 1
/// Import-Csv sunspots.csv | Optimize-RnnModel $model -Property SUNACTIVITY</code>
/// </example>
/// <example>
/// <para>The last fifth is measured, and the training ends when it was not better for ten epochs.</para>
/// <code>$model = New-RnnModel -Kind Lstm -InputSize 2 -HiddenSize 8 -OutputSize 1 -Seed 1
/// Import-Csv macrodata.csv | Optimize-RnnModel $model -Property unemp, infl -TargetProperty unemp -Lead 1 -ValidationFraction 0.2 -Patience 10</code>
/// </example>
/// <example>
/// <para>Windows of 32 years, an optimizer with constants of its own, and a learning rate that falls along a cosine.</para>
/// <code>$model = New-RnnModel -InputSize 1 -HiddenSize 16 -OutputSize 1 -Seed 1
/// Import-RnnSequence sunspots.csv -Property SUNACTIVITY | Optimize-RnnModel $model -SequenceLength 32 -BatchSize 4 -Epoch 20 `
///     -Optimizer ([RnnPS.SgdOptimizer]@{ Momentum = 0.9; Nesterov = $true }) -LearningRate 0.05 -Schedule Cosine</code>
/// </example>
/// <example>
/// <para>A long training that goes on where it was interrupted.</para>
/// <code>$model = New-RnnModel -Kind Gru -InputSize 1 -HiddenSize 16 -OutputSize 1 -Seed 1
/// Import-Csv sunspots.csv | Optimize-RnnModel $model -Property SUNACTIVITY -Epoch 20 -Checkpoint sunspots.rnnck
/// Import-Csv sunspots.csv | Optimize-RnnModel $model -Property SUNACTIVITY -Epoch 40 -Checkpoint sunspots.rnnck -Resume</code>
/// </example>
/// <seealso cref="NewRnnModelCommand"/>
/// <seealso cref="InvokeRnnForwardCommand"/>
/// <seealso cref="MeasureRnnLossCommand"/>
[Cmdlet(VerbsCommon.Optimize, "RnnModel", SupportsShouldProcess = true)]
[Alias("Train-RnnModel")]
[OutputType(typeof(RnnEpoch), typeof(RnnModel))]
public sealed class OptimizeRnnModelCommand : TrainingCommand
{
    private TrainingInput _input = null!;
    private RnnTrainingOptions _options = null!;
    private string? _checkpoint;
    private double[][]? _targets;

    /// <summary>The model to train; its weights are changed.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ModelTransformation(SuggestInput = true)]
    [ValidateNotNull]
    public RnnModel? Model { get; set; }

    /// <summary>The properties of each row, or features of each sequence, that should come out.</summary>
    /// <value>those that go in</value>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? TargetProperty { get; set; }

    /// <summary>
    /// What should come out, apart from the inputs: one number, or list of numbers, for each timestep; for each sequence where the
    /// model puts out once a sequence.
    /// </summary>
    [Parameter]
    [AllowEmptyCollection]
    [ValidateNotNull]
    public object? Target { get; set; }

    /// <summary>How many rows after its inputs a target lies.</summary>
    /// <value>1 where all targets also go in, else 0</value>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int Lead { get; set; } = -1;

    /// <summary>The property of each row that tells one sequence from another.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? GroupBy { get; set; }

    /// <summary>
    /// What becomes of missing values (empty fields, NaN): Error names their row, Interpolate puts them on the line between their
    /// neighbours, CarryForward repeats the value before, Mask passes over their rows. Whichever, a target that is missing counts
    /// for no loss.
    /// </summary>
    /// <value>Error</value>
    [Parameter]
    public RnnMissingValue MissingValue { get; set; } = RnnMissingValue.Error;

    /// <summary>A file that the training is saved to, whole or not at all, to go on from.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Checkpoint { get; set; }

    /// <summary>The epochs from one checkpoint to the next; the last epoch is always saved.</summary>
    /// <value>10</value>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int CheckpointInterval { get; set; } = 10;

    /// <summary>
    /// Goes on from the -Checkpoint file, to the same weights as if it had not been interrupted. Model, data and options must be the
    /// same; only -Epoch, -Patience and -ThrottleLimit may change.
    /// </summary>
    [Parameter]
    public SwitchParameter Resume { get; set; }

    /// <summary>Emits the trained model at the end, in place of the epochs.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        RequireParameters();
        _options = CreateOptions(Model!);
        Require(_options.RequireValid);
        _checkpoint = Checkpoint is null ? null : Require(() => ResolveFile(Checkpoint), nameof(Checkpoint));
        if (_checkpoint is not null && !Resume)
        {
            Require(() => CheckpointFiles.Check(_checkpoint));
        }

        _targets = Target is null ? null : Require(() => TargetReader.Read(Target), nameof(Target));
        _input = new TrainingInput(Property, TargetProperty, GroupBy);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        object? value = NumberReader.Unwrap(InputObject);
        if (!IsParameter || !NumberReader.IsList(value))
        {
            Take(InputObject);
            return;
        }

        var list = (IEnumerable)value!;
        Require(() => Reader.RequireTimesteps(list, Model!));
        foreach (object? item in list)
        {
            Take(item);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_input.IsEmpty)
        {
            WriteEmptyInput("timestep");
            return;
        }

        var progress = new ProgressMeter(this, "Training " + Model);
        RnnTrainer trainer = Require(CreateTrainer);
        foreach (string column in trainer.ConstantColumns)
        {
            WriteVerbose($"The column {column} is constant in the training part: its scale is 1.");
        }

        string action = FormattableString.Invariant($"Train for {Epoch} epochs on {trainer.StepCount} timesteps");
        if (ShouldProcess(Model!.ToString(), action))
        {
            Stoppable(() => Train(trainer, progress));
            progress.Complete();
        }
    }

    private void Train(RnnTrainer trainer, ProgressMeter progress)
    {
        try
        {
            TrainingCheckpoint? resume = Resume ? CheckpointFiles.Read(_checkpoint!) : null;
            foreach (RnnEpoch epoch in trainer.Run(resume, progress, Stopped))
            {
                if (!PassThru)
                {
                    WriteObject(epoch);
                }
            }
        }
        catch (RnnException error)
        {
            ThrowTerminatingError(error, Model);
        }

        if (PassThru)
        {
            WriteObject(Model);
        }
    }

    private void Take(object? record)
    {
        string place = string.Empty;
        try
        {
            _input.Add(record, out place);
        }
        catch (RnnException error)
        {
            WriteError(error, record, place);
        }
    }

    private RnnTrainer CreateTrainer()
    {
        TrainingSeries[] series = [.. _input.Sequences(Model!.OutputStep == RnnOutputStep.Last, _targets).Select(entry => new TrainingSeries(
            entry.Table, entry.Columns.Inputs, entry.Columns.Targets, Lead < 0 ? entry.Columns.DefaultLead : Lead, MissingValue))];
        return new RnnTrainer(Model!, series, _options)
        {
            Save = _checkpoint is null ? null : checkpoint => CheckpointFiles.Write(_checkpoint, checkpoint),
            SaveInterval = CheckpointInterval,
        };
    }

    private void RequireParameters()
    {
        string? wrong = this switch
        {
            { Resume.IsPresent: true, Checkpoint: null } => "-Resume goes on from a file: name it by -Checkpoint, or leave -Resume out.",
            { Target: not null, TargetProperty: not null } => "-Target gives targets as values and -TargetProperty names them: leave one of the two out.",
            { Target: not null, Lead: > 0 } => "-Target gives the target of each timestep, so that there is none to look ahead for: leave -Lead out.",
            { Target: not null, GroupBy: not null } => "-Target is matched with timesteps in their order, which -GroupBy changes: name a column by -TargetProperty.",
            { GroupBy: not null, Property: null } => "-GroupBy is for rows: say which of their properties go in by -Property.",
            _ => null,
        };
        if (wrong is not null)
        {
            ThrowTerminatingError(new RnnException(RnnErrorId.Parameters, wrong));
        }
    }
}
