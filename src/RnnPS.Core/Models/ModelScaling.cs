namespace RnnPS;

/// <summary>The scalers of a model: one scales raw inputs, the other turns outputs back into raw values.</summary>
/// <param name="Input">The scaler of the inputs; null if inputs are not scaled.</param>
/// <param name="Output">The scaler of the outputs; null if outputs are not scaled.</param>
internal sealed record ModelScaling(RnnScaler? Input, RnnScaler? Output);
