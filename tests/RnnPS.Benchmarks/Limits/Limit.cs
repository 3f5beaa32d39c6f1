namespace RnnPS.Benchmarks;

/// <summary>The shortest possible time of a step on this machine, in microseconds, as a sum of three parts.</summary>
/// <param name="Recurrent">The time of the recurrent products.</param>
/// <param name="Input">The time of the products of the inputs and of the output layer. They need not wait for a state.</param>
/// <param name="Activation">The time of the activations.</param>
internal sealed record Limit(double Recurrent, double Input, double Activation)
{
    /// <summary>The sum of all parts.</summary>
    public double Total => Recurrent + Input + Activation;

    /// <summary>Computes the limit of a step of all sequences.</summary>
    /// <remarks>
    /// A single sequence must read all recurrent weights at every step, layer by layer, and reading them from the cache takes
    /// longer than the multiply-adds. In a batch, all products can run at the machine's peak.
    /// </remarks>
    /// <param name="size">The amount of work in a step.</param>
    /// <param name="threads">The number of threads for the steps.</param>
    /// <param name="inputThreads">The number of threads for the input products.</param>
    /// <param name="machine">The limits of the machine.</param>
    public static Limit Of(StepSize size, int threads, int inputThreads, MachineLimits machine)
    {
        // Measured first, because it brings the processors to full speed, as a run does.
        double input = size.Rows * size.InputProducts / machine.Peak(inputThreads);
        double recurrent = size.Rows == 1
            ? size.RecurrentWeights.Sum(weights => weights * machine.ElementSize / machine.Bandwidth(weights * machine.ElementSize, threads))
            : size.Rows * size.RecurrentWeights.Sum() / machine.Peak(threads);
        double activation = size.Rows * ((size.Tanhs * machine.Tanh) + (size.Sigmoids * machine.Sigmoid)) / threads;
        return new Limit(recurrent / 1000, input / 1000, activation / 1000);
    }

    /// <summary>Computes the median of each part of several limits.</summary>
    public static Limit MedianOf(IReadOnlyCollection<Limit> limits) => new(
        Timing.MedianOf(limits.Select(limit => limit.Recurrent)),
        Timing.MedianOf(limits.Select(limit => limit.Input)),
        Timing.MedianOf(limits.Select(limit => limit.Activation)));

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"{Total:0.000} µs/step = {Recurrent:0.000} recurrent + {Input:0.000} input + {Activation:0.000} activations");
}
