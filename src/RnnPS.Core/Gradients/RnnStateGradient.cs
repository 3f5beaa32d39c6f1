namespace RnnPS;

/// <summary>
/// The gradient of a loss with respect to the state of one cell: after a timestep, or before the first one. It is the total
/// derivative, through all that follows in time and in the layers above.
/// </summary>
public sealed class RnnStateGradient : ILayerStep
{
    internal RnnStateGradient(object sequence, int layer, RnnDirection direction, long? step, long? lossStep)
    {
        Sequence = sequence;
        Layer = layer;
        Direction = direction;
        Step = step;
        LossStep = lossStep;
    }

    /// <summary>The key of the sequence; 0 for input that has none.</summary>
    public object Sequence { get; }

    /// <summary>The zero-based index of the layer.</summary>
    public int Layer { get; }

    /// <summary>The order in which the cell reads: Forward or Reverse.</summary>
    public RnnDirection Direction { get; }

    /// <summary>The number of the timestep in its sequence, counted from 0; null for the state before the first timestep.</summary>
    public long? Step { get; }

    /// <summary>The timestep whose own loss this is the gradient of; null for the loss of the whole sequence.</summary>
    public long? LossStep { get; }

    /// <summary>The state h.</summary>
    public RnnVector State { get; internal init; }

    /// <summary>dLoss/dState: the derivative with respect to each component of the state.</summary>
    public RnnVector Gradient { get; internal init; }

    /// <summary>The L2 norm of <see cref="Gradient"/>.</summary>
    public double Norm => EuclideanNorm.Of(Gradient.AsSpan());

    /// <summary>The cell state c of an LSTM; null for another cell.</summary>
    public RnnVector? CellState { get; internal init; }

    /// <summary>dLoss/dCellState; null for a cell without a cell state.</summary>
    public RnnVector? CellStateGradient { get; internal init; }

    /// <summary>The L2 norm of <see cref="CellStateGradient"/>; null for a cell without a cell state.</summary>
    public double? CellStateNorm => CellStateGradient is { } gradient ? EuclideanNorm.Of(gradient.AsSpan()) : null;

    /// <summary>Formats the layer, the direction, the step and the norm as one line.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => FormattableString.Invariant(
        $"Layer {Layer} {Direction}, {(Step is { } step ? FormattableString.Invariant($"step {step}") : "before the first step")}: {RnnFormat.Number(Norm)}");
}
