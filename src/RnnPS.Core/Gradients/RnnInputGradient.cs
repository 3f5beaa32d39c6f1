namespace RnnPS;

/// <summary>The gradient of a loss with respect to the input of one timestep: which input mattered, and how.</summary>
public sealed class RnnInputGradient
{
    internal RnnInputGradient(
        object sequence, long step, long? lossStep, IReadOnlyList<string> features, RnnVector input, RnnVector gradient)
    {
        Sequence = sequence;
        Step = step;
        LossStep = lossStep;
        Features = features;
        Input = input;
        Gradient = gradient;
        Norm = EuclideanNorm.Of(gradient.AsSpan());
    }

    /// <summary>The key of the sequence; 0 for input that has none.</summary>
    public object Sequence { get; }

    /// <summary>The number of the timestep in its sequence, counted from 0.</summary>
    public long Step { get; }

    /// <summary>The timestep whose own loss this is the gradient of; null for the loss of the whole sequence.</summary>
    public long? LossStep { get; }

    /// <summary>The names of the input features; empty if they have no names.</summary>
    public IReadOnlyList<string> Features { get; }

    /// <summary>The input, as it was given: before the scaling of the model.</summary>
    public RnnVector Input { get; }

    /// <summary>
    /// The derivative with respect to each component of <see cref="Input"/>. For a model with an embedding, with respect to each component
    /// of the token's vector.
    /// </summary>
    public RnnVector Gradient { get; }

    /// <summary>The L2 norm of the gradient.</summary>
    public double Norm { get; }

    /// <summary>Formats the step and the norm as one line.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => FormattableString.Invariant($"Step {Step}: {RnnFormat.Number(Norm)}");
}
