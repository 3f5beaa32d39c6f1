using System.Globalization;
using System.Text;

namespace RnnPS;

/// <summary>Reads the encodings of text files by the names that PowerShell's own commands take.</summary>
internal static class EncodingReader
{
    // PowerShell's names. UTF-8 is read with and without a byte order mark, whichever of its names is given.
    private static readonly (string Name, Func<Encoding> Create)[] Known =
    [
        ("ansi", () => OfCodePage(CultureInfo.CurrentCulture.TextInfo.ANSICodePage)),
        ("ascii", () => Encoding.ASCII),
        ("bigendianunicode", () => Encoding.BigEndianUnicode),
        ("bigendianutf32", () => OfName("utf-32BE")),
        ("latin1", () => Encoding.Latin1),
        ("oem", () => OfCodePage(CultureInfo.CurrentCulture.TextInfo.OEMCodePage)),
        ("unicode", () => Encoding.Unicode),
        ("utf32", () => Encoding.UTF32),
        ("utf8", () => Encoding.UTF8),
        ("utf8BOM", () => Encoding.UTF8),
        ("utf8NoBOM", () => Encoding.UTF8),
        ("windows-1252", () => OfCodePage(1252)),
    ];

    /// <summary>PowerShell's names of encodings. .NET knows more.</summary>
    public static IEnumerable<string> Names => Known.Select(encoding => encoding.Name);

    /// <summary>Finds an encoding.</summary>
    /// <param name="value">An encoding, its name, or the number of its code page.</param>
    /// <returns>The encoding, or null if there is none of that name.</returns>
    public static Encoding? Find(object? value)
    {
        object? plain = NumberReader.Unwrap(value);
        if (plain is Encoding encoding)
        {
            return encoding;
        }

        if (plain is not IConvertible)
        {
            return null;
        }

        try
        {
            string name = Convert.ToString(plain, CultureInfo.InvariantCulture)!.Trim();
            // Python writes cp1252.
            ReadOnlySpan<char> number = name.StartsWith("cp", StringComparison.OrdinalIgnoreCase) ? name.AsSpan(2) : name;
            return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int codePage)
                ? OfCodePage(codePage)
                : Array.Find(Known, known => known.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Create?.Invoke() ?? OfName(name);
        }
        catch (Exception error) when (ForeignCode.IsFault(error))
        {
            return null;
        }
    }

    private static Encoding OfCodePage(int codePage) =>
        CodePagesEncodingProvider.Instance.GetEncoding(codePage) ?? Encoding.GetEncoding(codePage);

    private static Encoding OfName(string name) => CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
}
