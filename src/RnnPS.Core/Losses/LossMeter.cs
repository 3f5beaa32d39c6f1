namespace RnnPS;

/// <summary>Measures the loss of steps as they come, and sums it over each sequence.</summary>
public sealed class LossMeter
{
    private readonly Dictionary<object, List<double>> _sequences = [];
    private readonly List<object> _order = [];

    /// <summary>Measures one step: the mean over the output's components of (output − target)².</summary>
    /// <param name="step">The step.</param>
    /// <param name="target">One finite number for each component of the output.</param>
    /// <returns>The step's loss.</returns>
    /// <exception cref="RnnException">
    /// Another length (<see cref="RnnErrorId.TargetLength"/>), a missing target
    /// (<see cref="RnnErrorId.MissingValue"/>) or an infinite one (<see cref="RnnErrorId.NotFinite"/>). The step is not counted.
    /// </exception>
    public static RnnStepLoss Measure(RnnStep step, double[] target)
    {
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(target);
        ReadOnlySpan<double> output = step.OutputVector.AsSpan();
        if (target.Length != output.Length)
        {
            throw new RnnException(
                RnnErrorId.TargetLength,
                $"The target {new RnnVector(target)} of step {step.Step} has {target.Length} numbers: the output has "
                + $"{output.Length}. Give one target for each component of the output.",
                target);
        }

        double sum = 0;
        for (int i = 0; i < target.Length; i++)
        {
            if (double.IsNaN(target[i]))
            {
                throw new RnnException(
                    RnnErrorId.MissingValue,
                    $"The target of step {step.Step} is missing (an empty field or NaN): fill it in, or leave the step out.",
                    target);
            }

            if (double.IsInfinity(target[i]))
            {
                throw new RnnException(RnnErrorId.NotFinite, RnnMessages.NotFinite(target[i]), target);
            }

            double difference = output[i] - target[i];
            sum += difference * difference;
        }

        return new RnnStepLoss(step, target, sum / target.Length);
    }

    /// <summary>Counts a step's loss for its sequence.</summary>
    /// <param name="loss">What <see cref="Measure"/> gave.</param>
    public void Add(RnnStepLoss loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        if (!_sequences.TryGetValue(loss.Sequence, out List<double>? steps))
        {
            _sequences.Add(loss.Sequence, steps = []);
            _order.Add(loss.Sequence);
        }

        steps.Add(loss.Loss);
    }

    /// <summary>The totals so far.</summary>
    /// <returns>One loss a sequence, in the order in which the sequences came.</returns>
    public IEnumerable<RnnLoss> Totals() => _order.Select(key => new RnnLoss(key, [.. _sequences[key]]));
}
