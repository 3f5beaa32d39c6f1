namespace RnnPS;

/// <summary>What a model expects of each row of a series, as the rows come in.</summary>
internal abstract class RowExpectation
{
    /// <summary>The index of the feature of each target in a row.</summary>
    public abstract IReadOnlyList<int> Targets { get; }

    /// <summary>The number of features of a row.</summary>
    public abstract int FeatureCount { get; }

    /// <summary>Whether the values of a row tell what its targets should be: a lead of 0.</summary>
    public virtual bool ReadsRowFirst => false;

    /// <summary>The expected targets of the row; null if the model has read too few rows.</summary>
    public abstract double[]? Expected { get; }

    /// <summary>Reads a row.</summary>
    /// <param name="row">The features; NaN for a missing value.</param>
    public abstract void Take(ReadOnlySpan<double> row);

    /// <summary>Whether the model can read a row.</summary>
    public virtual bool CanRead(ReadOnlySpan<double> row) => true;

    /// <summary>Transforms a value of a target to the scale on which residuals are as large as each other.</summary>
    public virtual double Transform(double value) => value;

    /// <summary>Undoes the transform.</summary>
    public virtual double Undo(double transformed) => transformed;
}
