namespace RnnPS;

/// <summary>The output layer, applied with the same weights at every timestep: y = f(x·Weights + Bias).</summary>
/// <param name="Weights">The weights, [hidden × output].</param>
/// <param name="Bias">The bias, [output], or null.</param>
/// <param name="Activation">The activation function f.</param>
internal sealed record OutputLayer(
    RnnMatrix Weights, RnnVector? Bias, RnnOutputActivation Activation = RnnOutputActivation.Identity);
