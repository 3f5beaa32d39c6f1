using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace RnnPS.Help;

/// <summary>How a block of text is set.</summary>
internal enum BlockKind
{
    /// <summary>A paragraph.</summary>
    Paragraph,

    /// <summary>An item of a list with bullets.</summary>
    Bullet,

    /// <summary>An item of a numbered list.</summary>
    Numbered,

    /// <summary>Lines that are kept as they are.</summary>
    Code,
}

/// <summary>A piece of plain text.</summary>
internal sealed record TextBlock(BlockKind Kind, string Text);

/// <summary>Turns XML docs into plain text.</summary>
/// <param name="names">What to write for the id that a cref names, where it is more than the member's name.</param>
internal sealed partial class DocumentationText(IReadOnlyDictionary<string, string> names)
{
    /// <summary>The blocks of an element; none if it is null or empty.</summary>
    public IReadOnlyList<TextBlock> Read(XElement? element) => element is null ? [] : Read(element.Nodes());

    /// <summary>The blocks of a run of nodes.</summary>
    public IReadOnlyList<TextBlock> Read(IEnumerable<XNode> nodes)
    {
        var blocks = new List<TextBlock>();
        var line = new StringBuilder();
        foreach (var node in nodes)
        {
            var inner = node is XElement element ? ReadBlock(element) : null;
            if (inner is null)
            {
                line.Append(Inline(node));
                continue;
            }

            Flush(blocks, line);
            blocks.AddRange(inner);
        }

        Flush(blocks, line);
        return blocks;
    }

    /// <summary>The lines of a code element without the indentation that all of them share.</summary>
    public static string Code(XElement element)
    {
        var lines = element.Value.ReplaceLineEndings("\n").Split('\n').Select(l => l.TrimEnd())
            .SkipWhile(l => l.Length == 0).Reverse().SkipWhile(l => l.Length == 0).Reverse().ToList();
        var indentation = lines.Where(l => l.Length > 0).Select(l => l.Length - l.TrimStart().Length).DefaultIfEmpty().Min();
        return string.Join('\n', lines.Select(l => l.Length > 0 ? l[indentation..] : l));
    }

    /// <summary>The text of a run of nodes on one line.</summary>
    public string Line(IEnumerable<XNode> nodes) => Space().Replace(string.Concat(nodes.Select(Inline)), " ").Trim();

    private static void Flush(List<TextBlock> blocks, StringBuilder line)
    {
        var text = Space().Replace(line.ToString(), " ").Trim();
        line.Clear();
        if (text.Length > 0)
        {
            blocks.Add(new TextBlock(BlockKind.Paragraph, text));
        }
    }

    private IReadOnlyList<TextBlock>? ReadBlock(XElement element) => element.Name.LocalName switch
    {
        "para" => Read(element.Nodes()),
        "code" => [new TextBlock(BlockKind.Code, Code(element))],
        "list" => [.. element.Elements("item").Select(i => new TextBlock(
            (string?)element.Attribute("type") == "number" ? BlockKind.Numbered : BlockKind.Bullet, Item(i)))],
        _ => null,
    };

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

    /// <summary>What a cref is called: a cmdlet Verb-Noun, a parameter -Name, all else by its last name.</summary>
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
