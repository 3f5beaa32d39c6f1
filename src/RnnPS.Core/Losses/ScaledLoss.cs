namespace RnnPS;

/// <summary>
/// The loss of a model with scaled outputs. The loss value refers to raw outputs. In training, the gradient is normalized, so that each
/// output has the same weight and a learning rate suits any unit.
/// </summary>
/// <remarks>
/// Only for losses of the difference between output and target. The caller subtracts the scaler's offset from the targets.
/// The difference does not need the offset, and a large offset would cost precision.
/// </remarks>
internal sealed record ScaledLoss : RnnLossFunction
{
    private readonly RnnLossFunction _inner;
    private readonly RnnScaler _scaler;
    private readonly bool _isSquare;
    private readonly bool _normalizes;

    /// <summary>Wraps a loss.</summary>
    /// <param name="inner">The loss function of raw outputs.</param>
    /// <param name="scaler">The scaler of the outputs.</param>
    /// <param name="normalizes">Whether to normalize the gradient; otherwise it is that of the loss of raw outputs, by the chain rule.</param>
    public ScaledLoss(RnnLossFunction inner, RnnScaler scaler, bool normalizes = true)
    {
        _normalizes = normalizes;
        _inner = inner;
        _scaler = scaler;
        // A difference c times as large gives c² times the loss for losses that are quadratic near 0, and c times the loss for
        // others.
        _isSquare = inner is MeanSquaredErrorLoss or HuberLoss;
    }

    public override string Name => _inner.Name;

    /// <summary>
    /// Whether a loss supports scaled outputs: it must be a function of the difference between output and target.
    /// </summary>
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
        for (int i = 0; (_isSquare || !_normalizes) && i < rows.Gradient.Length; i++)
        {
            T scale = T.CreateTruncating(_scaler.Scale[i % outputs]);
            rows.Gradient[i] = _normalizes ? rows.Gradient[i] / scale : rows.Gradient[i] * scale;
        }
    }

    private protected override string Describe() => _inner.ToString();
}
