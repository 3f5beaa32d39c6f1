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
/// Targets can be the names of classes, such as up and down, if the model has one output for each class (the loss is then
/// SoftmaxCrossEntropy), or one output for two classes with -Loss BinaryCrossEntropy. The model keeps the names. Its steps have the name of
/// the likeliest class as Predicted, and the probabilities by name as Probability. An epoch has the Accuracy.
/// </para>
/// <para>
/// A sequence that can't be trained on, for example because it is too short, is an error of its own, and the others are trained. Of many
/// errors of one kind, the command writes the first ten and the number of the others, or all with -ErrorVariable.
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
/// A low loss one step ahead is not a good forecast of a week. -Horizon 168 forecasts the validation part from up to 16 origins after each
/// epoch, each output as the next input, and keeps the epoch whose forecasts have the least mean absolute error, which is the
/// HorizonError of the epoch. Invoke-RnnForecast then takes its intervals from these errors, for each number of steps ahead. -Refit
/// trains the model once more, on all rows, for as many epochs as were best: without it, the model never learns from the newest rows.
/// The errors are in the units of the data. For several series of different size, Invoke-RnnForecast -Global scales each by itself.
/// </para>
/// <para>
/// Sequences, and windows of them, start from zeros or from their -InitialState, in the validation part and in the loss of the kept
/// weights, too. -State is for one long series that goes on after the training: every epoch starts from the state as it was, chunks of
/// -TruncatedLength carry it on, and at the end it is advanced over all rows. Keras' stateful training also carries the state from one
/// epoch to the next, where the series starts anew; this command does not. -NoShuffle keeps the order of the sequences or windows.
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
/// <para>Train for forecasts of 11 years, and then on all rows.</para>
/// <code>$model = New-RnnModel -Kind Gru -InputSize 1 -HiddenSize 8 -OutputSize 1 -Seed 1
/// Import-Csv sunspots.csv | Optimize-RnnModel $model -Property SUNACTIVITY -SequenceLength 32 -Epoch 10 -ValidationFraction 0.2 -Horizon 11 -Refit
/// Import-Csv sunspots.csv | Invoke-RnnForecast $model -Count 11 -TimeProperty YEAR</code>
/// </example>
/// <example>
/// <para>Train on windows of 32 years, with an optimizer that has other constants and a learning rate that falls along a cosine.</para>
/// <code>$model = New-RnnModel -InputSize 1 -HiddenSize 16 -OutputSize 1 -Seed 1
/// Import-RnnSequence sunspots.csv -Property SUNACTIVITY | Optimize-RnnModel $model -SequenceLength 32 -BatchSize 4 -Epoch 20 `
///     -Optimizer ([RnnPS.SgdOptimizer]@{ Momentum = 0.9; Nesterov = $true }) -LearningRate 0.05 -Schedule Cosine</code>
/// </example>
/// <example>
/// <para>Learn the names of classes, and show the class of the last three quarters.</para>
/// <code>$rows = Import-Csv macrodata.csv | Select-Object *, @{ Name = 'Prices'; Expression = { [double]$_.infl -gt 3 ? 'hot' : 'calm' } }
/// $model = New-RnnModel -Kind Gru -InputSize 2 -HiddenSize 8 -OutputSize 2 -Seed 1
/// $rows | Optimize-RnnModel $model -Property unemp, infl -TargetProperty Prices -Lead 1 -Epoch 20
/// $rows | Invoke-RnnForward $model -Property unemp, infl | Select-Object -Last 3 -Property Step, Predicted, Probability</code>
/// </example>
/// <example>
/// <para>Save checkpoints, and continue the training later.</para>
/// <code>$model = New-RnnModel -Kind Gru -InputSize 1 -HiddenSize 16 -OutputSize 1 -Seed 1
/// Import-Csv sunspots.csv | Optimize-RnnModel $model -Property SUNACTIVITY -Epoch 20 -Checkpoint sunspots.rnnck
/// Import-Csv sunspots.csv | Optimize-RnnModel $model -Property SUNACTIVITY -Epoch 40 -Checkpoint sunspots.rnnck -Resume</code>
/// </example>
/// <example>
/// <para>Train on a series, and go on with its next value from the state after the training.</para>
/// <code>$model = New-RnnModel -Kind Gru -InputSize 1 -HiddenSize 8 -OutputSize 1 -Seed 1
/// $state = New-RnnState $model
/// 1..40 | ForEach-Object { [Math]::Sin($_ / 4) } | Optimize-RnnModel $model -TruncatedLength 10 -Epoch 5 -State $state
/// [Math]::Sin(41 / 4) | Invoke-RnnForward $model -State $state</code>
/// </example>
/// <seealso cref="NewRnnModelCommand"/>
/// <seealso cref="InvokeRnnForwardCommand"/>
/// <seealso cref="MeasureRnnLossCommand"/>
/// <seealso href="about_RnnPS_Training"/>
[Cmdlet(VerbsCommon.Optimize, "RnnModel", SupportsShouldProcess = true)]
[Alias("Train-RnnModel")]
[OutputType(typeof(RnnEpoch), typeof(RnnModel))]
public sealed class OptimizeRnnModelCommand : TrainingCommand
{
    private string? _checkpoint;
    private bool _confirmed;
    private bool _resumes;
    private IDisposable? _reservation;

    /// <summary>The model to train. The command changes its weights.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ModelTransformation(SuggestInput = true, RefusesSaved = true)]
    [ValidateNotNull]
    public override RnnModel? Model { get; set; }

    /// <summary>
    /// A state of New-RnnState that the only sequence starts from in every epoch. When the training has ended, the state is advanced over
    /// all rows of the sequence, with the weights that the model keeps, so that Invoke-RnnForward -State goes on with the next row. An
    /// error or Ctrl+C leaves the state as it was. -Resume needs the state from before the training.
    /// </summary>
    [Parameter]
    [LiveState]
    [ValidateNotNull]
    public RnnState? State { get; set; }

    /// <summary>
    /// The file to save the training to. -Resume continues from it. Ctrl+C saves the last whole
    /// epoch. A save that fails leaves the file unchanged.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CheckpointFileCompleter))]
    public string? Checkpoint { get; set; }

    /// <summary>The number of epochs from one checkpoint to the next. The last epoch is always saved.</summary>
    /// <value>10</value>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [NumberTransformation(Integer = true)]
    public int CheckpointInterval { get; set; } = 10;

    /// <summary>
    /// Continues the training from the -Checkpoint file. The weights are the same as without an interruption. The model, data and
    /// options must be the same; only -Epoch, -Patience and -ThrottleLimit can differ. While there is no such file, a new training starts,
    /// so that a script can always give -Resume.
    /// </summary>
    [Parameter]
    public SwitchParameter Resume { get; set; }

    /// <summary>Emits the trained model at the end, instead of the epochs.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override bool EndsAtOnlySeries => true;

    /// <inheritdoc/>
    protected override string? Conflict => this switch
    {
        { Resume.IsPresent: true, Checkpoint: null } => "-Resume continues from a checkpoint file: name it by -Checkpoint, or leave -Resume out.",
        { Refit.IsPresent: true, Checkpoint: not null } => "-Refit trains anew from the weights that the model had, which a checkpoint does not keep: leave -Checkpoint or -Refit out.",
        { State: not null, InitialState: not null } => "-State already has the start of the sequence: leave -State or -InitialState out.",
        { State: not null, GroupBy: not null } => "-State carries one state through one sequence, and -GroupBy makes several: give -InitialState, with one state for each.",
        { State: not null, SequenceLength: > 0 } => "-State carries one state through the whole sequence, but each window of -SequenceLength starts anew: give -TruncatedLength instead, which carries the state from chunk to chunk, or give -InitialState.",
        { GroupBy: not null, Property: null } => "-GroupBy is for rows: name the properties that are the inputs by -Property.",
        _ => base.Conflict,
    };

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        Require(RequireOptions);
        _reservation = Require(() => State?.Reserve(), nameof(State));
        // A model that reads in reverse can't carry a state.
        Require(() => State is null ? null : new RnnRun(Model!, State, capacity: 1), nameof(State));
        _checkpoint = Checkpoint is null ? null : Require(() => ResolveFile(Checkpoint), nameof(Checkpoint));
        _resumes = Resume && File.Exists(_checkpoint);
        if (_checkpoint is not null && !_resumes)
        {
            Require(() => CheckpointFiles.Check(_checkpoint));
        }

        // Ask before the input is read: the training can't be undone, and reading can take long.
        _confirmed = ShouldProcess(Model!.ToString(), FormattableString.Invariant($"Train for {Epoch} epochs")
            + (_checkpoint is null ? string.Empty : $" and save checkpoints to {_checkpoint}"));
        if (_confirmed && _checkpoint is not null)
        {
            // The first save can be hours away.
            Require(() => CheckpointFiles.RequireWritable(_checkpoint), nameof(Checkpoint));
        }
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
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _reservation?.Dispose();
    }

    /// <inheritdoc/>
    private protected override InitialStates? ReadStates() => State is null
        ? base.ReadStates()
        : Require(() => new InitialStates(Model!, [State.Copy(Model!)], isShared: true), nameof(State));

    /// <inheritdoc/>
    private protected override void RequireOptions() => RnnTrainer.RequireFits(Model!, CreateOptions());

    /// <inheritdoc/>
    private protected override void RequireUsable(TrainingSeries series) => RnnTrainer.RequireTrainable(Model!, series, CreateOptions());

    /// <inheritdoc/>
    protected override void Process(IReadOnlyList<TrainingSeries> series)
    {
        if (State is not null && SequenceCount != 1)
        {
            ThrowTerminatingError(new RnnException(
                RnnErrorId.Parameters,
                $"-State carries one state through one sequence, and the input has {RnnMessages.Count(SequenceCount, "sequence")}: give -InitialState, "
                + "with one state for each.",
                State));
        }

        var progress = new ProgressMeter(this, "Training " + Model);
        RnnTrainer trainer = Require(() => new RnnTrainer(Model!, series, CreateOptions())
        {
            // The last save of a training that is stopped goes on.
            Save = _checkpoint is null ? null : checkpoint => CheckpointFiles.Write(
                _checkpoint, checkpoint, Stopped.IsCancellationRequested ? CancellationToken.None : Stopped),
            SaveInterval = CheckpointInterval,
            State = State,
        });
        foreach (string column in trainer.ConstantColumns)
        {
            WriteVerbose($"The column {column} is constant in the training part: its scale is 1.");
        }

        foreach (string target in trainer.UnreachableTargets)
        {
            WriteWarning($"Values of {target} are outside 0 to 1, which the output layer ({Model!.OutputActivation}) can't reach: create the model with "
                + "-OutputActivation Identity, or scale the targets into 0 to 1.");
        }

        if (trainer.ShorterThanHorizon is { Count: > 0 } shorter && shorter.Count < series.Count)
        {
            WriteWarning(FormattableString.Invariant($"The validation part of {RnnMessages.Count(shorter.Count, "sequence")} of {series.Count} is shorter than -Horizon {Horizon}, so that no forecast of them is measured, starting with {shorter[0]}."));
        }

        WriteVerbose(DescribeInput());
        WriteVerbose(trainer.Describe());
        Train(trainer, progress);
        progress.Complete();
    }

    private void WriteEpoch(RnnEpoch epoch)
    {
        try
        {
            if (!PassThru)
            {
                WriteObject(PredictionView.Of(epoch, Given(nameof(Horizon))));
            }
        }
        catch (PipelineStoppedException) when (Stopping)
        {
            // PowerShell may throw before it calls this method, and the trainer saves a training that is cancelled.
            StopProcessing();
            throw;
        }
    }

    private void Train(RnnTrainer trainer, ProgressMeter progress)
    {
        double best = double.NaN;
        int last = 0;
        try
        {
            if (Resume && !_resumes)
            {
                WriteVerbose($"There is no checkpoint {_checkpoint} yet, so a new training starts.");
            }

            TrainingCheckpoint? resume = _resumes ? CheckpointFiles.Read(_checkpoint!, Stopped) : null;
            foreach (RnnEpoch epoch in trainer.Run(resume, progress, Stopped))
            {
                double loss = epoch.HorizonError ?? epoch.ValidationLoss ?? epoch.MeasuredLoss ?? epoch.Loss;
                best = epoch.IsBest ? loss : best;
                last = epoch.IsRefit ? last : epoch.Epoch;
                progress.Status = string.Create(
                    CultureInfo.InvariantCulture,
                    $"Epoch {epoch.Epoch} of {(epoch.IsRefit ? "the training on all rows" : Epoch)}, {(epoch.HorizonError is null ? "loss" : "error of forecasts")} {RnnFormat.Number(loss)}, best {RnnFormat.Number(best)}");
                WriteEpoch(epoch);
            }

            WriteVerbose(last < Epoch
                ? FormattableString.Invariant($"The training ended after epoch {last}: no loss was better for {Patience} epochs (-Patience).")
                : FormattableString.Invariant($"The training ended after epoch {last}, as -Epoch says."));

            DescribeKept(Model!.Training!);
        }
        catch (RnnException error)
        {
            ThrowTerminatingError(error, Model);
        }

        Finish();
    }

    private void DescribeKept(RnnTraining kept)
    {
        string part = Refit ? "all rows" : ValidationFraction > 0 ? "the validation part" : "the training part";
        WriteVerbose(string.Create(
            CultureInfo.InvariantCulture,
            $"The model keeps the weights after epoch {kept.Epoch}{(Refit ? " of the training on all rows, as many as were best on the validation part" : string.Empty)}. Their loss is {kept.KeptLoss} over {part}."));
        if (kept.HorizonErrors is { } errors)
        {
            WriteVerbose(string.Create(
                CultureInfo.InvariantCulture,
                $"The best epoch is that of the forecasts over -Horizon {Horizon} of the validation part. Their mean absolute error is {errors.MeanAbsoluteError}; that of repeating the last row is {errors.NaiveError}."));
        }
    }

    private void Finish()
    {
        // Downstream commands may use the state as soon as the model comes out.
        _reservation?.Dispose();
        if (PassThru)
        {
            WriteObject(Model);
        }
    }
}
