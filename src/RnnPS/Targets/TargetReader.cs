using System.Collections;

namespace RnnPS;

/// <summary>Reads targets: the outer list is the timesteps, an inner list one timestep's components.</summary>
internal static class TargetReader
{
    /// <summary>Reads all targets.</summary>
    /// <param name="value">Numbers, lists of numbers, or an RnnSequence.</param>
    /// <returns>[time][component].</returns>
    /// <exception cref="RnnException">One is null or no number.</exception>
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
