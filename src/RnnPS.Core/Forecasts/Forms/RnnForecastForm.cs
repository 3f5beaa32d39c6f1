using System.Globalization;

namespace RnnPS;

/// <summary>The form in which a network reads a series: a transform, differences, and inputs besides the last value.</summary>
/// <remarks>
/// With z the transformed values and w their differences, the inputs at row t are w(t), then w(t + 1 − lag) for each lag, then
/// sin(2πk·p/period) and cos(2πk·p/period) at the place p of row t + 1, for each period and k = 1, 2, … The target is w(t + 1).
/// </remarks>
public sealed record RnnForecastForm
{
    // Finer waves than these need more data than a series has.
    private const int MostWaves = 3;

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

    /// <summary>The number of inputs of a network of this form.</summary>
    public int InputSize => 1 + Lags.Count + (2 * Periods.Sum(Waves));

    /// <summary>The number of rows at the start of a series that have no inputs.</summary>
    internal int Skipped => Differences.Sum() + (Lags.Count > 0 ? Lags.Max() - 1 : 0);

    /// <summary>The transform with its exponent.</summary>
    internal ValueTransform Values => new(Transform, Lambda);

    /// <summary>Writes the inputs of a row.</summary>
    /// <param name="changes">The differences up to the row.</param>
    /// <param name="row">The row, at least <see cref="Skipped"/>.</param>
    /// <param name="place">The place of the row in the calendar, in rows.</param>
    /// <param name="inputs">The inputs.</param>
    internal void WriteInputs(ReadOnlySpan<double> changes, int row, long place, Span<double> inputs)
    {
        int next = 0;
        inputs[next++] = changes[row];
        foreach (int lag in Lags)
        {
            inputs[next++] = changes[row + 1 - lag];
        }

        foreach (int period in Periods)
        {
            double angle = 2 * Math.PI * ((place + 1) % period) / period;
            for (int wave = 1; wave <= Waves(period); wave++)
            {
                (inputs[next], inputs[next + 1]) = Math.SinCos(wave * angle);
                next += 2;
            }
        }
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
            .. Periods.Count == 0 ? (string[])[] : [$"calendar {Text(Periods)}"],
        ];
        return string.Join(", ", parts);
    }

    private string[] TransformText() => Transform switch
    {
        RnnTransform.None => [],
        RnnTransform.BoxCox => [string.Create(CultureInfo.InvariantCulture, $"power {Lambda:F2}")],
        _ => [Transform.ToString().ToLowerInvariant()],
    };

    private static string Text(IEnumerable<int> numbers) =>
        string.Join('+', numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)));

    private static int Waves(int period) => Math.Clamp(period / 2, 1, MostWaves);
}
