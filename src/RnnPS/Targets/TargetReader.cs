using System.Globalization;

namespace RnnPS;

/// <summary>Reads targets. The outer list holds the timesteps, and an inner list holds the components of one timestep.</summary>
internal static class TargetReader
{
    /// <summary>Reads all targets.</summary>
    /// <param name="value">Numbers, lists of numbers, or an RnnSequence.</param>
    /// <param name="culture">The culture of numbers in text; null for the invariant culture.</param>
    /// <returns>The targets as [time][component].</returns>
    /// <exception cref="RnnException">A target is null or not a number.</exception>
    public static double[][] Read(object? value, CultureInfo? culture)
    {
        var reader = new TimestepReader(null, culture);
        return NumberReader.Unwrap(value) is RnnSequence sequence
            ? [.. sequence.Values.Select(row => row.ToArray())]
            : [.. StepReader.Unroll(value).Select(item => reader.Read(item).ToArray())];
    }
}
