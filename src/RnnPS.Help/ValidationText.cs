using System.Globalization;
using System.Reflection;

namespace RnnPS.Help;

/// <summary>Describes in a sentence which values a validation attribute accepts.</summary>
internal static class ValidationText
{
    /// <summary>Gets one sentence per attribute. A ValidateSet has none, because its values are listed instead.</summary>
    public static IEnumerable<string> Of(MemberInfo member)
    {
        foreach (var range in member.Attributes("ValidateRange").Where(a => a.ConstructorArguments.Count == 2))
        {
            yield return Range(range.Positional(0)!, range.Positional(1)!);
        }

        foreach (var count in member.Attributes("ValidateCount"))
        {
            yield return $"Takes {Span(count)} values.";
        }

        foreach (var length in member.Attributes("ValidateLength"))
        {
            yield return $"Takes a text of {Span(length)} characters.";
        }

        foreach (var pattern in member.Attributes("ValidatePattern"))
        {
            yield return $"Must match the regular expression {pattern.Positional(0)}";
        }
    }

    /// <summary>
    /// Describes a range. The largest value of the type means no upper limit. The smallest positive number means "greater
    /// than 0".
    /// </summary>
    private static string Range(object low, object high)
    {
        var open = high is int.MaxValue or long.MaxValue or double.MaxValue or float.MaxValue
            or double.PositiveInfinity or float.PositiveInfinity;
        return (low, open) switch
        {
            (double.Epsilon or float.Epsilon, true) => "Must be greater than 0.",
            (double.Epsilon or float.Epsilon, false) => $"Must be greater than 0 and at most {Number(high)}.",
            (_, true) => $"Must be {Number(low)} or more.",
            _ => $"Must be from {Number(low)} to {Number(high)}.",
        };
    }

    private static string Span(CustomAttributeData attribute) => (attribute.Positional(0), attribute.Positional(1)) switch
    {
        (int low, int.MaxValue) => $"{Number(low)} or more",
        (int low, int high) when low == high => Number(low),
        var (low, high) => $"{Number(low!)} to {Number(high!)}",
    };

    private static string Number(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
