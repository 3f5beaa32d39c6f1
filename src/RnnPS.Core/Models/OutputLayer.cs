namespace RnnPS;

/// <summary>The output layer, the same at every step: y = f(h·Weights + Bias).</summary>
/// <param name="Weights">[hidden × output].</param>
/// <param name="Bias">[output], or null.</param>
/// <param name="Activation">The function f.</param>
internal sealed record OutputLayer(
    RnnMatrix Weights, RnnVector? Bias, RnnOutputActivation Activation = RnnOutputActivation.Identity);
