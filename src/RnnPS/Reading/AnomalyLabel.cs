using System.Globalization;

namespace RnnPS;

/// <summary>Reads the label of a row: the name of the anomaly that it is part of.</summary>
internal static class AnomalyLabel
{
    private static readonly string[] None = ["false", "no", "none", "normal"];

    /// <summary>Reads a label.</summary>
    /// <param name="value">The value of the property.</param>
    /// <returns>The label; null if the row is no anomaly.</returns>
    /// <exception cref="RnnException">The value has no text.</exception>
    public static string? Read(object? value)
    {
        string text = (Convert.ToString(ForeignCode.RequireText(value), CultureInfo.InvariantCulture) ?? string.Empty).Trim();
        bool isNone = text.Length == 0
            || None.Contains(text, StringComparer.OrdinalIgnoreCase)
            || (double.TryParse(text, CultureInfo.InvariantCulture, out double number) && (number == 0 || double.IsNaN(number)));
        return isNone ? null : text;
    }
}
