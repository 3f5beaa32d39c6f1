using System.Reflection;
using System.Runtime.InteropServices;

namespace RnnPS.Help;

/// <summary>
/// Reads the cmdlets of a binary module from its metadata. It runs no code of the module, so the versions of PowerShell and
/// of the dependencies need not match those of this tool.
/// </summary>
internal sealed class CmdletReader : IDisposable
{
    private readonly MetadataLoadContext _context;
    private readonly string _assembly;

    private CmdletReader(MetadataLoadContext context, string assembly)
    {
        _context = context;
        _assembly = assembly;
    }

    /// <summary>Opens an assembly. The references always include the runtime's own assemblies.</summary>
    public static CmdletReader Open(string assembly, IEnumerable<string> references)
    {
        var files = references.Append(RuntimeEnvironment.GetRuntimeDirectory())
            .SelectMany(r => Directory.Exists(r) ? Directory.EnumerateFiles(r, "*.dll") : [r])
            .Append(assembly);
        var missing = files.FirstOrDefault(f => !File.Exists(f));
        return missing is null
            ? new CmdletReader(new MetadataLoadContext(new PathAssemblyResolver(files)), assembly)
            : throw new FileNotFoundException($"{missing} does not exist.");
    }

    /// <summary>Reads the public cmdlets, sorted by name.</summary>
    public IReadOnlyList<CmdletMetadata> Read()
    {
        var cmdlets = _context.LoadFromAssemblyPath(Path.GetFullPath(_assembly)).GetExportedTypes()
            .Where(t => !t.IsAbstract)
            .SelectMany(t => t.Attributes("Cmdlet").Select(a => ReadCmdlet(t, a)))
            .OrderBy(c => c.Name, StringComparer.Ordinal)
            .ToList();
        return cmdlets.Count > 0 ? cmdlets : throw new ArgumentException($"{_assembly} has no cmdlet.");
    }

    public void Dispose() => _context.Dispose();

    private CmdletMetadata ReadCmdlet(Type type, CustomAttributeData cmdlet)
    {
        var supportsShouldProcess = cmdlet.Named<bool>("SupportsShouldProcess");
        var parameters = type.GetMembers(BindingFlags.Public | BindingFlags.Instance)
            .Where(m => m is PropertyInfo or FieldInfo)
            .Select(ReadParameter)
            .OfType<CmdletParameter>()
            // A hidden base property comes after the property that hides it.
            .DistinctBy(p => p.Name, StringComparer.OrdinalIgnoreCase);
        return new CmdletMetadata(type, (string)cmdlet.Positional(0)!, (string)cmdlet.Positional(1)!)
        {
            DefaultSet = cmdlet.Named<string>("DefaultParameterSetName"),
            SupportsShouldProcess = supportsShouldProcess,
            HelpUri = cmdlet.Named<string>("HelpUri"),
            Aliases = [.. type.Attributes("Alias").SelectMany(a => a.Elements<string>())],
            Parameters = [.. parameters, .. supportsShouldProcess ? ShouldProcessParameters(parameters) : []],
            Outputs = ReadOutputs(type),
        };
    }

    private static CmdletParameter? ReadParameter(MemberInfo member)
    {
        var uses = member.Attributes("Parameter").Where(a => !a.Named<bool>("DontShow")).Select(ReadUse).ToList();
        if (uses.Count == 0)
        {
            return null;
        }

        var type = member is PropertyInfo property ? property.PropertyType : ((FieldInfo)member).FieldType;
        var sets = member.Attributes("ValidateSet").SelectMany(a => a.Elements<string>()).ToList();
        return new CmdletParameter(member.Name, type)
        {
            Member = member,
            Aliases = [.. member.Attributes("Alias").SelectMany(a => a.Elements<string>())],
            Uses = uses,
            SupportsWildcards = member.Attributes("SupportsWildcards").Any(),
            Values = sets.Count > 0 ? sets : EnumNames(type),
            Constraints = [.. ValidationText.Of(member)],
        };
    }

    private static ParameterUse ReadUse(CustomAttributeData attribute) =>
        new(attribute.Named<string>("ParameterSetName") is { } set && set != "__AllParameterSets" ? set : null)
        {
            Mandatory = attribute.Named<bool>("Mandatory"),
            Position = attribute.Named<int?>("Position"),
            ByValue = attribute.Named<bool>("ValueFromPipeline"),
            ByPropertyName = attribute.Named<bool>("ValueFromPipelineByPropertyName"),
            FromRemainingArguments = attribute.Named<bool>("ValueFromRemainingArguments"),
        };

    private static List<string> EnumNames(Type type) =>
        TypeNames.Element(type) is { IsEnum: true } element
            ? [.. element.GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => f.Name)]
            : [];

    private static List<CmdletOutput> ReadOutputs(Type type)
    {
        var entries =
            from attribute in type.Attributes("OutputType")
            let sets = attribute.NamedArguments.Where(a => a.MemberName == "ParameterSetName")
                .SelectMany(a => (IEnumerable<CustomAttributeTypedArgument>)a.TypedValue.Value!)
                .Select(a => (string)a.Value!)
            from output in attribute.Elements<object>()
            let name = output is Type t ? TypeNames.Full(t) : (string)output
            let id = output is Type e ? DocumentationId.Of(TypeNames.Element(e)) : $"T:{output}"
            where name != "System.Void"
            select (Name: name, Id: id, Sets: sets);
        return
        [
            .. from entry in entries
               group entry.Sets by (entry.Name, entry.Id) into output
               let sets = output.Any(s => !s.Any()) ? [] : output.SelectMany(s => s).ToList()
               select new CmdletOutput(output.Key.Name, output.Key.Id, sets),
        ];
    }

    /// <summary>
    /// Creates -WhatIf and -Confirm. The engine adds them if a cmdlet supports ShouldProcess, but the module must provide
    /// their help.
    /// </summary>
    private IEnumerable<CmdletParameter> ShouldProcessParameters(IEnumerable<CmdletParameter> parameters)
    {
        var switchType = parameters.FirstOrDefault(p => p.IsSwitch)?.Type
            ?? _context.GetAssemblies().Select(a => a.GetType("System.Management.Automation.SwitchParameter"))
                .FirstOrDefault(t => t is not null)
            ?? throw new ArgumentException("System.Management.Automation.dll is not among the references.");
        yield return new CmdletParameter("WhatIf", switchType) { Aliases = ["wi"], Uses = [new ParameterUse(null)] };
        yield return new CmdletParameter("Confirm", switchType) { Aliases = ["cf"], Uses = [new ParameterUse(null)] };
    }
}
