using System.Reflection;
using System.Xml.Linq;

namespace RnnPS.Help;

/// <summary>Combines the cmdlets of a module with their docs.</summary>
internal sealed class HelpPageBuilder
{
    private const string WhatIf = "Shows what would happen if the cmdlet ran. The cmdlet is not run.";
    private const string Confirm = "Asks for confirmation before the cmdlet runs.";

    private readonly IReadOnlyList<CmdletMetadata> _cmdlets;
    private readonly XmlDocumentation _docs;
    private readonly ModuleManifest? _manifest;
    private readonly IReadOnlyList<string> _dataFiles;
    private readonly DocumentationText _text;

    /// <summary>Creates the builder.</summary>
    /// <param name="cmdlets">The cmdlets of the module.</param>
    /// <param name="docs">The docs of the module and of the assemblies whose types it shows.</param>
    /// <param name="manifest">The manifest, whose ProjectUri makes the addresses of the pages; null for none.</param>
    /// <param name="dataFiles">The names of the files that the module ships for the examples.</param>
    public HelpPageBuilder(
        IReadOnlyList<CmdletMetadata> cmdlets, XmlDocumentation docs, ModuleManifest? manifest, IReadOnlyList<string> dataFiles)
    {
        _cmdlets = cmdlets;
        _docs = docs;
        _manifest = manifest;
        _dataFiles = dataFiles;
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var cmdlet in cmdlets)
        {
            names[DocumentationId.Of(cmdlet.Type)] = cmdlet.Name;
            foreach (var parameter in cmdlet.Parameters.Where(p => p.Member is not null))
            {
                names[DocumentationId.Of(parameter.Member!)] = $"-{parameter.Name}";
            }
        }

        _text = new DocumentationText(names);
    }

    /// <summary>Builds the pages, in the order of the cmdlets.</summary>
    public IReadOnlyList<HelpPage> Build() => [.. _cmdlets.Select(BuildPage)];

    private HelpPage BuildPage(CmdletMetadata cmdlet)
    {
        var docs = _docs.Find(cmdlet.Type);
        var parameters = cmdlet.Parameters.Select(BuildParameter)
            .OrderBy(p => p.Parameter.Member is null).ThenBy(p => p.Parameter.Name, StringComparer.Ordinal).ToList();
        var examples = docs?.Elements("example").Select(BuildExample).ToList() ?? [];
        return new HelpPage(cmdlet)
        {
            Synopsis = _text.Read(docs?.Element("summary")),
            Description = _text.Read(docs?.Element("remarks")),
            Parameters = parameters,
            Inputs = BuildInputs(parameters),
            Outputs = [.. cmdlet.Outputs.Select(BuildOutput)],
            Examples = examples,
            Links = [.. docs?.Elements("seealso").Select(BuildLink) ?? []],
            OnlineVersion = cmdlet.HelpUri ?? _manifest?.AddressOf(cmdlet.Name),
            DataFiles = [.. _dataFiles.Where(file => examples.Exists(e => e.Command.Contains(file, StringComparison.Ordinal)))],
        };
    }

    private ParameterPage BuildParameter(CmdletParameter parameter)
    {
        var none = parameter.IsSwitch ? "False" : "None";
        if (parameter.Member is null)
        {
            return new ParameterPage(parameter, [parameter.Name == "WhatIf" ? WhatIf : Confirm], [], none);
        }

        var docs = _docs.Find(parameter.Member);
        var value = _text.Line(docs?.Element("value")?.Nodes() ?? []);
        string[] values = [BuildValues(parameter), string.Join(' ', parameter.Constraints)];
        return new ParameterPage(
            parameter,
            _text.Read(docs?.Element("summary")),
            [.. values.Where(v => v.Length > 0)],
            value.Length > 0 ? value : none);
    }

    /// <summary>Describes the allowed values: a list if the enum values have docs, otherwise one line.</summary>
    private string BuildValues(CmdletParameter parameter)
    {
        var summaries = parameter.Values.Select(v => ValueSummary(parameter.EnumType, v)).ToList();
        return summaries switch
        {
            [] => "",
            _ when summaries.TrueForAll(s => s.Length == 0) => $"Values: {string.Join(", ", parameter.Values)}.",
            _ => "Values:" + string.Concat(parameter.Values.Zip(summaries, (value, summary) =>
                summary.Length > 0 ? $"\n* {value}: {summary}" : $"\n* {value}")),
        };
    }

    private string ValueSummary(Type? type, string value) =>
        type?.GetField(value, BindingFlags.Public | BindingFlags.Static) is { } field
            ? _text.Line(_docs.Find(field)?.Element("summary")?.Nodes() ?? [])
            : "";

    /// <summary>Lists the parameters that take the piped object itself, then those that take one of its properties.</summary>
    private static IReadOnlyList<TypePage> BuildInputs(List<ParameterPage> parameters) =>
    [
        .. from page in parameters
           where page.Parameter.Uses.Any(u => u.ByValue)
           select new TypePage(TypeNames.Full(page.Parameter.Type),
               [.. page.Summary.Take(1).Select(text => $"For -{page.Parameter.Name}: {text}")]),
        .. from page in parameters
           where page.Parameter.Uses.Any(u => u.ByPropertyName) && !page.Parameter.Uses.Any(u => u.ByValue)
           let names = page.Parameter.Aliases.Prepend(page.Parameter.Name)
           select new TypePage(TypeNames.Full(page.Parameter.Type),
               [$"For -{page.Parameter.Name}: the property {string.Join(" or ", names)} of a piped object."]),
    ];

    private TypePage BuildOutput(CmdletOutput output)
    {
        var summary = _text.Read(_docs.Find(output.DocumentationId)?.Element("summary"));
        return new TypePage(output.TypeName, output.Sets.Count == 0
            ? summary
            : [.. summary, $"In the parameter set {string.Join(", ", output.Sets)}."]);
    }

    private ExamplePage BuildExample(XElement example)
    {
        var parts = example.Nodes().Where(n => n is not XText text || !string.IsNullOrWhiteSpace(text.Value)).ToList();
        var title = parts is [XElement { Name.LocalName: "para" } first, ..] ? _text.Line(first.Nodes()) : "";
        var rest = parts.Skip(title.Length > 0 ? 1 : 0).ToList();
        var code = rest.FindIndex(IsCode);
        if (code < 0)
        {
            return new ExamplePage(title, "", "", []);
        }

        var output = code + 1 < rest.Count && IsCode(rest[code + 1]) ? code + 1 : -1;
        return new ExamplePage(
            title.TrimEnd('.'),
            DocumentationText.Code((XElement)rest[code]),
            output < 0 ? "" : DocumentationText.Code((XElement)rest[output]),
            _text.Read(rest.Where((_, i) => i != code && i != output)));
    }

    private static bool IsCode(XNode node) => node is XElement { Name.LocalName: "code" };

    private LinkPage BuildLink(XElement link)
    {
        var text = _text.Line(link.Nodes());
        var target = (string?)link.Attribute("href") ?? _text.Name((string?)link.Attribute("cref") ?? "");
        // Get-Help -Online opens the first address and fails if that is not a URL.
        return target.Contains("://", StringComparison.Ordinal)
            ? new LinkPage(text, target)
            : new LinkPage(text.Length > 0 ? text : target, "");
    }
}
