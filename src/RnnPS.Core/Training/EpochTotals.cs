namespace RnnPS;

/// <summary>What the steps of an epoch add up to.</summary>
internal sealed class EpochTotals
{
    private TrainingLoss _loss;
    private double _norm;
    private double _clippedNorm;
    private long _steps;

    /// <summary>How many timesteps were run.</summary>
    public long Timesteps { get; private set; }

    /// <summary>How many chunks were run.</summary>
    public int Updates { get; private set; }

    /// <summary>The mean loss of the timesteps that count.</summary>
    public double Loss => _loss.Value(RnnReduction.Mean);

    /// <summary>The mean norm of the gradient before it was clipped.</summary>
    public double GradientNorm => _norm / _steps;

    /// <summary>The mean norm of the gradient after it was clipped.</summary>
    public double ClippedGradientNorm => _clippedNorm / _steps;

    /// <summary>Adds the loss of a chunk.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="timesteps">How many timesteps were run.</param>
    public void Add(TrainingLoss loss, long timesteps)
    {
        _loss += loss;
        Timesteps += timesteps;
        Updates++;
    }

    /// <summary>Adds a step of the optimizer.</summary>
    /// <param name="norm">The gradient's norm.</param>
    /// <param name="clippedNorm">The same after clipping.</param>
    public void Add(double norm, double clippedNorm)
    {
        _norm += norm;
        _clippedNorm += clippedNorm;
        _steps++;
    }
}
