using System.Globalization;
using System.Management.Automation;

namespace RnnPS;

/// <summary>Accepts only characters that can separate the fields of a CSV file.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ValidateDelimiterAttribute : ValidateArgumentsAttribute
{
    /// <inheritdoc/>
    protected override void Validate(object arguments, EngineIntrinsics engineIntrinsics)
    {
        char delimiter = (char)NumberReader.Unwrap(arguments)!;
        if (delimiter is '"' or (< ' ' and not '\t') or > '~')
        {
            throw new ValidationMetadataException(string.Create(
                CultureInfo.InvariantCulture,
                $"The character U+{(int)delimiter:X4} can't be the delimiter: give a comma, a semicolon, a tab (\"`t\"), or another printable ASCII character except the quote."));
        }
    }
}
