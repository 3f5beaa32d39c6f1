using System.Management.Automation;
using System.Reflection;
using System.Runtime.Loader;

namespace RnnPS;

/// <summary>Called by PowerShell when the module is imported and removed.</summary>
public sealed class ModuleInitializer : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    // One delegate, so that what was added can be removed.
    private static readonly Func<AssemblyLoadContext, AssemblyName, Assembly?> Resolve =
        (_, name) => DependencyContext.Resolve(name);

    /// <summary>Makes the module's libraries known.</summary>
    public void OnImport() => AssemblyLoadContext.Default.Resolving += Resolve;

    /// <summary>Takes that back.</summary>
    /// <param name="psModuleInfo">The module.</param>
    public void OnRemove(PSModuleInfo psModuleInfo) =>
        AssemblyLoadContext.Default.Resolving -= Resolve;
}
