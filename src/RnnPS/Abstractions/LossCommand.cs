using System.ComponentModel;
using System.Management.Automation;

namespace RnnPS;

/// <summary>The base of cmdlets that take timesteps and what they cost: the constants of the losses that have some.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class LossCommand : TimestepCommand
{
    /// <summary>Of the Huber loss: the error up to which it is squared, and from which it grows in a straight line.</summary>
    /// <value>1</value>
    [Parameter]
    public double Delta { get; set; } = 1;

    /// <summary>
    /// Of the pinball loss: the quantiles, each between 0 and 1. The model has an output for each quantile of each target, those
    /// of the first target first.
    /// </summary>
    /// <value>0.5</value>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public double[]? Quantile { get; set; }

    /// <summary>Whether a loss was asked for by one of its constants.</summary>
    protected bool HasConstant => Given(nameof(Delta)) || Quantile is not null;

    /// <summary>A loss with the constants that were given.</summary>
    /// <param name="loss">What -Loss gave, or null.</param>
    /// <exception cref="RnnException">As <see cref="LossReader.Read"/> tells.</exception>
    protected RnnLossFunction ReadLoss(RnnLossFunction? loss) =>
        LossReader.Read(loss, Given(nameof(Delta)) ? Delta : null, Quantile);
}
