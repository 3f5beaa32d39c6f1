using System.Text.RegularExpressions;

namespace RnnPS.Help;

/// <summary>The entries of a module manifest that the help needs.</summary>
internal sealed partial record ModuleManifest(string Version, string ProjectUri)
{
    /// <summary>Reads a manifest as text. A commented-out or absent entry is empty.</summary>
    public static ModuleManifest Load(string path)
    {
        var entries = Entry().Matches(File.ReadAllText(path)).ToLookup(m => m.Groups["name"].Value, m => m.Groups["value"].Value);
        return new ModuleManifest(entries["ModuleVersion"].FirstOrDefault(""), entries["ProjectUri"].FirstOrDefault("").TrimEnd('/'));
    }

    /// <summary>
    /// Gets the address of a cmdlet's page in the project's repository, at the tag of this version. Null while the project has no
    /// address.
    /// </summary>
    public string? AddressOf(string cmdlet) =>
        ProjectUri.Length > 0 ? $"{ProjectUri}/blob/v{Version}/docs/commands/{cmdlet}.md" : null;

    [GeneratedRegex("""^[^\S\n]*(?<name>ModuleVersion|ProjectUri)[^\S\n]*=[^\S\n]*(?<quote>['"])(?<value>[^'"\n]*)\k<quote>""", RegexOptions.Multiline)]
    private static partial Regex Entry();
}
