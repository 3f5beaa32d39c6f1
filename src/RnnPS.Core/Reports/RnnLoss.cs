using System.Globalization;

namespace RnnPS;

/// <summary>The loss of one sequence: what its timesteps' losses, each times its weight, make together.</summary>
public sealed class RnnLoss
{
    internal RnnLoss(object sequence, RnnLossFunction function, RnnReduction reduction, double[] steps, double[] weights)
    {
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

    /// <summary>The key of the sequence; 0 for input that has none.</summary>
    public object Sequence { get; }

    /// <summary>The loss of a step.</summary>
    public RnnLossFunction Function { get; }

    /// <summary>How the steps' losses become <see cref="Value"/>.</summary>
    public RnnReduction Reduction { get; }

    /// <summary>The loss of the sequence: <see cref="Total"/> or <see cref="Mean"/>, as the reduction has it.</summary>
    public double Value => Reduction == RnnReduction.Mean ? Mean : Total;

    /// <summary>The sum of the steps' losses, each times its weight.</summary>
    public double Total { get; }

    /// <summary>The total divided by the sum of the weights.</summary>
    public double Mean => Total / Weight;

    /// <summary>The sum of the weights: the number of steps where none was given.</summary>
    public double Weight { get; }

    /// <summary>How many steps were measured.</summary>
    public int Count => Steps.Length;

    /// <summary>Each step's loss, in the order of the steps.</summary>
    public RnnVector Steps { get; }

    /// <summary>Each step's weight, in the order of the steps; 1 where none was given.</summary>
    public RnnVector Weights { get; }

    /// <summary>The loss in one line.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Sequence}: {RnnFormat.Number(Value)} over {Count} steps");
}

/// <summary>The loss of one timestep.</summary>
public sealed class RnnStepLoss
{
    internal RnnStepLoss(RnnStep step, double[] target, double loss, double weight)
    {
        Sequence = step.Sequence;
        Step = step.Step;
        Output = step.Output;
        Target = target.Length == 1 ? target[0] : new RnnVector(target);
        Loss = loss;
        Weight = weight;
        Source = step.Source;
    }

    /// <summary>The key of the sequence; 0 for input that has none.</summary>
    public object Sequence { get; }

    /// <summary>The number of the step in its sequence, from 0.</summary>
    public long Step { get; }

    /// <summary>What the model put out: a double, or an <see cref="RnnVector"/> where it has several outputs.</summary>
    public object Output { get; }

    /// <summary>What it should have been, in the same form.</summary>
    public object Target { get; }

    /// <summary>The step's loss, without its weight.</summary>
    public double Loss { get; }

    /// <summary>What the loss is multiplied by in the sequence's total; 1 where no weight was given.</summary>
    public double Weight { get; }

    /// <summary>The row that the step's input came from; null where there is none.</summary>
    public object? Source { get; }
}
