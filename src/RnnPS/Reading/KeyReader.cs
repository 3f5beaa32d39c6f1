using System.Collections;
using System.Management.Automation;

namespace RnnPS;

/// <summary>Reads the keys that identify sequences.</summary>
internal static class KeyReader
{
    /// <summary>Requires that a value can identify a sequence.</summary>
    /// <param name="key">The value.</param>
    /// <returns>The value without a wrapper.</returns>
    /// <exception cref="RnnException">
    /// The value is a list or an object with properties, which is equal only to itself, or it can't be shown (<see cref="RnnErrorId.Key"/>).
    /// </exception>
    public static object Read(object key)
    {
        object plain = NumberReader.Unwrap(key)!;
        return plain is string or IConvertible || (!NumberReader.IsList(plain) && plain is not (IDictionary or PSObject) && IsUsable(plain))
            ? plain
            : throw new RnnException(
                RnnErrorId.Key,
                $"{ValueDescription.Of(plain)} ({plain.GetType().Name}) can't identify a sequence: expected a text, a number or a date.",
                plain);
    }

    private static bool IsUsable(object key)
    {
        try
        {
            return key.ToString() is not null && key.GetHashCode() == key.GetHashCode() && key.Equals(key);
        }
        catch (Exception error) when (ForeignCode.IsFault(error))
        {
            return false;
        }
    }
}
