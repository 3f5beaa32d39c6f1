using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text;

namespace RnnPS;

/// <summary>
/// Creates the completion of a name. PowerShell reads the inserted text as one string with the name as its value, whatever the name
/// contains: a name can come from a file, and Tab must not run what the file says.
/// </summary>
internal static class NameCompletion
{
    private const int ShownLength = 80;

    /// <summary>Creates a completion.</summary>
    /// <param name="name">The name. It is not empty.</param>
    public static CompletionResult Create(string name)
    {
        string shown = MessageText.Excerpt(name, ShownLength);
        return new CompletionResult(Literal(name), shown, CompletionResultType.ParameterValue, shown);
    }

    /// <summary>Returns what the user typed of a name, without the quote that it starts or ends with.</summary>
    /// <param name="wordToComplete">The word at the cursor.</param>
    public static string Typed(string? wordToComplete) => (wordToComplete ?? string.Empty).Trim('\'', '"', '‘', '’', '‚', '‛', '“', '”', '„');

    private static string Literal(string name)
    {
        if (char.IsLetter(name[0]) && name.All(letter => char.IsLetterOrDigit(letter) || letter is '_' or '-'))
        {
            return name;
        }

        return MessageText.IsPlain(name) ? $"'{CodeGeneration.EscapeSingleQuotedStringContent(name)}'" : Escaped(name);
    }

    // A name with control characters. Inserted as they are, they would reach the terminal.
    private static string Escaped(string name)
    {
        var text = new StringBuilder("\"");
        foreach (char letter in name)
        {
            _ = char.IsLetterOrDigit(letter) || char.IsSurrogate(letter) || letter is ' ' or '_'
                ? text.Append(letter)
                : text.Append(CultureInfo.InvariantCulture, $"`u{{{(int)letter:X}}}");
        }

        return text.Append('"').ToString();
    }
}
