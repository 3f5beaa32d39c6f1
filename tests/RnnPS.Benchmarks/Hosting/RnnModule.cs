using System.Collections;
using System.Management.Automation.Language;
using System.Runtime.Loader;

namespace RnnPS.Benchmarks;

/// <summary>The RnnPS module as a user has it: a folder with a manifest.</summary>
internal static class RnnModule
{
    /// <summary>The path of the manifest.</summary>
    public static string Manifest { get; } = Find();

    /// <summary>Gets the value of a key of the manifest, or of the manifest that is nested in it, as a list.</summary>
    public static string[] Entries(string key)
    {
        object value = Read(Manifest)[key] ?? Read(File(Path.Combine("binary", "RnnPS.psd1")))[key]!;
        return value is object[] list ? [.. list.Cast<string>().Select(Name)] : [Name((string)value)];
    }

    /// <summary>Gets the path of a file of the module.</summary>
    public static string File(string name) => Path.Combine(Path.GetDirectoryName(Manifest)!, name);

    /// <summary>
    /// Makes this program load RnnPS.Core from the module. The runtime would otherwise load a copy beside the program instead
    /// of the module's own file, and the benchmarks would not measure the module.
    /// </summary>
    public static void ResolveEngine() => AssemblyLoadContext.Default.Resolving += (context, name) =>
        name.Name == "RnnPS.Core" ? context.LoadFromAssemblyPath(File("RnnPS.Core.dll")) : null;

    private static Hashtable Read(string manifest)
    {
        Ast script = Parser.ParseFile(manifest, out _, out _);
        return (Hashtable)script.Find(ast => ast is HashtableAst, searchNestedScriptBlocks: false)!.SafeGetValue();
    }

    // The nested manifest names files of the folder above it.
    private static string Name(string entry) => entry.Replace("../", string.Empty, StringComparison.Ordinal);

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "module", "RnnPS", "RnnPS.psd1");
            if (System.IO.File.Exists(candidate))
            {
                return candidate;
            }
        }

        throw new InvalidOperationException("There is no folder module/RnnPS above the benchmarks: build the repository first.");
    }
}
