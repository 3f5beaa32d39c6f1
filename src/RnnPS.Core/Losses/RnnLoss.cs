using System.Globalization;

namespace RnnPS;

/// <summary>
/// The loss of one sequence: the sum over all its timesteps of each step's loss, which is the mean over the output's
/// components.
/// </summary>
public sealed class RnnLoss
{
    internal RnnLoss(object sequence, double[] steps)
    {
        Sequence = sequence;
        Steps = new RnnVector(steps);
        foreach (double loss in steps)
        {
            Total += loss;
        }
    }

    /// <summary>The key of the sequence; 0 for input that has none.</summary>
    public object Sequence { get; }

    /// <summary>The sum of the steps' losses.</summary>
    public double Total { get; }

    /// <summary>How many steps were measured.</summary>
    public int Count => Steps.Length;

    /// <summary>Each step's loss, in the order of the steps.</summary>
    public RnnVector Steps { get; }

    /// <summary>The total in one line.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Sequence}: {RnnFormat.Number(Total)} over {Count} steps");
}

/// <summary>The loss of one timestep.</summary>
public sealed class RnnStepLoss
{
    internal RnnStepLoss(RnnStep step, double[] target, double loss)
    {
        Sequence = step.Sequence;
        Step = step.Step;
        Output = step.Output;
        Target = target.Length == 1 ? target[0] : new RnnVector(target);
        Loss = loss;
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

    /// <summary>The step's loss: the mean over the output's components.</summary>
    public double Loss { get; }

    /// <summary>The row that the step's input came from; null where there is none.</summary>
    public object? Source { get; }
}
