namespace RnnPS;

/// <summary>The gradient of the loss with respect to the state of one cell after one timestep.</summary>
public sealed class RnnGradientStep : ILayerStep
{
    internal RnnGradientStep(object sequence, int layer, RnnDirection direction, long step, double norm, double fromEnd, double? cellStateFromEnd)
    {
        Sequence = sequence;
        Layer = layer;
        Direction = direction;
        Step = step;
        Norm = norm;
        FromEnd = fromEnd;
        CellStateFromEnd = cellStateFromEnd;
    }

    /// <summary>The key of the sequence; 0 for input that has none.</summary>
    public object Sequence { get; }

    /// <summary>The zero-based index of the layer.</summary>
    public int Layer { get; }

    /// <summary>The order in which the cell reads: Forward or Reverse.</summary>
    public RnnDirection Direction { get; }

    /// <summary>The number of the timestep in its sequence, counted from 0.</summary>
    public long Step { get; }

    /// <summary>The L2 norm of the total derivative dLoss/dState.</summary>
    public double Norm { get; }

    /// <summary>
    /// The same norm for the loss of a single timestep: the last one that the cell reads. It shows how much of the gradient survives
    /// the timesteps in between. The norm for the whole loss would hide that, because nearby timesteps always contribute to it.
    /// </summary>
    public double FromEnd { get; }

    /// <summary>
    /// <see cref="FromEnd"/> for the cell state of an LSTM: the norm of dLoss/dCellState, by which the cell is judged. Null for another cell.
    /// </summary>
    public double? CellStateFromEnd { get; }
}
