using System.Globalization;
using System.Management.Automation;
using System.Text;

namespace RnnPS;

/// <summary>
/// Describes any value in a message. A description is bounded in depth, width and length while it is built, so that a list can contain
/// itself. What throws while it is read does not spoil the message.
/// </summary>
internal static class ValueDescription
{
    private const int MaxDepth = 4;
    private const int MaxWidth = 8;
    private const int MaxLength = 80;
    private const char Rest = '…';

    /// <summary>Describes a value with at most 80 characters.</summary>
    /// <param name="value">Any value. The items of a list are separated by commas, and a list in a list is in parentheses.</param>
    public static string Of(object? value)
    {
        var text = new StringBuilder();
        Append(text, value, MaxDepth);
        return MessageText.Excerpt(text.ToString(), MaxLength);
    }

    private static void Append(StringBuilder text, object? value, int depth)
    {
        object? plain = NumberReader.Unwrap(value);
        try
        {
            switch (plain)
            {
                case RnnVector vector:
                    text.Append(vector.ToString(MaxWidth));
                    break;
                case PSObject row:
                    AppendParts(text, row.Properties, depth, "@{", "; ", "}", (property, inner) => AppendProperty(text, property, inner));
                    break;
                case var _ when NumberReader.AsList(plain) is { } list:
                    (string open, string close) = depth == MaxDepth ? (string.Empty, string.Empty) : ("(", ")");
                    AppendParts(text, list.Cast<object?>(), depth, open, ",", close, (item, inner) => Append(text, item, inner));
                    break;
                default:
                    text.Append(Start(plain is null ? "$null" : Convert.ToString(plain, CultureInfo.InvariantCulture)));
                    break;
            }
        }
        catch (Exception error) when (ForeignCode.IsFault(error))
        {
            text.Append(NumberReader.IsList(plain) ? $"{Rest}" : plain!.GetType().Name);
        }
    }

    private static void AppendProperty(StringBuilder text, PSPropertyInfo property, int depth)
    {
        text.Append(Start(property.Name)).Append('=');
        Append(text, property.Value, depth);
    }

    private static void AppendParts<T>(
        StringBuilder text, IEnumerable<T> parts, int depth, string open, string separator, string close, Action<T, int> append)
    {
        text.Append(open);
        int count = 0;
        foreach (T part in parts)
        {
            text.Append(count == 0 ? string.Empty : separator);
            if (depth == 0 || count == MaxWidth || text.Length > MaxLength)
            {
                text.Append(Rest);
                break;
            }

            append(part, depth - 1);
            count++;
        }

        text.Append(close);
    }

    private static string? Start(string? text) => text is { Length: > MaxLength + 1 } ? text[..(MaxLength + 1)] : text;
}
