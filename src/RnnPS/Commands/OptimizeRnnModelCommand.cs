using System.Globalization;
using System.Management.Automation;

namespace RnnPS;

/// <summary>Trains a model in place by backpropagation through time, and emits the result of each epoch as soon as it ends.</summary>
/// <remarks>
/// <para>
/// The input is rows with -Property, numbers, lists of numbers, or RnnSequence objects. Without targets, the model learns to predict
/// the inputs of the next row (-Lead 1). Targets in other columns are by default those of the same row (-Lead 0). With -GroupBy, the
/// rows of each value of a column are one sequence.
/// </para>
/// <para>
/// An epoch is one pass over all sequences, or over the windows that -SequenceLength and -Stride cut from them, in an order drawn
/// from the seed. The optimizer takes one step for each batch of -BatchSize sequences or windows, on the mean loss of their
/// timesteps. With -TruncatedLength, it takes one step for each chunk of a batch. The state then carries over from chunk to chunk,
/// but the gradient does not.
/// </para>
/// <para>
/// The inputs and the targets of a regression are scaled. The scaling is fitted to the training part only and is kept in the model.
/// All commands therefore still read and emit unscaled values, and the emitted losses are those of unscaled values.
/// </para>
/// <para>
/// -ValidationFraction holds out the last timesteps of each sequence: the model is not trained on them, and their loss is measured
/// after each epoch. If the model has one output for each sequence and the sequences are not cut into windows, the last sequences
/// are held out instead. The model then keeps the weights after the best epoch, the one with the lowest validation loss. Without a
/// validation part, it keeps the weights after the last epoch, as in PyTorch and Keras. -KeepWeights chooses otherwise.
/// </para>
/// <para>
/// The loss of an epoch is measured during the epoch, before the optimizer step of each batch. The weights after the epoch have
/// another loss: the validation loss, or without a validation part the loss that -Verbose shows after the training. The model has it
/// as Training.KeptLoss.
/// </para>
/// <para>
/// The model receives the weights to keep as soon as an epoch ends. It keeps them if -Patience ends the training, if the loss is no
/// longer finite, or if you press Ctrl+C, which ends the training after the current batch.
/// </para>
/// <para>
/// With -WhatIf, the command says what it would do, and does not read the input. The commands upstream stop at once.
/// </para>
/// <para>
/// The same data, model, options and seed give the same weights, bit for bit, with any -ThrottleLimit. This also applies to an
/// interrupted training that continues from its -Checkpoint with -Resume.
/// </para>
/// </remarks>
/// <example>
/// <para>Train a model on a CSV file to predict the next year.</para>
/// <code>$model = New-RnnModel -Kind Gru -InputSize 1 -HiddenSize 16 -OutputSize 1 -Seed 1
/// Import-Csv sunspots.csv | Optimize-RnnModel $model -Property SUNACTIVITY</code>
/// </example>
/// <example>
/// <para>Hold out the last fifth for validation, and end the training after ten epochs without a better loss.</para>
/// <code>$model = New-RnnModel -Kind Lstm -InputSize 2 -HiddenSize 8 -OutputSize 1 -Seed 1
/// Import-Csv macrodata.csv | Optimize-RnnModel $model -Property unemp, infl -TargetProperty unemp -Lead 1 -ValidationFraction 0.2 -Patience 10</code>
/// </example>
/// <example>
/// <para>Train on windows of 32 years, with an optimizer that has other constants and a learning rate that falls along a cosine.</para>
/// <code>$model = New-RnnModel -InputSize 1 -HiddenSize 16 -OutputSize 1 -Seed 1
/// Import-RnnSequence sunspots.csv -Property SUNACTIVITY | Optimize-RnnModel $model -SequenceLength 32 -BatchSize 4 -Epoch 20 `
///     -Optimizer ([RnnPS.SgdOptimizer]@{ Momentum = 0.9; Nesterov = $true }) -LearningRate 0.05 -Schedule Cosine</code>
/// </example>
/// <example>
/// <para>Save checkpoints, and continue the training later.</para>
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
    private RnnTrainingOptions _options = null!;
    private string? _checkpoint;
    private bool _confirmed;

    /// <summary>The model to train. The command changes its weights.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ModelTransformation(SuggestInput = true)]
    [ValidateNotNull]
    public override RnnModel? Model { get; set; }

    /// <summary>The file to save the training to. -Resume continues from it. A save that fails leaves the file unchanged.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Checkpoint { get; set; }

    /// <summary>The number of epochs from one checkpoint to the next. The last epoch is always saved.</summary>
    /// <value>10</value>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [NumberTransformation(Integer = true)]
    public int CheckpointInterval { get; set; } = 10;

    /// <summary>
    /// Continues the training from the -Checkpoint file. The weights are the same as without an interruption. The model, data and
    /// options must be the same; only -Epoch, -Patience and -ThrottleLimit can differ.
    /// </summary>
    [Parameter]
    public SwitchParameter Resume { get; set; }

    /// <summary>Emits the trained model at the end, instead of the epochs.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override string? Conflict => this switch
    {
        { Resume.IsPresent: true, Checkpoint: null } => "-Resume continues from a checkpoint file: name it by -Checkpoint, or leave -Resume out.",
        { GroupBy: not null, Property: null } => "-GroupBy is for rows: name the properties that are the inputs by -Property.",
        _ => base.Conflict,
    };

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _options = CreateOptions();
        Require(_options.RequireValid);
        _checkpoint = Checkpoint is null ? null : Require(() => ResolveFile(Checkpoint), nameof(Checkpoint));
        if (_checkpoint is not null && !Resume)
        {
            Require(() => CheckpointFiles.Check(_checkpoint));
        }

        // Ask before the input is read: the training can't be undone, and reading can take long.
        _confirmed = ShouldProcess(Model!.ToString(), FormattableString.Invariant($"Train for {Epoch} epochs")
            + (_checkpoint is null ? string.Empty : $" and save checkpoints to {_checkpoint}"));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!_confirmed)
        {
            UpstreamStop.Request(this);
            return;
        }

        if (InputList is { } list)
        {
            Require(() => Reader.RequireTimesteps(list, Model!));
        }

        base.ProcessRecord();
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_confirmed)
        {
            base.EndProcessing();
        }
    }

    /// <inheritdoc/>
    protected override void Process(IReadOnlyList<TrainingSeries> series)
    {
        var progress = new ProgressMeter(this, "Training " + Model);
        RnnTrainer trainer = Require(() => new RnnTrainer(Model!, series, _options)
        {
            Save = _checkpoint is null ? null : checkpoint => CheckpointFiles.Write(_checkpoint, checkpoint, Stopped),
            SaveInterval = CheckpointInterval,
        });
        foreach (string column in trainer.ConstantColumns)
        {
            WriteVerbose($"The column {column} is constant in the training part: its scale is 1.");
        }

        Train(trainer, progress);
        progress.Complete();
    }

    private void Train(RnnTrainer trainer, ProgressMeter progress)
    {
        try
        {
            TrainingCheckpoint? resume = Resume ? CheckpointFiles.Read(_checkpoint!, Stopped) : null;
            foreach (RnnEpoch epoch in trainer.Run(resume, progress, Stopped))
            {
                if (!PassThru)
                {
                    WriteObject(epoch);
                }
            }

            RnnTraining kept = Model!.Training!;
            WriteVerbose(string.Create(
                CultureInfo.InvariantCulture,
                $"The model keeps the weights after epoch {kept.Epoch}. Their loss is {kept.KeptLoss} over the {(ValidationFraction > 0 ? "validation" : "training")} part."));
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
}
