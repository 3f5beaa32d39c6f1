using System.Collections;

namespace RnnPS;

/// <summary>Reads targets. The outer list holds the timesteps, and an inner list holds the components of one timestep.</summary>
internal static class TargetReader
{
    /// <summary>Reads all targets.</summary>
    /// <param name="value">Numbers, lists of numbers, or an RnnSequence.</param>
    /// <returns>The targets as [time][component].</returns>
    /// <exception cref="RnnException">A target is null or not a number.</exception>
    public static double[][] Read(object? value)
    {
        object? plain = NumberReader.Unwrap(value);
        if (plain is RnnSequence sequence)
        {
            return [.. sequence.Values.Select(row => row.ToArray())];
        }

        var reader = new TimestepReader(null);
        return NumberReader.IsList(plain)
            ? [.. ((IEnumerable)plain!).Cast<object?>().Select(item => reader.Read(item).ToArray())]
            : [reader.Read(plain).ToArray()];
    }
}
