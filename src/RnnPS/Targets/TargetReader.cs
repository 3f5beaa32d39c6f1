namespace RnnPS;

/// <summary>Reads targets. The outer list holds the timesteps, and an inner list holds the components of one timestep.</summary>
internal static class TargetReader
{
    /// <summary>Reads all targets.</summary>
    /// <param name="value">Numbers, lists of numbers, or an RnnSequence.</param>
    /// <param name="texts">How text writes numbers; null for the invariant culture.</param>
    /// <returns>The targets as [time][component], NaN for a missing one.</returns>
    /// <exception cref="RnnException">The list is null, or a target is not a number.</exception>
    public static double[][] Read(object? value, NumberTexts? texts)
    {
        if (NumberReader.IsAbsent(value))
        {
            throw NumberReader.Null();
        }

        var reader = new TimestepReader(null, texts);
        return NumberReader.Unwrap(value) is RnnSequence sequence
            ? [.. sequence.Values.Select(row => row.ToArray())]
            : [.. ListReader.ToArray(NumberReader.AsList(value) ?? new[] { value }).Select(item => reader.Read(item).ToArray())];
    }
}
