using System.Globalization;
using System.Text;

namespace RnnPS.Help;

/// <summary>Writes help pages as Markdown, in the form of Microsoft's pages, and an index of them.</summary>
internal sealed class MarkdownWriter
{
    private const string Generated = "<!-- Generated from the source by ./build.ps1 -Task Docs. Edit the XML docs of the cmdlet instead. -->\n\n";

    private readonly IReadOnlyList<HelpPage> _pages;
    private readonly MarkdownText _text;

    /// <summary>Creates the writer.</summary>
    public MarkdownWriter(IReadOnlyList<HelpPage> pages)
    {
        _pages = pages;
        _text = new MarkdownText(pages.Select(p => p.Cmdlet.Name).ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>
    /// Writes the files, by name: UTF-8 without byte order mark, with LF line ends. The same pages always give the same bytes.
    /// </summary>
    /// <param name="topics">The about pages, for the index.</param>
    public IReadOnlyDictionary<string, byte[]> Write(IReadOnlyList<AboutPage> topics)
    {
        var files = _pages.ToDictionary(p => $"{p.Cmdlet.Name}.md", Page, StringComparer.Ordinal);
        files["README.md"] = Index(topics);
        return files.ToDictionary(f => f.Key, f => Encoding.UTF8.GetBytes(f.Value.TrimEnd('\n') + "\n"), StringComparer.Ordinal);
    }

    private string Index(IReadOnlyList<AboutPage> topics)
    {
        var text = new StringBuilder($"{Generated}# Commands\n\n| command | what it does |\n|---|---|\n");
        foreach (var page in _pages)
        {
            var name = page.Cmdlet.Name;
            var alias = page.Cmdlet.Aliases.Count > 0 ? $" ({string.Join(", ", page.Cmdlet.Aliases)})" : "";
            text.Append(CultureInfo.InvariantCulture, $"| [{name}]({name}.md){alias} | {Line(page, page.Synopsis)} |\n");
        }

        if (topics.Count > 0)
        {
            text.Append("\n# Topics\n\n| topic | what it explains |\n|---|---|\n");
            foreach (var topic in topics)
            {
                text.Append(CultureInfo.InvariantCulture, $"| {MarkdownText.AboutLink(topic.Name)} | {topic.ShortDescription} |\n");
            }
        }

        return text.ToString();
    }

    private string Page(HelpPage page)
    {
        var own = page.Cmdlet.Name;
        var text = new StringBuilder($"{Generated}# {own}\n\n{_text.Blocks(page.Synopsis, own)}");
        if (page.Cmdlet.Aliases.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"Alias: {string.Join(", ", page.Cmdlet.Aliases)}\n\n");
        }

        text.Append("## Syntax\n\n");
        var sets = page.Cmdlet.ParameterSets();
        foreach (var set in sets)
        {
            if (sets.Count > 1)
            {
                text.Append(CultureInfo.InvariantCulture, $"### {set}{(set == page.Cmdlet.DefaultSet ? " (default)" : "")}\n\n");
            }

            text.Append(MarkdownText.Fence("text", Syntax(page, set)));
        }

        text.Append("## Description\n\n").Append(_text.Blocks(page.Description, own)).Append("## Examples\n\n");
        if (page.DataFiles.Count > 0)
        {
            text.Append(page.DataNote).Append("\n\n").Append(MarkdownText.Fence("powershell", page.DataCommand));
        }

        foreach (var (index, example) in page.Examples.Index())
        {
            text.Append(CultureInfo.InvariantCulture, $"### Example {index + 1}: {_text.Line(example.Title, own)}\n\n")
                .Append(MarkdownText.Fence("powershell", example.Command))
                .Append(example.Output.Length > 0 ? MarkdownText.Fence("output", example.Output) : "")
                .Append(_text.Blocks(example.Remarks, own));
        }

        text.Append("## Parameters\n\n");
        foreach (var parameter in page.Parameters)
        {
            text.Append(Parameter(page, parameter));
        }

        text.Append("### CommonParameters\n\nThis cmdlet supports the common parameters, such as `-ErrorAction` and `-Verbose`. See "
            + "[about_CommonParameters](https://go.microsoft.com/fwlink/?LinkID=113216).\n\n");
        Types(text, "Inputs", page.Inputs, own);
        Types(text, "Outputs", page.Outputs, own);
        if (page.Links.Count > 0)
        {
            text.Append("## Related links\n\n").AppendJoin('\n', page.Links.Select(link => Link(link, own))).Append('\n');
        }

        return text.ToString();
    }

    private string Link(LinkPage link, string own) =>
        link.Address.Length > 0 ? $"- [{link.Text}]({link.Address})" : $"- {_text.Line(link.Text, own)}";

    private static string Syntax(HelpPage page, string? set)
    {
        var lines = page.Cmdlet.ParametersOf(set).Select(p =>
        {
            var name = p.Use.Position is null ? $"-{p.Parameter.Name}" : $"[-{p.Parameter.Name}]";
            var argument = p.Parameter.IsSwitch ? name : $"{name} <{TypeNames.Short(p.Parameter.Type)}>";
            return p.Use.Mandatory ? argument : $"[{argument}]";
        });
        return string.Join("\n    ", lines.Prepend(page.Cmdlet.Name).Append("[<CommonParameters>]"));
    }

    private string Parameter(HelpPage page, ParameterPage parameter)
    {
        var metadata = parameter.Parameter;
        var sets = metadata.Uses.Select(u => u.Set).OfType<string>().ToList();
        var use = metadata.Overall;
        string[] properties =
        [
            $"Type: {TypeNames.Short(metadata.Type)}",
            $"Parameter sets: {(sets.Count > 0 ? string.Join(", ", sets) : "(All)")}",
            $"Aliases: {string.Join(", ", metadata.Aliases)}".TrimEnd(),
            $"Required: {(use.Mandatory ? "True" : "False")}",
            $"Position: {use.Position?.ToString(CultureInfo.InvariantCulture) ?? "Named"}",
            $"Default value: {parameter.Default}",
            $"Accept pipeline input: {Capital(use.PipelineInput)}",
            $"Accept wildcard characters: {(metadata.SupportsWildcards ? "True" : "False")}",
        ];
        return $"### -{metadata.Name}\n\n{_text.Blocks([.. parameter.Summary, .. parameter.Values], page.Cmdlet.Name)}"
            + MarkdownText.Fence("yaml", string.Join('\n', properties));
    }

    private void Types(StringBuilder text, string heading, IReadOnlyList<TypePage> types, string own)
    {
        text.Append(CultureInfo.InvariantCulture, $"## {heading}\n\n");
        foreach (var type in types.DefaultIfEmpty(new TypePage("None", [])))
        {
            text.Append(CultureInfo.InvariantCulture, $"### {_text.Line(type.Name, own)}\n\n").Append(_text.Blocks(type.Description, own));
        }
    }

    private string Line(HelpPage page, IReadOnlyList<string> paragraphs) => _text.Line(string.Join(' ', paragraphs), page.Cmdlet.Name);

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
