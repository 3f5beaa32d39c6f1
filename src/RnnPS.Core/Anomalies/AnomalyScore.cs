namespace RnnPS;

/// <summary>The score of a row.</summary>
/// <param name="PValue">The p-value.</param>
/// <param name="Kind">What the smaller of its two p-values says.</param>
/// <param name="Shares">The part of each target.</param>
internal readonly record struct AnomalyScore(double PValue, RnnAnomalyKind Kind, double[] Shares);
