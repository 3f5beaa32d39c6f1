namespace RnnPS;

/// <summary>What the steps of an epoch add up to.</summary>
internal sealed class EpochTotals
{
    private double _loss;
    private double _counted;
    private double _norm;
    private double _clippedNorm;
    private long _updates;

    /// <summary>How many timesteps were run.</summary>
    public long Timesteps { get; private set; }

    /// <summary>The mean loss of the timesteps that count.</summary>
    public double Loss => _loss / _counted;

    /// <summary>The mean norm of the gradient before it was clipped.</summary>
    public double GradientNorm => _norm / _updates;

    /// <summary>The mean norm of the gradient after it was clipped.</summary>
    public double ClippedGradientNorm => _clippedNorm / _updates;

    /// <summary>Adds a step of the optimizer.</summary>
    /// <param name="loss">The sum of the timesteps' losses.</param>
    /// <param name="counted">How many timesteps it is of.</param>
    /// <param name="timesteps">How many timesteps were run.</param>
    /// <param name="norm">The gradient's norm.</param>
    /// <param name="clippedNorm">The same after clipping.</param>
    public void Add(double loss, double counted, long timesteps, double norm, double clippedNorm)
    {
        _loss += loss;
        _counted += counted;
        Timesteps += timesteps;
        _norm += norm;
        _clippedNorm += clippedNorm;
        _updates++;
    }
}
