namespace RnnPS;

/// <summary>The expectation of a forecast model.</summary>
/// <param name="state">The model's place in the series.</param>
internal sealed class SeriesExpectation(RnnForecastState state) : RowExpectation
{
    /// <inheritdoc/>
    public override IReadOnlyList<int> Targets { get; } = [0];

    /// <inheritdoc/>
    public override int FeatureCount => 1;

    /// <inheritdoc/>
    public override double[]? Expected => state.Expected is { } value ? [value] : null;

    /// <inheritdoc/>
    public override void Take(ReadOnlySpan<double> row) => state.Take(row[0]);

    /// <inheritdoc/>
    public override bool CanRead(ReadOnlySpan<double> row) => double.IsNaN(row[0]) || state.Model.CanRead(row[0]);

    /// <inheritdoc/>
    public override double Transform(double value) =>
        // A value that the scale is not defined for is as far away as can be, for example 0 requests where only logarithms were read.
        double.IsNaN(value) || state.Model.ResidualTransform.Takes(value) ? state.Model.ResidualTransform.Apply(value) : double.NegativeInfinity;

    /// <inheritdoc/>
    public override double Undo(double transformed) => state.Model.ResidualTransform.Undo(transformed);
}
