namespace RnnPS.Files;

/// <summary>A layer of a <see cref="ModelGraph"/>, in RnnPS's own conventions: row vectors, and the gates in the order of its cells.</summary>
internal abstract record ModelLayer
{
    /// <summary>The number of numbers that the layer reads at a timestep.</summary>
    public abstract int InputSize { get; }

    /// <summary>The number of numbers that the layer outputs at a timestep.</summary>
    public abstract int OutputSize { get; }
}

/// <summary>A table of vectors. The input is one integer token, and the output is its row.</summary>
/// <param name="Weights">The vectors, [vocabulary × size].</param>
internal sealed record EmbeddingLayer(RnnMatrix Weights) : ModelLayer
{
    public override int InputSize => 1;

    public override int OutputSize => Weights.Columns;
}

/// <summary>One or two recurrent cells.</summary>
/// <param name="Layer">The cells with their direction and merge.</param>
internal sealed record RecurrentLayer(RnnStackLayer Layer) : ModelLayer
{
    public override int InputSize => Layer.InputSize;

    public override int OutputSize => Layer.OutputSize;
}

/// <summary>A dense layer: y = f(x·Weights + Bias).</summary>
/// <param name="Weights">The weights, [input × output].</param>
/// <param name="Bias">The bias, [output]; null for none.</param>
/// <param name="Activation">The activation function f.</param>
/// <param name="Softmax">Whether f is the softmax over all outputs instead.</param>
internal sealed record DenseLayer(RnnMatrix Weights, RnnVector? Bias, RnnActivationFunction Activation, bool Softmax = false) : ModelLayer
{
    public override int InputSize => Weights.Rows;

    public override int OutputSize => Weights.Columns;

    /// <summary>Whether f is the identity.</summary>
    public bool IsLinear => !Softmax && Activation.Kind == RnnActivation.Identity;

    /// <summary>
    /// Whether the layer is the model's output layer and not one of its hidden dense layers. Null if the file does not say it: then the
    /// last layer is, if an output layer can have its activation.
    /// </summary>
    public bool? IsOutput { get; init; }
}

/// <summary>An activation of its own, for example Keras' <c>Activation</c> or ONNX's <c>Relu</c>.</summary>
/// <param name="Size">The number of inputs and outputs.</param>
/// <param name="Activation">The activation function of each component.</param>
/// <param name="Softmax">Whether it is the softmax over all components instead.</param>
internal sealed record ActivationLayer(int Size, RnnActivationFunction Activation, bool Softmax = false) : ModelLayer
{
    public override int InputSize => Size;

    public override int OutputSize => Size;
}

/// <summary>An affine map of each component, x·Scale + Shift, for example a trained batch normalization.</summary>
/// <param name="Scale">The factor of each component.</param>
/// <param name="Shift">The number that is then added to each component.</param>
internal sealed record AffineLayer(RnnVector Scale, RnnVector Shift) : ModelLayer
{
    public override int InputSize => Scale.Length;

    public override int OutputSize => Scale.Length;
}
