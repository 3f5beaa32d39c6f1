namespace RnnPS.Benchmarks;

/// <summary>The time below which a step can't be done on this machine, and what it is made of, in microseconds.</summary>
/// <param name="Recurrent">For the products with the states.</param>
/// <param name="Input">For the products with what comes in, and of the output layer; they wait for nothing.</param>
/// <param name="Activation">For the activations.</param>
internal sealed record Limit(double Recurrent, double Input, double Activation)
{
    /// <summary>All parts together.</summary>
    public double Total => Recurrent + Input + Activation;

    /// <summary>The limit of a step of all sequences.</summary>
    /// <remarks>
    /// One sequence has to read all recurrent weights at every step, layer by layer, and the way through the cache is longer
    /// than the multiply-adds; of a batch, all products can go at the machine's peak.
    /// </remarks>
    /// <param name="size">What a step consists of.</param>
    /// <param name="threads">How many threads share the steps.</param>
    /// <param name="inputThreads">How many share the products with what comes in.</param>
    /// <param name="machine">What the machine can do.</param>
    public static Limit Of(StepSize size, int threads, int inputThreads, MachineLimits machine)
    {
        // First, for it wakes the processors up as a run does.
        double input = size.Rows * size.InputProducts / machine.Peak(inputThreads);
        double recurrent = size.Rows == 1
            ? size.RecurrentWeights.Sum(weights => weights * machine.ElementSize / machine.Bandwidth(weights * machine.ElementSize, threads))
            : size.Rows * size.RecurrentWeights.Sum() / machine.Peak(threads);
        double activation = size.Rows * ((size.Tanhs * machine.Tanh) + (size.Sigmoids * machine.Sigmoid)) / threads;
        return new Limit(recurrent / 1000, input / 1000, activation / 1000);
    }

    /// <summary>The medians of each part of some limits.</summary>
    public static Limit MedianOf(IReadOnlyCollection<Limit> limits) => new(
        Timing.MedianOf(limits.Select(limit => limit.Recurrent)),
        Timing.MedianOf(limits.Select(limit => limit.Input)),
        Timing.MedianOf(limits.Select(limit => limit.Activation)));

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"{Total:0.000} µs/step = {Recurrent:0.000} recurrent + {Input:0.000} input + {Activation:0.000} activations");
}
