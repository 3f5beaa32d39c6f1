namespace RnnPS;

/// <summary>The gradient of the loss with respect to the state that one cell has after one timestep.</summary>
public sealed class RnnGradientStep : ILayerStep
{
    internal RnnGradientStep(object sequence, int layer, RnnDirection direction, long step, double norm, double fromEnd)
    {
        Sequence = sequence;
        Layer = layer;
        Direction = direction;
        Step = step;
        Norm = norm;
        FromEnd = fromEnd;
    }

    /// <summary>The key of the sequence; 0 for input that has none.</summary>
    public object Sequence { get; }

    /// <summary>The layer, from 0.</summary>
    public int Layer { get; }

    /// <summary>The order in which the cell reads: Forward or Reverse.</summary>
    public RnnDirection Direction { get; }

    /// <summary>The number of the step in its sequence, from 0.</summary>
    public long Step { get; }

    /// <summary>The Euclidean norm of dLoss/dState: of the whole loss, on all ways from the state to it.</summary>
    public double Norm { get; }

    /// <summary>
    /// The same of the loss of one step alone, the last that the cell reads: what the steps between leave of it. The losses of all
    /// steps together would hide that, since those nearby are always felt.
    /// </summary>
    public double FromEnd { get; }
}
