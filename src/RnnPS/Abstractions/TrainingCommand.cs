using System.ComponentModel;
using System.Management.Automation;

namespace RnnPS;

/// <summary>The base of cmdlets that train: the parameters that say how.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class TrainingCommand : LossCommand
{
    /// <summary>
    /// What a timestep costs: MeanSquaredError, MeanAbsoluteError, Huber, Pinball, SoftmaxCrossEntropy, BinaryCrossEntropy or
    /// Poisson.
    /// </summary>
    /// <value>MeanSquaredError</value>
    [Parameter]
    [ArgumentCompleter(typeof(LossCompleter))]
    [ValidateNotNull]
    public RnnLossFunction? Loss { get; set; }

    /// <summary>
    /// How gradients change the weights: Adam, AdamW, Sgd, RmsProp or Adagrad with PyTorch's constants, or one with constants of its
    /// own, as [RnnPS.SgdOptimizer]@{ Momentum = 0.9; LearningRate = 0.05 }.
    /// </summary>
    /// <value>Adam</value>
    [Parameter]
    [ArgumentCompleter(typeof(OptimizerCompleter))]
    [ValidateNotNull]
    public RnnOptimizer Optimizer { get; set; } = RnnOptimizer.Parse("Adam");

    /// <summary>The learning rate, or what a schedule starts from.</summary>
    /// <value>0.01; its own of an optimizer with constants of its own</value>
    [Parameter]
    public double LearningRate { get; set; }

    /// <summary>
    /// How the learning rate changes from epoch to epoch: Constant, Step, Exponential, Cosine or Plateau, or one with constants of its
    /// own, as [RnnPS.CosineSchedule]@{ WarmUp = 5 }.
    /// </summary>
    /// <value>Constant</value>
    [Parameter]
    [ArgumentCompleter(typeof(ScheduleCompleter))]
    [ValidateNotNull]
    public RnnSchedule Schedule { get; set; } = new ConstantSchedule();

    /// <summary>How often all data is gone through.</summary>
    /// <value>100</value>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Epoch { get; set; } = 100;

    /// <summary>The sequences, or windows of them, of one step of the optimizer.</summary>
    /// <value>32</value>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int BatchSize { get; set; } = 32;

    /// <summary>The timesteps of a window that sequences are cut into. Without it they are taken whole.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int SequenceLength { get; set; }

    /// <summary>The timesteps from the start of one window to that of the next.</summary>
    /// <value>the window's length; 1 where the model puts out once a window</value>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Stride { get; set; }

    /// <summary>
    /// The timesteps that a gradient goes back through at the most. A longer sequence is taken in chunks, with a step of the optimizer
    /// each: the state is carried over, the gradient is not, and memory does not grow with the length.
    /// </summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int TruncatedLength { get; set; }

    /// <summary>The largest norm of all gradients together; larger ones are scaled down to it. 0 for any.</summary>
    /// <value>1</value>
    [Parameter]
    [ValidateRange(0.0, double.MaxValue)]
    public double ClipNorm { get; set; } = 1;

    /// <summary>The largest magnitude of a gradient; what is beyond is cut, before the norm is. 0 for any.</summary>
    /// <value>0</value>
    [Parameter]
    [ValidateRange(0.0, double.MaxValue)]
    public double ClipValue { get; set; }

    /// <summary>The weight decay: an L2 penalty; of AdamW the share that weights shrink by apart from the gradient.</summary>
    /// <value>0; 0.01 for AdamW</value>
    [Parameter]
    public double WeightDecay { get; set; }

    /// <summary>The share of the data, at its end, that is measured and not trained on: from 0 up to, but not, 1.</summary>
    /// <value>0</value>
    [Parameter]
    public double ValidationFraction { get; set; }

    /// <summary>How many epochs in a row may be no better before the training ends.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Patience { get; set; }

    /// <summary>How inputs, and the targets of a regression, are scaled: Standard, MinMax or None.</summary>
    /// <value>what the model has, or Standard</value>
    [Parameter]
    public RnnScaling Scaling { get; set; }

    /// <summary>What to compute with: Double, or Single, which is faster for large models.</summary>
    /// <value>Double</value>
    [Parameter]
    public RnnPrecision Precision { get; set; } = RnnPrecision.Double;

    /// <summary>The seed that the order of the sequences and what is dropped out are drawn from.</summary>
    /// <value>the model's, or 0</value>
    [Parameter]
    public int Seed { get; set; }

    /// <summary>The most threads; the weights do not depend on it.</summary>
    /// <value>one for each processor</value>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int ThrottleLimit { get; set; } = Environment.ProcessorCount;

    /// <summary>What the parameters ask for.</summary>
    /// <param name="model">The model, whose seed is taken where none was given.</param>
    /// <returns>The options.</returns>
    protected RnnTrainingOptions CreateOptions(RnnModel model) => new()
    {
        Loss = Require(() => ReadLoss(Loss), nameof(Loss)),
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
        Patience = Given(nameof(Patience)) ? Patience : null,
        Scaling = Given(nameof(Scaling)) ? Scaling : null,
        Precision = Precision,
        Seed = Given(nameof(Seed)) ? Seed : model.Seed ?? 0,
        Threads = ThrottleLimit,
    };
}
