using System.Reflection;
using System.Runtime.Loader;

namespace RnnPS;

/// <summary>
/// Loads the module's libraries into a context of their own, so that another module's MathNet or CsvHelper, older or
/// newer, loaded before or after, changes nothing for either.
/// </summary>
/// <remarks>
/// RnnPS.dll and RnnPS.Core.dll stay in the default context, where scripts can name their types. What lies in
/// <c>dependencies</c> is asked for by name, only from inside method bodies, and found here.
/// </remarks>
internal sealed class DependencyContext() : AssemblyLoadContext("RnnPS")
{
    private static readonly string Folder =
        Path.Combine(Path.GetDirectoryName(typeof(DependencyContext).Assembly.Location)!, "dependencies");

    // Our own parts are asked for by RnnPS.dll from the default context; they ask for the libraries from this one.
    private static readonly HashSet<string> EntryPoints = ["RnnPS.Analysis", "RnnPS.Files"];

    private static readonly DependencyContext Shared = new();

    /// <summary>Answers the default context where it finds no assembly by itself.</summary>
    /// <remarks>
    /// By path, not by name: a name that this context does not find either would go back to the default one, for ever.
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
