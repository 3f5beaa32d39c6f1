using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace RnnPS.Help;

/// <summary>Converts XML docs to plain text.</summary>
/// <param name="names">The text for each cref id that is not written as the member's plain name.</param>
internal sealed partial class DocumentationText(IReadOnlyDictionary<string, string> names)
{
    /// <summary>Gets the paragraphs of an element; none if it is null or empty.</summary>
    public IReadOnlyList<string> Read(XElement? element) => element is null ? [] : Read(element.Nodes());

    /// <summary>
    /// Gets the paragraphs of a sequence of nodes. A list becomes one paragraph with a line for each item, because the engine
    /// renders MAML lists without space around them, and in remarks not at all. Code becomes part of the paragraph before it,
    /// because the engine trims each paragraph, which would move the first line of a table out of line with the others.
    /// </summary>
    public IReadOnlyList<string> Read(IEnumerable<XNode> nodes)
    {
        var paragraphs = new List<string>();
        var line = new StringBuilder();
        foreach (var node in nodes)
        {
            if (node is not XElement { Name.LocalName: "para" or "code" or "list" } element)
            {
                line.Append(Inline(node));
                continue;
            }

            Flush(paragraphs, line);
            if (element.Name.LocalName == "code" && paragraphs.Count > 0)
            {
                paragraphs[^1] += $"\n\n{Code(element)}";
                continue;
            }

            paragraphs.AddRange(element.Name.LocalName switch
            {
                "code" => [Code(element)],
                "list" => [List(element)],
                _ => Read(element),
            });
        }

        Flush(paragraphs, line);
        return paragraphs;
    }

    /// <summary>Gets the lines of a code element without their common indentation.</summary>
    public static string Code(XElement element)
    {
        var lines = element.Value.ReplaceLineEndings("\n").Split('\n').Select(l => l.TrimEnd())
            .SkipWhile(l => l.Length == 0).Reverse().SkipWhile(l => l.Length == 0).Reverse().ToList();
        // Text directly after the opening tag has no indentation.
        var first = element.Value.StartsWith('\n') || element.Value.StartsWith('\r') ? 0 : 1;
        var indentation = lines.Skip(first).Where(l => l.Length > 0).Select(l => l.Length - l.TrimStart().Length)
            .DefaultIfEmpty().Min();
        return string.Join('\n', lines.Select((l, i) => l.Length > 0 && i >= first ? l[indentation..] : l));
    }

    /// <summary>Gets the text of a sequence of nodes on one line.</summary>
    public string Line(IEnumerable<XNode> nodes) => Space().Replace(string.Concat(nodes.Select(Inline)), " ").Trim();

    private static void Flush(List<string> paragraphs, StringBuilder line)
    {
        var text = Space().Replace(line.ToString(), " ").Trim();
        line.Clear();
        if (text.Length > 0)
        {
            paragraphs.Add(text);
        }
    }

    private string List(XElement list)
    {
        var numbered = (string?)list.Attribute("type") == "number";
        return string.Join('\n', list.Elements("item").Select((item, i) => (numbered ? $"{i + 1}. " : "* ") + Item(item)));
    }

    private string Item(XElement item) =>
        item.Element("term") is { } term && item.Element("description") is { } description
            ? $"{Line(term.Nodes())}: {Line(description.Nodes())}"
            : Line(item.Nodes());

    private string Inline(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" or "seealso" } see => Reference(see),
        XElement { Name.LocalName: "paramref" } reference => $"-{(string?)reference.Attribute("name")}",
        XElement element => string.Concat(element.Nodes().Select(Inline)),
        _ => "",
    };

    private string Reference(XElement see)
    {
        var text = string.Concat(see.Nodes().Select(Inline));
        if ((string?)see.Attribute("href") is { } address)
        {
            return text.Length > 0 ? $"{text} ({address})" : address;
        }

        return text.Length > 0 ? text
            : (string?)see.Attribute("langword") is { } word ? $"${word}"
            : Name((string?)see.Attribute("cref") ?? "");
    }

    /// <summary>Gets the text for a cref: Verb-Noun for a cmdlet, -Name for a parameter, otherwise the member's last name.</summary>
    public string Name(string cref)
    {
        if (names.TryGetValue(cref, out var name))
        {
            return name;
        }

        var path = cref[(cref.IndexOf(':', StringComparison.Ordinal) + 1)..].Split('(')[0];
        return path[(path.LastIndexOf('.') + 1)..].Split('`')[0];
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
