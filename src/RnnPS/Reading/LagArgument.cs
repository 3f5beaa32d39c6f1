namespace RnnPS;

/// <summary>Reads lags of -Difference and -Lag: numbers of rows, and their names.</summary>
internal static class LagArgument
{
    /// <summary>The name of the lags that the search chooses.</summary>
    public const string Auto = nameof(Auto);

    /// <summary>The name of no lags.</summary>
    public const string None = nameof(None);

    /// <summary>The name of the season's lag.</summary>
    public const string Season = nameof(Season);

    /// <summary>Reads lags.</summary>
    /// <param name="values">The texts; null for those that the search chooses.</param>
    /// <param name="parameter">The name of the parameter.</param>
    /// <returns>The lags; null for those that the search chooses.</returns>
    /// <exception cref="RnnException">A text is neither a number of rows nor a name (<see cref="RnnErrorId.Parameters"/>).</exception>
    public static IReadOnlyList<int>? Read(string[]? values, string parameter)
    {
        if (values is null || Is(values, Auto))
        {
            return null;
        }

        return Is(values, None) ? [] : [.. values.Select(value => Lag(value, parameter))];
    }

    private static bool Is(string[] values, string name) => values is [{ } only] && name.Equals(only, StringComparison.OrdinalIgnoreCase);

    private static int Lag(string value, string parameter)
    {
        if (Season.Equals(value, StringComparison.OrdinalIgnoreCase))
        {
            return RnnForecastSearchOptions.Season;
        }

        return NumberText.TryParse(value, out double number) && double.IsInteger(number) && number is >= 1 and <= int.MaxValue
            ? (int)number
            : throw new RnnException(
                RnnErrorId.Parameters,
                $"-{parameter} takes {Auto} or {None} alone, or {Season} and numbers of rows from 1: '{MessageText.Clean(value)}' is none of these.",
                value);
    }
}
