namespace RnnPS;

/// <summary>
/// The errors of forecasts of the validation part from several origins, each over the horizon of the training: a forecast reads the rows
/// before its origin, and then its own outputs.
/// </summary>
/// <param name="Errors">
/// The errors, target − forecast, [forecasts × (steps · targets)]: the targets of the first step ahead, then those of the second. NaN where
/// there is no target.
/// </param>
/// <param name="ValidationRows">The number of rows of the validation part, in which forecasts overlap.</param>
/// <param name="NaiveError">The mean absolute error of repeating the last row before each origin.</param>
public sealed record RnnHorizonErrors(RnnMatrix Errors, int ValidationRows, double NaiveError)
{
    /// <summary>The mean absolute error of the forecasts, in the units of the data.</summary>
    public double MeanAbsoluteError
    {
        get
        {
            double sum = 0;
            int count = 0;
            foreach (double error in Errors.AsSpan())
            {
                if (!double.IsNaN(error))
                {
                    sum += Math.Abs(error);
                    count++;
                }
            }

            return sum / count;
        }
    }

    /// <summary>Whether the forecasts were no better than repeating the last row before each origin.</summary>
    public bool IsNoBetter => !(MeanAbsoluteError < NaiveError);

    /// <summary>Gets the errors of a target.</summary>
    /// <param name="target">The index of the target.</param>
    /// <param name="targets">The number of targets.</param>
    /// <returns>The step ahead, from 0, and the error, where there is one.</returns>
    internal IReadOnlyList<(int Ahead, double Error)> Of(int target, int targets) =>
    [
        .. Errors.SelectMany(row => Enumerable.Range(0, Errors.Columns / targets).Select(ahead => (ahead, row[(ahead * targets) + target])))
            .Where(error => !double.IsNaN(error.Item2)),
    ];

    /// <summary>Finds what no training gives; null for nothing.</summary>
    /// <param name="targets">The number of targets.</param>
    internal string? Fault(int targets) => this switch
    {
        { ValidationRows: < 1 } => FormattableString.Invariant($"{ValidationRows} rows of a validation part"),
        _ when !(NaiveError >= 0) => FormattableString.Invariant($"{NaiveError} as the error of repeating the last row"),
        { Errors.Rows: 0 } => "no forecast of the validation part",
        _ when Errors.Columns == 0 || Errors.Columns % targets != 0 => FormattableString.Invariant($"{Errors} errors of forecasts for {RnnMessages.Count(targets, "target")}"),
        _ => Errors.AsSpan().ContainsAny(double.PositiveInfinity, double.NegativeInfinity) ? "an error of a forecast that is infinite" : null,
    };

    /// <summary>Formats the number of forecasts and their errors.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => FormattableString.Invariant($"{RnnMessages.Count(Errors.Rows, "forecast")} of {RnnMessages.Count(Errors.Columns, "value")}");
}
