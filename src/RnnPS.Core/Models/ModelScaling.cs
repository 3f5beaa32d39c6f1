namespace RnnPS;

/// <summary>What a model scales its raw inputs by, and its outputs back to raw numbers.</summary>
/// <param name="Input">Of the inputs; null where they go in as they are.</param>
/// <param name="Output">Of the output layer; null where its outputs come out as they are.</param>
internal sealed record ModelScaling(RnnScaler? Input, RnnScaler? Output);
