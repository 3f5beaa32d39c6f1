using System.Reflection;
using System.Runtime.Loader;

namespace RnnPS;

/// <summary>
/// Loads the module's libraries into a separate load context. Another module can then load a different version of MathNet or
/// CsvHelper without a conflict.
/// </summary>
/// <remarks>
/// RnnPS.dll and RnnPS.Core.dll stay in the default context, so that scripts can name their types. The assemblies in
/// <c>dependencies</c> are referenced only inside method bodies. The runtime then requests them by name, and this context
/// resolves them.
/// </remarks>
internal sealed class DependencyContext() : AssemblyLoadContext("RnnPS")
{
    private static readonly string Folder =
        Path.Combine(Path.GetDirectoryName(typeof(DependencyContext).Assembly.Location)!, "dependencies");

    // RnnPS.dll requests the module's own assemblies from the default context. They request the libraries from this context.
    private static readonly HashSet<string> EntryPoints = ["RnnPS.Analysis", "RnnPS.Charts", "RnnPS.Files"];

    private static readonly DependencyContext Shared = new();

    /// <summary>Resolves an assembly that the default context did not find.</summary>
    /// <remarks>
    /// Loads by path, not by name. A name that this context does not find would go back to the default context in an endless loop.
    /// </remarks>
    public static Assembly? Resolve(AssemblyName name) =>
        name.Name is { } simple && EntryPoints.Contains(simple) ? Shared.Load(name) : null;

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        string path = Path.Combine(Folder, assemblyName.Name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }
}
