using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace RnnPS.Help;

/// <summary>
/// Writes help pages as the MAML that PowerShell's help system reads (MamlCommandHelpInfo and MamlNode in
/// System.Management.Automation). Lists are only shown in descriptions; elsewhere they become paragraphs.
/// </summary>
internal static class MamlWriter
{
    private static readonly XNamespace Msh = "http://msh";
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    /// <summary>The file: UTF-8 without byte order mark, line feeds, the same bytes for the same pages.</summary>
    public static byte[] Write(IReadOnlyList<HelpPage> pages)
    {
        var document = new XElement(Msh + "helpItems", new XAttribute("schema", "maml"), pages.Select(Page));
        var settings = new XmlWriterSettings { Indent = true, NewLineChars = "\n", Encoding = new UTF8Encoding(false) };
        using var stream = new MemoryStream();
        using (var writer = XmlWriter.Create(stream, settings))
        {
            document.WriteTo(writer);
        }

        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    private static XElement Page(HelpPage page) =>
        new(Command + "command",
            new XAttribute(XNamespace.Xmlns + "maml", Maml),
            new XAttribute(XNamespace.Xmlns + "command", Command),
            new XAttribute(XNamespace.Xmlns + "dev", Dev),
            new XElement(Command + "details",
                new XElement(Command + "name", page.Cmdlet.Name),
                new XElement(Command + "verb", page.Cmdlet.Verb),
                new XElement(Command + "noun", page.Cmdlet.Noun),
                Paragraphs(Maml + "description", page.Synopsis)),
            Description(page.Description),
            new XElement(Command + "syntax", page.Cmdlet.ParameterSets().Select(set => SyntaxItem(page, set))),
            new XElement(Command + "parameters", page.Parameters.Select(p => Parameter(p, Overall(p.Parameter), false))),
            new XElement(Command + "inputTypes", Types(Command + "inputType", page.Inputs)),
            new XElement(Command + "returnValues", Types(Command + "returnValue", page.Outputs)),
            new XElement(Command + "examples", page.Examples.Select(Example)),
            new XElement(Command + "relatedLinks", page.Links.Select(Link)));

    private static XElement SyntaxItem(HelpPage page, string? set)
    {
        var pages = page.Parameters.ToDictionary(p => p.Parameter.Name);
        return new XElement(Command + "syntaxItem",
            new XElement(Maml + "name", page.Cmdlet.Name),
            page.Cmdlet.ParametersOf(set).Select(p => Parameter(pages[p.Parameter.Name], p.Use, true)));
    }

    /// <summary>What holds for a parameter whatever its set: required only if it is so in every set.</summary>
    private static ParameterUse Overall(CmdletParameter parameter) => new(Set: null)
    {
        Mandatory = parameter.Uses.All(u => u.Mandatory),
        Position = parameter.Uses.Select(u => u.Position).FirstOrDefault(p => p is not null),
        ByValue = parameter.Uses.Any(u => u.ByValue),
        ByPropertyName = parameter.Uses.Any(u => u.ByPropertyName),
        FromRemainingArguments = parameter.Uses.Any(u => u.FromRemainingArguments),
    };

    private static XElement Parameter(ParameterPage page, ParameterUse use, bool inSyntax)
    {
        var parameter = page.Parameter;
        var type = TypeNames.Short(parameter.Type);
        return new XElement(Command + "parameter",
            new XAttribute("required", use.Mandatory ? "true" : "false"),
            new XAttribute("variableLength", parameter.Type.IsArray ? "true" : "false"),
            new XAttribute("globbing", parameter.SupportsWildcards ? "true" : "false"),
            new XAttribute("pipelineInput", PipelineInput(use)),
            new XAttribute("position", use.Position is { } position ? XmlConvert.ToString(position) : "named"),
            new XAttribute("aliases", parameter.Aliases.Count > 0 ? string.Join(", ", parameter.Aliases) : "None"),
            new XElement(Maml + "name", parameter.Name),
            Description([.. page.Summary, .. page.Constraints]),
            inSyntax && parameter.Values.Count > 0
                ? new XElement(Command + "parameterValueGroup", parameter.Values.Select(v => ParameterValue(v, true)))
                : null,
            // A syntax line shows a switch without a value, its page [<SwitchParameter>].
            inSyntax && parameter.IsSwitch ? null : ParameterValue(type, !parameter.IsSwitch),
            new XElement(Dev + "type", new XElement(Maml + "name", type)),
            new XElement(Dev + "defaultValue", page.Default));
    }

    private static XElement ParameterValue(string text, bool required) =>
        new(Command + "parameterValue", new XAttribute("required", required ? "true" : "false"), text);

    private static string PipelineInput(ParameterUse use)
    {
        string[] ways =
        [
            .. use.ByValue ? ["ByValue"] : Array.Empty<string>(),
            .. use.ByPropertyName ? ["ByPropertyName"] : Array.Empty<string>(),
            .. use.FromRemainingArguments ? ["FromRemainingArguments"] : Array.Empty<string>(),
        ];
        return ways.Length > 0 ? $"true ({string.Join(", ", ways)})" : "false";
    }

    private static IEnumerable<XElement> Types(XName name, IReadOnlyList<TypePage> types) =>
        types.DefaultIfEmpty(new TypePage("None", [])).Select(t => new XElement(name,
            new XElement(Dev + "type", new XElement(Maml + "name", t.Name)),
            Paragraphs(Maml + "description", t.Description)));

    private static XElement Example(ExamplePage example, int index) =>
        new(Command + "example",
            new XElement(Maml + "title", $"Example {index + 1}: {example.Title}"),
            new XElement(Dev + "code", example.Output.Length > 0 ? $"{example.Command}\n\n{example.Output}" : example.Command),
            Paragraphs(Dev + "remarks", example.Remarks));

    private static XElement Link(LinkPage link) =>
        new(Maml + "navigationLink", new XElement(Maml + "linkText", link.Text), new XElement(Maml + "uri", link.Address));

    private static XElement Paragraphs(XName name, IReadOnlyList<TextBlock> blocks) =>
        new(name, Join(blocks.Select(b => b.Kind == BlockKind.Bullet ? b with { Text = $"* {b.Text}" } : b))
            .Select(b => new XElement(Maml + "para", b.Text)));

    private static XElement Description(IReadOnlyList<TextBlock> blocks)
    {
        var element = new XElement(Maml + "description");
        foreach (var block in Join(blocks))
        {
            if (block.Kind is not (BlockKind.Bullet or BlockKind.Numbered))
            {
                element.Add(new XElement(Maml + "para", block.Text));
                continue;
            }

            var kind = block.Kind == BlockKind.Numbered ? "ordered" : "unordered";
            var list = element.LastNode is XElement { Name.LocalName: "list" } last && (string?)last.Attribute("class") == kind
                ? last
                : new XElement(Maml + "list", new XAttribute("class", kind));
            list.Add(new XElement(Maml + "listItem", new XElement(Maml + "para", block.Text)));
            if (list.Parent is null)
            {
                element.Add(list);
            }
        }

        return element;
    }

    /// <summary>
    /// Code goes into the paragraph before it: the engine trims each paragraph, and would shift the first line of a
    /// table against the others.
    /// </summary>
    private static List<TextBlock> Join(IEnumerable<TextBlock> blocks)
    {
        var joined = new List<TextBlock>();
        foreach (var block in blocks)
        {
            if (block.Kind == BlockKind.Code && joined is [.., { Kind: BlockKind.Paragraph } before])
            {
                joined[^1] = before with { Text = $"{before.Text}\n\n{block.Text}" };
                continue;
            }

            joined.Add(block);
        }

        return joined;
    }
}
