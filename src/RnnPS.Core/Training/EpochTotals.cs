namespace RnnPS;

/// <summary>Accumulates the loss and the gradient norms of one epoch.</summary>
internal sealed class EpochTotals
{
    private TrainingLoss _loss;
    private double _norm;
    private double _clippedNorm;
    private long _steps;

    /// <summary>The number of timesteps processed.</summary>
    public long Timesteps { get; private set; }

    /// <summary>The number of chunks processed.</summary>
    public int Updates { get; private set; }

    /// <summary>The mean loss over the timesteps that count.</summary>
    public double Loss => _loss.Value(RnnReduction.Mean);

    /// <summary>The fraction of the targets whose class the model predicts; null if the targets are not classes.</summary>
    public double? Accuracy => _loss.Accuracy;

    /// <summary>The mean gradient norm before clipping.</summary>
    public double GradientNorm => _norm / _steps;

    /// <summary>The mean gradient norm after clipping.</summary>
    public double ClippedGradientNorm => _clippedNorm / _steps;

    /// <summary>Adds the loss of one chunk.</summary>
    /// <param name="loss">The loss of the chunk.</param>
    /// <param name="timesteps">The number of timesteps in the chunk.</param>
    public void Add(TrainingLoss loss, long timesteps)
    {
        _loss += loss;
        Timesteps += timesteps;
        Updates++;
    }

    /// <summary>Adds one optimizer step.</summary>
    /// <param name="norm">The gradient norm before clipping.</param>
    /// <param name="clippedNorm">The gradient norm after clipping.</param>
    public void Add(double norm, double clippedNorm)
    {
        _norm += norm;
        _clippedNorm += clippedNorm;
        _steps++;
    }
}
