using System.Globalization;

namespace RnnPS;

/// <summary>The form in which a network reads a series: a transform, differences, and inputs besides the last value.</summary>
/// <remarks>
/// With z the transformed values and w their differences, the inputs at row t are w(t), then w(t + 1 − lag) for each lag, then
/// sin(2πk·p/period) and cos(2πk·p/period) at the place p of row t + 1, for each period and k = 1, 2, …, then the parts of the calendar,
/// the holiday and the known inputs of row t + 1. The target is w(t + 1).
/// </remarks>
public sealed record RnnForecastForm
{
    /// <summary>The transform of the values.</summary>
    public RnnTransform Transform { get; init; } = RnnTransform.None;

    /// <summary>The exponent λ of the transform <see cref="RnnTransform.BoxCox"/>; otherwise 1.</summary>
    public double Lambda { get; init; } = 1;

    /// <summary>The lag of each difference, in rows; empty for none.</summary>
    public IReadOnlyList<int> Differences { get; init; } = [];

    /// <summary>The lags whose values are inputs, in rows before the target; empty for none.</summary>
    public IReadOnlyList<int> Lags { get; init; } = [];

    /// <summary>The periods of the calendar inputs, in rows; empty for none.</summary>
    public IReadOnlyList<int> Periods { get; init; } = [];

    /// <summary>The parts of the calendar that are inputs, from the times of the rows; empty for none.</summary>
    public IReadOnlyList<RnnCalendar> Calendar { get; init; } = [];

    /// <summary>The days of an input that is 1 for rows on them and 0 for others; empty for no such input.</summary>
    /// <remarks>A row of a step longer than a day stands for the days up to the next row, or from the row before if rows are month ends.</remarks>
    public IReadOnlyList<DateOnly> Holidays { get; init; } = [];

    /// <summary>The names of the known inputs; empty for none.</summary>
    public IReadOnlyList<string> Known { get; init; } = [];

    /// <summary>The number of inputs of a network of this form.</summary>
    public int InputSize =>
        1 + Lags.Count + Periods.Sum(RowInputs.Size) + Calendar.Sum(RowInputs.Size) + (Holidays.Count > 0 ? 1 : 0) + Known.Count;

    /// <summary>The number of rows at the start of a series that have no inputs.</summary>
    internal int Skipped => Differences.Sum() + (Lags.Count > 0 ? Lags.Max() - 1 : 0);

    /// <summary>The transform with its exponent.</summary>
    internal ValueTransform Values => new(Transform, Lambda);

    /// <summary>Writes the inputs of a row.</summary>
    /// <param name="changes">The differences up to the row.</param>
    /// <param name="row">The row, at least <see cref="Skipped"/>.</param>
    /// <param name="rows">Writes the inputs that do not come from the values.</param>
    /// <param name="inputs">The inputs.</param>
    internal void WriteInputs(ReadOnlySpan<double> changes, int row, RowInputs rows, Span<double> inputs)
    {
        int next = 0;
        inputs[next++] = changes[row];
        foreach (int lag in Lags)
        {
            inputs[next++] = changes[row + 1 - lag];
        }

        rows.Write(row + 1, inputs[next..]);
    }

    /// <summary>Formats the form, for example <c>log, difference 12, calendar 12</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        string[] parts =
        [
            .. TransformText(),
            .. Differences.Count == 0 ? (string[])["level"] : [$"difference {Text(Differences)}"],
            .. Lags.Count == 0 ? (string[])[] : [$"lag {Text(Lags)}"],
            .. Periods.Count + Calendar.Count == 0 ? (string[])[] : [$"calendar {CalendarText()}"],
            .. Holidays.Count == 0 ? (string[])[] : ["holidays"],
            .. Known.Count == 0 ? (string[])[] : [$"known {string.Join('+', Known)}"],
        ];
        return string.Join(", ", parts);
    }

    private string[] TransformText() => Transform switch
    {
        RnnTransform.None => [],
        RnnTransform.BoxCox => [string.Create(CultureInfo.InvariantCulture, $"power {Lambda:F2}")],
        _ => [Transform.ToString().ToLowerInvariant()],
    };

    private string CalendarText() =>
        string.Join('+', ((string[])[.. Periods.Count == 0 ? (string[])[] : [Text(Periods)], .. Calendar.Select(part => part.ToString())]));

    private static string Text(IEnumerable<int> numbers) =>
        string.Join('+', numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)));
}
