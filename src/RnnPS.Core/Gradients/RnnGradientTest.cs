namespace RnnPS;

/// <summary>The result of a gradient check for one parameter array of a model.</summary>
public sealed class RnnGradientTest
{
    private readonly RnnGradientCheckGroup _group;

    /// <summary>Creates the result from a comparison and a tolerance.</summary>
    /// <param name="model">The model that was checked.</param>
    /// <param name="group">The comparison with central differences.</param>
    /// <param name="tolerance">The largest relative error that passes.</param>
    public RnnGradientTest(RnnModel model, RnnGradientCheckGroup group, double tolerance)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(group);
        _group = group;
        RnnMatrix values = model.Weights.Arrays().First(array => array.Name == group.Name).Values;
        Size = values.ToString();
        Parameters = (long)values.Rows * values.Columns;
        Tolerance = tolerance;
    }

    /// <summary>The name of the array, as in <see cref="RnnModel.SetWeight"/>.</summary>
    public string Name => _group.Name;

    /// <summary>The shape of the array, such as <c>2×8</c>. A vector has one row.</summary>
    public string Size { get; }

    /// <summary>The number of parameters in the array.</summary>
    public long Parameters { get; }

    /// <summary>The number of parameters compared.</summary>
    public int Checked => _group.Checked;

    /// <summary>
    /// The number of sampled parameters without a derivative to compare, because the loss has a kink there, such as relu at 0.
    /// </summary>
    public int Bends => _group.Bends;

    /// <summary>
    /// The largest |analytic − numeric| / max(|analytic|, |numeric|). The divisor is at least 1e-4 of the model's largest derivative
    /// and at least 1e-6 of the loss.
    /// </summary>
    public double MaxRelativeError => _group.MaxRelativeError;

    /// <summary>The zero-based row and column of the largest error, such as <c>[0, 3]</c>.</summary>
    public string Where => FormattableString.Invariant($"[{_group.Row}, {_group.Column}]");

    /// <summary>The derivative from backpropagation at <see cref="Where"/>.</summary>
    public double Analytic => _group.Analytic;

    /// <summary>The derivative from central differences at <see cref="Where"/>.</summary>
    public double Numeric => _group.Numeric;

    /// <summary>The largest relative error that passes.</summary>
    public double Tolerance { get; }

    /// <summary>Whether at least one parameter was compared and the largest error is within the tolerance.</summary>
    public bool Passed => Checked > 0 && MaxRelativeError <= Tolerance;

    /// <summary>Formats the name and the outcome as one line.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Name} {Size}: {(Passed ? "passed" : "failed")}, {RnnFormat.Number(MaxRelativeError)} at {Where}";
}
