namespace RnnPS;

/// <summary>The forms that a search tries.</summary>
/// <param name="options">What is given is not searched for.</param>
/// <param name="period">The season of the series, in rows; 1 for none.</param>
/// <param name="bases">Forms with the inputs that do not come from the values.</param>
internal sealed class FormCandidates(RnnForecastSearchOptions options, int period, IReadOnlyList<RnnForecastForm> bases)
{
    // Differences of differences of a long season are all noise.
    private const int LongestDoubleDifference = 60;

    /// <summary>Lists the forms.</summary>
    /// <param name="series">The series.</param>
    /// <exception cref="RnnException">
    /// A transform is not defined for a value (<see cref="RnnErrorId.NotFinite"/>), or the season is asked for and there is none
    /// (<see cref="RnnErrorId.Parameters"/>).
    /// </exception>
    public IReadOnlyList<RnnForecastForm> List(IReadOnlyList<SearchSeries> series)
    {
        var forms = new List<RnnForecastForm>();
        foreach (ValueTransform transform in Transforms(series))
        {
            foreach ((int[] differences, int[] lags) in Readings())
            {
                forms.AddRange(bases.Select(basis => basis with
                {
                    Transform = transform.Kind,
                    Lambda = transform.Lambda,
                    Differences = new RnnList<int>(differences),
                    Lags = new RnnList<int>(lags),
                }));
            }
        }

        return forms;
    }

    private ValueTransform[] Transforms(IReadOnlyList<SearchSeries> series)
    {
        var log = new ValueTransform(RnnTransform.Log, 1);
        if (options.Transform == RnnTransform.Auto)
        {
            return Refused(log, series) is null ? [ValueTransform.None, log] : [ValueTransform.None];
        }

        var transform = new ValueTransform(options.Transform, 1);
        if (Refused(transform, series) is { } value)
        {
            throw new RnnException(
                RnnErrorId.NotFinite,
                FormattableString.Invariant($"The series has the value {value}, for which the transform {options.Transform} is not defined: it takes {(options.Transform == RnnTransform.Sqrt ? "values from 0" : "values above 0")}. Give another transform."),
                value);
        }

        return options.Transform == RnnTransform.BoxCox
            ? [transform with { Lambda = series.Select(one => ValueTransform.Guerrero(one.Training.Values, period)).Order().ElementAt(series.Count / 2) }]
            : [transform];
    }

    private static double? Refused(ValueTransform transform, IReadOnlyList<SearchSeries> series)
    {
        foreach (SearchSeries one in series)
        {
            foreach (double value in one.Rows.Values)
            {
                if (!transform.Takes(value))
                {
                    return value;
                }
            }
        }

        return null;
    }

    private IEnumerable<(int[] Differences, int[] Lags)> Readings()
    {
        int[] none = [];
        int[][] seasons = period > 1 ? [[period]] : [];
        int[][] differences = options.Differences is { } given
            ? [Resolve(given, "-Difference")]
            : [none, [1], .. seasons, .. seasons.Where(_ => period < LongestDoubleDifference).Select(season => (int[])[.. season, 1])];
        int[][] lags = options.Lags is { } givenLags ? [Resolve(givenLags, "-Lag")] : [none, .. seasons];
        foreach (int[] difference in differences)
        {
            foreach (int[] lag in lags)
            {
                // A difference that the search chose says enough of the season.
                if (options.Differences is not null || options.Lags is not null || difference.Length == 0 || lag.Length == 0)
                {
                    yield return (difference, lag);
                }
            }
        }
    }

    private int[] Resolve(IReadOnlyList<int> lags, string name)
    {
        if (lags.Any(lag => lag < 0) || (period == 1 && lags.Contains(RnnForecastSearchOptions.Season)))
        {
            throw new RnnException(
                RnnErrorId.Parameters,
                lags.Any(lag => lag < 0)
                    ? FormattableString.Invariant($"{name} has {lags.Min()}: a lag is a number of rows from 1, or {RnnForecastSearchOptions.Season} for the season.")
                    : options.Periods.Any(candidate => candidate > 1)
                    ? $"The series does not repeat after {string.Join(" or ", options.Periods)} rows, so that there is no season for {name}: give the number of rows, or another period."
                    : $"No period of the series is known, so that there is no season for {name}: give -TimeProperty or -Period.",
                lags);
        }

        return [.. lags.Select(lag => lag == RnnForecastSearchOptions.Season ? period : lag)];
    }
}
