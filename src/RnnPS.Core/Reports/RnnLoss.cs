using System.Globalization;

namespace RnnPS;

/// <summary>
/// The loss of one sequence, or of all together: the weighted sum or mean of the losses of the timesteps.
/// </summary>
public sealed class RnnLoss
{
    internal RnnLoss(object sequence, RnnLossFunction function, RnnReduction reduction, double[] steps, double[] weights, double? accuracy)
    {
        Accuracy = accuracy;
        Sequence = sequence;
        Function = function;
        Reduction = reduction;
        Steps = new RnnVector(steps);
        Weights = new RnnVector(weights);
        for (int i = 0; i < steps.Length; i++)
        {
            Total += weights[i] * steps[i];
            Weight += weights[i];
        }
    }

    /// <summary>The key of the sequence; 0 if the input has no key. The loss over all sequences has the text <c>Total</c>.</summary>
    public object Sequence { get; }

    /// <summary>The loss function.</summary>
    public RnnLossFunction Function { get; }

    /// <summary>The reduction of the steps' losses to <see cref="Value"/>.</summary>
    public RnnReduction Reduction { get; }

    /// <summary>
    /// The loss of the sequence: <see cref="Total"/> or <see cref="Mean"/>, depending on <see cref="Reduction"/>. It is NaN if no step
    /// was measured, because all weights were 0.
    /// </summary>
    public double Value => Count == 0 ? double.NaN : Reduction == RnnReduction.Mean ? Mean : Total;

    /// <summary>The sum of the steps' losses, each multiplied by its weight; 0 if no step was measured.</summary>
    public double Total { get; }

    /// <summary>The total divided by the sum of the weights; NaN if no step was measured.</summary>
    public double Mean => Total / Weight;

    /// <summary>The sum of the weights. Without weights, this is the number of steps.</summary>
    public double Weight { get; }

    /// <summary>
    /// The fraction of the measured steps whose class the model predicts, from 0 to 1; null if the loss is not a cross-entropy.
    /// </summary>
    public double? Accuracy { get; }

    /// <summary>The number of measured steps.</summary>
    public int Count => Steps.Length;

    /// <summary>The loss of each step, in order.</summary>
    public RnnVector Steps { get; }

    /// <summary>The weight of each step, in order; 1 if no weights were given.</summary>
    public RnnVector Weights { get; }

    /// <summary>Formats the loss as one line.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Sequence}: {RnnFormat.Number(Value)} over {Count} steps");
}

/// <summary>The loss of one timestep.</summary>
public sealed class RnnStepLoss
{
    internal RnnStepLoss(RnnStep step, RnnVector? prediction, double[] target, double loss, double weight)
    {
        Sequence = step.Sequence;
        Step = step.Step;
        Output = step.Output;
        Prediction = prediction is not { } vector ? Output : vector.Length == 1 ? vector[0] : vector;
        Target = target.Length == 1 ? target[0] : new RnnVector(target);
        Loss = loss;
        Weight = weight;
        Source = step.Source;
    }

    /// <summary>The key of the sequence; 0 if the input has no key.</summary>
    public object Sequence { get; }

    /// <summary>The zero-based number of the step in its sequence, at which the model made the prediction.</summary>
    public long Step { get; }

    /// <summary>
    /// The number of the step that the prediction is for and the target belongs to: <see cref="Step"/> plus the lead.
    /// </summary>
    public required long TargetStep { get; init; }

    /// <summary>The output of the model: a double, or an <see cref="RnnVector"/> if the model has several outputs.</summary>
    public object Output { get; }

    /// <summary>
    /// The prediction of the target, in the same form as <see cref="Output"/>. It is the output, after the inverse of the
    /// <see cref="RnnModel.Link"/> that the model was trained with, or that the loss has if the model was not trained.
    /// </summary>
    public object Prediction { get; }

    /// <summary>The target: a double, or an <see cref="RnnVector"/> if it has several components.</summary>
    public object Target { get; }

    /// <summary>The loss of the step, not multiplied by its weight.</summary>
    public double Loss { get; }

    /// <summary>The weight of the step in the loss of the sequence; 1 if no weight was given.</summary>
    public double Weight { get; }

    /// <summary>The source row of the input; null if there is none.</summary>
    public object? Source { get; }

    /// <summary>The source row that holds the target; null if the target did not come from a row.</summary>
    public object? TargetSource { get; init; }

    /// <summary>Whether a view shows the prediction and the target's step, because they differ from the output and the step.</summary>
    /// <returns>Whether one of them differs.</returns>
    public bool ShowsPrediction() => TargetStep != Step || !ReferenceEquals(Prediction, Output);
}
