namespace RnnPS;

/// <summary>
/// A loss of a model whose outputs are made raw numbers by a scaling: it tells the loss of the raw numbers, and gives the
/// gradient of the scaled ones, so that each output weighs the same, and a learning rate fits, whatever its unit.
/// </summary>
/// <remarks>
/// Only for losses of the difference between output and target. Targets come less the scaling's offset, which differences do not
/// need: a large one would take digits from them.
/// </remarks>
internal sealed record ScaledLoss : RnnLossFunction
{
    private readonly RnnLossFunction _inner;
    private readonly RnnScaler _scaler;
    private readonly bool _isSquare;

    /// <summary>Wraps a loss.</summary>
    /// <param name="inner">The loss of the raw numbers.</param>
    /// <param name="scaler">The scaling of the outputs.</param>
    public ScaledLoss(RnnLossFunction inner, RnnScaler scaler)
    {
        _inner = inner;
        _scaler = scaler;
        // The loss of a difference c times as large is c² times as large near 0, where it is smooth, else c times.
        _isSquare = inner is MeanSquaredErrorLoss or HuberLoss;
    }

    public override string Name => _inner.Name;

    /// <summary>Whether a loss may be measured of scaled outputs: it is one of their difference from the target.</summary>
    public static bool Takes(RnnLossFunction loss) =>
        loss is MeanSquaredErrorLoss or MeanAbsoluteErrorLoss or HuberLoss or PinballLoss;

    private protected override void Compute<T>(LossRows<T> rows)
    {
        int outputs = rows.Outputs;
        var raw = new T[rows.Count * outputs];
        for (int row = 0; row < rows.Count; row++)
        {
            ReadOnlySpan<T> output = rows.OutputOf(row);
            for (int i = 0; i < outputs; i++)
            {
                raw[(row * outputs) + i] = output[i] * T.CreateTruncating(_scaler.Scale[i]);
            }
        }

        _inner.Evaluate(rows.WithOutput(raw), RnnOutputActivation.Identity);
        for (int i = 0; _isSquare && i < rows.Gradient.Length; i++)
        {
            rows.Gradient[i] /= T.CreateTruncating(_scaler.Scale[i % outputs]);
        }
    }

    private protected override string Describe() => _inner.ToString();
}
