using System.ComponentModel;
using System.Management.Automation;

namespace RnnPS;

/// <summary>The base of cmdlets that train: the parameters of the training.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class TrainingCommand : LossCommand
{
    /// <summary>
    /// The optimizer: Adam, AdamW, Sgd, RmsProp or Adagrad with PyTorch's constants, or an optimizer with other constants, such as
    /// [RnnPS.SgdOptimizer]@{ Momentum = 0.9; LearningRate = 0.05 }. All have LearningRate and WeightDecay. [RnnPS.AdamOptimizer] and
    /// [RnnPS.AdamWOptimizer] have Beta1, Beta2 and Epsilon; [RnnPS.SgdOptimizer] Momentum and Nesterov; [RnnPS.RmsPropOptimizer] Alpha,
    /// Epsilon, Momentum and Centered; [RnnPS.AdagradOptimizer] Epsilon and LearningRateDecay. Tab shows the constants.
    /// </summary>
    /// <value>Adam</value>
    [Parameter]
    [ArgumentCompleter(typeof(OptimizerCompleter))]
    [ValidateNotNull]
    [NameTransformation]
    public RnnOptimizer Optimizer { get; set; } = RnnOptimizer.Parse("Adam");

    /// <summary>The learning rate. A schedule starts from it.</summary>
    /// <value>the rate of the optimizer, which is 0.01 unless it is given another</value>
    [Parameter]
    [NumberTransformation]
    public double LearningRate { get; set; }

    /// <summary>
    /// The schedule that changes the learning rate from epoch to epoch: Constant, Step, Exponential, Cosine or Plateau, or a schedule
    /// with other constants, such as [RnnPS.CosineSchedule]@{ WarmUp = 5 }.
    /// </summary>
    /// <value>Constant</value>
    [Parameter]
    [ArgumentCompleter(typeof(ScheduleCompleter))]
    [ValidateNotNull]
    [NameTransformation]
    public RnnSchedule Schedule { get; set; } = new ConstantSchedule();

    /// <summary>The number of passes over the training data.</summary>
    /// <value>100</value>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [NumberTransformation(Integer = true)]
    public int Epoch { get; set; } = 100;

    /// <summary>The number of sequences, or windows of them, in a batch. The optimizer takes one step for each batch.</summary>
    /// <value>32</value>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [NumberTransformation(Integer = true)]
    public int BatchSize { get; set; } = 32;

    /// <summary>The number of timesteps in a window that sequences are cut into. Without it, sequences are not cut.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [NumberTransformation(Integer = true)]
    public int SequenceLength { get; set; }

    /// <summary>The number of timesteps from the start of one window to the start of the next.</summary>
    /// <value>the value of -SequenceLength; 1 if the model has one output for each window</value>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [NumberTransformation(Integer = true)]
    public int Stride { get; set; }

    /// <summary>
    /// The maximum number of timesteps to backpropagate through. A longer sequence is trained in chunks of this length, and the
    /// optimizer takes one step for each chunk. The state carries over to the next chunk, but the gradient does not. Memory use does
    /// not grow with the length of the sequence.
    /// </summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [NumberTransformation(Integer = true)]
    public int TruncatedLength { get; set; }

    /// <summary>The maximum norm of all gradients together. Larger gradients are scaled down to it. 0 sets no maximum.</summary>
    /// <value>1</value>
    [Parameter]
    [ValidateRange(0.0, double.MaxValue)]
    [NumberTransformation]
    public double ClipNorm { get; set; } = 1;

    /// <summary>
    /// The maximum magnitude of each element of the gradient. Larger elements are clipped, before -ClipNorm applies. 0 sets no
    /// maximum.
    /// </summary>
    /// <value>0</value>
    [Parameter]
    [ValidateRange(0.0, double.MaxValue)]
    [NumberTransformation]
    public double ClipValue { get; set; }

    /// <summary>
    /// The weight decay. It is the factor of an L2 penalty. AdamW instead shrinks the weights directly, apart from the gradient.
    /// </summary>
    /// <value>0; 0.01 for AdamW</value>
    [Parameter]
    [NumberTransformation]
    public double WeightDecay { get; set; }

    /// <summary>The fraction of the data, at its end, to hold out for validation: at least 0 and less than 1.</summary>
    /// <value>0</value>
    [Parameter]
    [NumberTransformation]
    public double ValidationFraction { get; set; }

    /// <summary>
    /// The number of steps of forecasts of the validation part, which are made after each epoch from several origins: each output becomes the
    /// next input. Their mean absolute error tells the best epoch, instead of the loss one step ahead, and the intervals of
    /// Invoke-RnnForecast come from it.
    /// </summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [NumberTransformation(Integer = true)]
    public int Horizon { get; set; }

    /// <summary>
    /// Trains anew on all rows at the end, from the same weights and for as many epochs as were best on the validation part, so that the model
    /// knows the newest rows, too. Its residuals stay those of the validation part.
    /// </summary>
    [Parameter]
    public SwitchParameter Refit { get; set; }

    /// <summary>The number of epochs in a row without a better loss after which the training ends early.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [NumberTransformation(Integer = true)]
    public int Patience { get; set; }

    /// <summary>
    /// The weights that the model keeps: Best, after the epoch with the lowest loss, or Last, after the last epoch. Best without a
    /// validation part measures the loss of the training part once more after each epoch.
    /// </summary>
    /// <value>Best with -ValidationFraction, else Last</value>
    [Parameter]
    [NameTransformation]
    public RnnKeptWeights KeepWeights { get; set; }

    /// <summary>
    /// The property of each row, or feature of each sequence, that is the weight of its target in the loss. The mean loss divides by
    /// the sum of the weights. The column is not an input, unless -Property names it.
    /// </summary>
    /// <value>all weights are 1</value>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RowPropertyCompleter))]
    public string? WeightProperty { get; set; }

    /// <summary>
    /// The weight of each class in the loss: for the loss SoftmaxCrossEntropy with class indices as targets, one weight for each output;
    /// for BinaryCrossEntropy with one output, the weights of 0 and 1.
    /// </summary>
    /// <value>all weights are 1</value>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NumberTransformation]
    public double[]? ClassWeight { get; set; }

    /// <summary>
    /// The names of the classes, in the order of the outputs. Targets that are names are looked up in it. With BinaryCrossEntropy and one
    /// output, the output is the probability of the second class.
    /// </summary>
    /// <value>the classes of the model's last training, or the different names of the targets in alphabetical order</value>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Class { get; set; }

    /// <summary>
    /// The class index that marks a timestep without a target, such as -100, which is PyTorch's: the loss does not count it. For classes
    /// with names, give -MissingText.
    /// </summary>
    [Parameter]
    [NumberTransformation(Integer = true)]
    public int IgnoreIndex { get; set; }

    /// <summary>The scaling of the inputs, and of the targets of a regression: Standard, MinMax or None.</summary>
    /// <value>the scaling that the model has, or Standard. A model that was trained elsewhere, or with None, keeps its units</value>
    [Parameter]
    [NameTransformation]
    public RnnScaling Scaling { get; set; }

    /// <summary>
    /// Fits the scaling of a trained model to the new data, in the kind that the model has. Without it, a trained model keeps its
    /// scaling, so that its weights mean the same as before.
    /// </summary>
    [Parameter]
    public SwitchParameter RefitScaling { get; set; }

    /// <summary>The precision of the computation: Double, or Single, which is faster for large models.</summary>
    /// <value>Double</value>
    [Parameter]
    [NameTransformation]
    public RnnPrecision Precision { get; set; } = RnnPrecision.Double;

    /// <summary>
    /// Trains on the sequences or windows in the order of the input in every epoch. Without it, each epoch has an order drawn from the
    /// seed.
    /// </summary>
    [Parameter]
    public SwitchParameter NoShuffle { get; set; }

    /// <summary>The seed for the order of the sequences and for dropout.</summary>
    /// <value>the seed of the model, or 0</value>
    [Parameter]
    [NumberTransformation(Integer = true)]
    public int Seed { get; set; }

    /// <summary>The maximum number of threads. The weights do not depend on it.</summary>
    /// <value>the number of processors</value>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [NumberTransformation(Integer = true)]
    public int ThrottleLimit { get; set; } = Environment.ProcessorCount;

    /// <inheritdoc/>
    private protected override bool Trains => true;

    /// <inheritdoc/>
    protected override string? WeightColumn => WeightProperty;

    /// <inheritdoc/>
    protected override IReadOnlyList<string>? KnownClasses => Class ?? base.KnownClasses;

    /// <summary>Creates the training options from the parameters.</summary>
    /// <returns>The options, not yet checked.</returns>
    protected RnnTrainingOptions CreateOptions() => new()
    {
        Loss = LossFunction,
        Optimizer = Optimizer with
        {
            LearningRate = Given(nameof(LearningRate)) ? LearningRate : Optimizer.LearningRate,
            WeightDecay = Given(nameof(WeightDecay)) ? WeightDecay : Optimizer.WeightDecay,
        },
        Schedule = Schedule,
        Epochs = Epoch,
        BatchSize = BatchSize,
        SequenceLength = Given(nameof(SequenceLength)) ? SequenceLength : null,
        Stride = Given(nameof(Stride)) ? Stride : null,
        TruncatedLength = Given(nameof(TruncatedLength)) ? TruncatedLength : null,
        ClipNorm = ClipNorm > 0 ? ClipNorm : null,
        ClipValue = ClipValue > 0 ? ClipValue : null,
        ValidationFraction = ValidationFraction,
        Horizon = Given(nameof(Horizon)) ? Horizon : null,
        Refit = Refit,
        KeepWeights = Given(nameof(KeepWeights)) ? KeepWeights : null,
        ClassWeights = ClassWeight,
        Classes = Class ?? Classes,
        IgnoreIndex = Given(nameof(IgnoreIndex)) ? IgnoreIndex : null,
        Patience = Given(nameof(Patience)) ? Patience : null,
        Scaling = Given(nameof(Scaling)) ? Scaling : RefitScaling ? Model!.InputScaler?.Kind ?? RnnScaling.Standard : null,
        Precision = Precision,
        Shuffle = !NoShuffle,
        Seed = Given(nameof(Seed)) ? Seed : Model!.Seed ?? 0,
        Threads = ThrottleLimit,
        Memory = Memory(Force),
    };
}
