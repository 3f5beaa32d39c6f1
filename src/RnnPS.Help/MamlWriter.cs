using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace RnnPS.Help;

/// <summary>
/// Writes help pages as the MAML that PowerShell's help system reads (MamlCommandHelpInfo and MamlNode in
/// System.Management.Automation).
/// </summary>
internal static class MamlWriter
{
    private static readonly XNamespace Msh = "http://msh";
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    /// <summary>
    /// Writes the file as UTF-8 without byte order mark and with LF line ends. The same pages always give the same bytes.
    /// </summary>
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
            Paragraphs(Maml + "description", page.Description),
            new XElement(Command + "syntax", page.Cmdlet.ParameterSets().Select(set => SyntaxItem(page, set))),
            new XElement(Command + "parameters", page.Parameters.Select(Parameter)),
            new XElement(Command + "inputTypes", Types(Command + "inputType", page.Inputs)),
            new XElement(Command + "returnValues", Types(Command + "returnValue", page.Outputs)),
            page.DataFiles.Count > 0
                ? new XElement(Maml + "alertSet", Paragraphs(Maml + "alert", [page.DataNote, page.DataCommand]))
                : null,
            new XElement(Command + "examples", page.Examples.Select(Example)),
            // Get-Help -Online opens the first address.
            new XElement(Command + "relatedLinks", page.OnlineVersion is { } address ? Link(new LinkPage("Online Version:", address)) : null,
                page.Links.Select(Link)));

    private static XElement SyntaxItem(HelpPage page, string? set) =>
        new(Command + "syntaxItem",
            new XElement(Maml + "name", page.Cmdlet.Name),
            page.Cmdlet.ParametersOf(set).Select(p => SyntaxParameter(p.Parameter, p.Use)));

    /// <summary>Writes a parameter of a syntax line. The line shows an enum's values instead of its type, and no type for a switch.</summary>
    private static XElement SyntaxParameter(CmdletParameter parameter, ParameterUse use) =>
        new(Command + "parameter",
            ParameterAttributes(parameter, use),
            new XElement(Maml + "name", parameter.Name),
            parameter.Values.Count > 0
                ? new XElement(Command + "parameterValueGroup", parameter.Values.Select(v => ParameterValue(v, true)))
                : null,
            parameter.IsSwitch ? null : ParameterValue(TypeNames.Short(parameter.Type), true));

    private static XElement Parameter(ParameterPage page)
    {
        var parameter = page.Parameter;
        var type = TypeNames.Short(parameter.Type);
        return new XElement(Command + "parameter",
            ParameterAttributes(parameter, parameter.Overall),
            new XElement(Maml + "name", parameter.Name),
            Paragraphs(Maml + "description", page.Summary.Concat(page.Values)),
            ParameterValue(type, !parameter.IsSwitch),
            new XElement(Dev + "type", new XElement(Maml + "name", type)),
            new XElement(Dev + "defaultValue", page.Default));
    }

    private static XAttribute[] ParameterAttributes(CmdletParameter parameter, ParameterUse use) =>
    [
        new("required", use.Mandatory ? "true" : "false"),
        new("variableLength", parameter.Type.IsArray ? "true" : "false"),
        new("globbing", parameter.SupportsWildcards ? "true" : "false"),
        new("pipelineInput", use.PipelineInput),
        new("position", use.Position is { } position ? XmlConvert.ToString(position) : "named"),
        new("aliases", parameter.Aliases.Count > 0 ? string.Join(", ", parameter.Aliases) : "None"),
    ];

    private static XElement ParameterValue(string text, bool required) =>
        new(Command + "parameterValue", new XAttribute("required", required ? "true" : "false"), text);

    private static IEnumerable<XElement> Types(XName name, IReadOnlyList<TypePage> types) =>
        types.DefaultIfEmpty(new TypePage("None", [])).Select(t => new XElement(name,
            new XElement(Dev + "type", new XElement(Maml + "name", t.Name)),
            Paragraphs(Maml + "description", t.Description)));

    private static XElement Example(ExamplePage example, int index) =>
        new(Command + "example",
            // The engine puts no heading above the examples.
            new XElement(Maml + "title", $"{(index == 0 ? "EXAMPLES\n\n" : "")}Example {index + 1}: {example.Title}"),
            new XElement(Dev + "code", example.Output.Length > 0 ? $"{example.Command}\n\n{example.Output}" : example.Command),
            // The engine puts no blank line between two examples.
            Paragraphs(Dev + "remarks", example.Remarks.Append("")));

    private static XElement Link(LinkPage link) =>
        new(Maml + "navigationLink", new XElement(Maml + "linkText", link.Text), new XElement(Maml + "uri", link.Address));

    private static XElement Paragraphs(XName name, IEnumerable<string> paragraphs) =>
        new(name, paragraphs.Select(p => new XElement(Maml + "para", p)));
}
