namespace RnnPS;

/// <summary>Whether the gradient of one array of a model's parameters is right.</summary>
public sealed class RnnGradientTest
{
    private readonly RnnGradientCheckGroup _group;

    /// <summary>Judges a comparison.</summary>
    /// <param name="model">The model.</param>
    /// <param name="group">The comparison.</param>
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

    /// <summary>The name of the array, as <see cref="RnnModel.SetWeight"/> takes it.</summary>
    public string Name => _group.Name;

    /// <summary>Its shape, as <c>2×8</c>; a vector has one row.</summary>
    public string Size { get; }

    /// <summary>How many parameters it has.</summary>
    public long Parameters { get; }

    /// <summary>How many of them were compared.</summary>
    public int Checked => _group.Checked;

    /// <summary>At how many more the loss bends, as that of a relu at 0: there is no derivative to compare.</summary>
    public int Bends => _group.Bends;

    /// <summary>
    /// The largest |analytic − numeric| / max(|analytic|, |numeric|), the divisor being a ten-thousandth of the model's largest
    /// derivative at least.
    /// </summary>
    public double MaxRelativeError => _group.MaxRelativeError;

    /// <summary>Where it is, as <c>[0, 3]</c>: row and column from 0.</summary>
    public string Where => FormattableString.Invariant($"[{_group.Row}, {_group.Column}]");

    /// <summary>What backpropagation gives there.</summary>
    public double Analytic => _group.Analytic;

    /// <summary>What central differences give there.</summary>
    public double Numeric => _group.Numeric;

    /// <summary>The largest error that passes.</summary>
    public double Tolerance { get; }

    /// <summary>Whether the error is within it, and something was compared.</summary>
    public bool Passed => Checked > 0 && MaxRelativeError <= Tolerance;

    /// <summary>The name and the outcome in one line.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Name} {Size}: {(Passed ? "passed" : "failed")}, {RnnFormat.Number(MaxRelativeError)} at {Where}";
}
