using System.Globalization;

namespace RnnPS;

/// <summary>Reads the properties of a source row as text, for a page.</summary>
internal static class RowTexts
{
    /// <summary>Reads all properties of a row. One that can't be read is empty.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Read(object row) =>
        [.. TimestepReader.Names(row).Select(name => KeyValuePair.Create(name, TextOf(row, name)))];

    private static string TextOf(object row, string name)
    {
        try
        {
            return TimestepReader.ReadValue(row, name) switch
            {
                null => string.Empty,
                DateTime or DateTimeOffset or DateOnly => RnnFormat.Time(TimestepReader.ReadValue(row, name)),
                IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
                var value => value.ToString() ?? string.Empty,
            };
        }
        catch (RnnException)
        {
            return string.Empty;
        }
    }
}
