namespace RnnPS;

/// <summary>The gradient of a loss with respect to one weight array of a model, or a part of it.</summary>
public sealed class RnnWeightGradient
{
    private readonly RnnMatrix _gradient;

    internal RnnWeightGradient(object sequence, CellWeight weight, RnnMatrix gradient, long? step = null, long? lossStep = null)
    {
        Sequence = sequence;
        Name = weight.Name;
        Step = step;
        LossStep = lossStep;
        Weight = weight;
        _gradient = gradient;
        Norm = EuclideanNorm.Of(gradient.AsSpan());
    }

    /// <summary>The key of the sequence; 0 for input that has none, and the text Total for the sum over all sequences.</summary>
    public object Sequence { get; }

    /// <summary>The name of the array, such as <c>Layers[0].RecurrentWeights</c>, as in the model.</summary>
    public string Name { get; }

    /// <summary>The timestep whose use of the weights this part comes from; null for the sum over all timesteps.</summary>
    public long? Step { get; }

    /// <summary>The timestep whose own loss this is the gradient of; null for the loss of the whole sequence.</summary>
    public long? LossStep { get; }

    /// <summary>The values of the array: an <see cref="RnnMatrix"/> or an <see cref="RnnVector"/>, as in the model.</summary>
    public object Value => Shaped(Weight.Values);

    /// <summary>The derivative of the loss with respect to each value, in the shape of the values.</summary>
    public object Gradient => Shaped(_gradient);

    /// <summary>The L2 norm of the gradient.</summary>
    public double Norm { get; }

    /// <summary>The number of rows and columns, such as <c>2×8</c>. A vector has one row.</summary>
    public string Size => Weight.Values.ToString();

    internal CellWeight Weight { get; }

    /// <summary>The derivatives as a matrix. A vector has one row.</summary>
    internal RnnMatrix Derivatives => _gradient;

    /// <summary>Formats the name and the norm as one line.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Name}: {RnnFormat.Number(Norm)}";

    private object Shaped(RnnMatrix values) => Weight.IsVector ? values[0] : values;
}
