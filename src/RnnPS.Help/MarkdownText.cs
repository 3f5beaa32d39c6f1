using System.Text.RegularExpressions;

namespace RnnPS.Help;

/// <summary>Formats the plain text of a help page as Markdown: names as code or links, lists and tables as such.</summary>
/// <param name="commands">The commands that have a page of their own.</param>
internal sealed partial class MarkdownText(IReadOnlySet<string> commands)
{
    /// <summary>Formats paragraphs, each followed by an empty line.</summary>
    /// <param name="paragraphs">The paragraphs, as <see cref="DocumentationText"/> makes them.</param>
    /// <param name="own">The command of the page, which is not linked.</param>
    public string Blocks(IEnumerable<string> paragraphs, string own) =>
        string.Concat(paragraphs.Where(p => p.Length > 0).Select(p => Block(p, own)));

    /// <summary>Formats a text on one line.</summary>
    public string Line(string text, string own) => Token().Replace(text, match => match.Groups switch
    {
        _ when match.Groups["command"] is { Success: true, Value: var name } =>
            commands.Contains(name) && name != own ? $"[{name}]({name}.md)" : name,
        _ when match.Groups["about"] is { Success: true, Value: var topic } =>
            topic.StartsWith("about_Rnn", StringComparison.Ordinal) ? AboutLink(topic) : topic,
        _ when match.Groups["code"].Success => $"`{match.Value}`",
        _ => $"\\{match.Value}",
    });

    /// <summary>Gets the link to an about page.</summary>
    public static string AboutLink(string topic) => $"[{topic}](../about/{topic}.md)";

    private string Block(string paragraph, string own)
    {
        // DocumentationText puts code after an empty line.
        var code = paragraph.IndexOf("\n\n", StringComparison.Ordinal);
        var lines = new List<string>();
        var inList = true;
        foreach (var line in (code < 0 ? paragraph : paragraph[..code]).Split('\n'))
        {
            var item = ListItem().Match(line);
            if (item.Success && !inList)
            {
                lines.Add("");
            }

            inList = item.Success;
            lines.Add(item.Value.Replace('*', '-') + Line(line[item.Length..], own));
        }

        return string.Join('\n', lines) + "\n\n" + (code < 0 ? "" : Fence("text", paragraph[(code + 2)..]));
    }

    /// <summary>Formats a code block, followed by an empty line.</summary>
    public static string Fence(string language, string code) => $"```{language}\n{code}\n```\n\n";

    [GeneratedRegex(@"^(\* |[0-9]+\. )")]
    private static partial Regex ListItem();

    [GeneratedRegex("""
        (?<![\w-])(?<command>[A-Z][A-Za-z]+-[A-Z][A-Za-z]+)\b
        | \b(?<about>about_\w+)
        | (?<code>(?<![\w`-])-[A-Z][A-Za-z0-9]*\b([ ]([A-Z][a-z]\w*|[0-9]+(\.[0-9]+)*)\b)? | (?<!\w)\$[A-Za-z]\w* | \[[A-Z]\w+(\.\w+)+\](::\w+)?)
        | [\\`*<\[|]
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Token();
}
