using System.Management.Automation;
using System.Reflection;
using System.Runtime.Loader;

namespace RnnPS;

/// <summary>Registers the module's libraries. PowerShell calls it when the module is imported and removed.</summary>
public sealed class ModuleInitializer : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    // Keep the delegate, so that the handler can be removed again.
    private static readonly Func<AssemblyLoadContext, AssemblyName, Assembly?> Resolve =
        (_, name) => DependencyContext.Resolve(name);

    /// <summary>Registers the handler that finds the module's libraries, how models become bytes, and the folder for SingleCopy.psm1.</summary>
    public void OnImport()
    {
        AssemblyLoadContext.Default.Resolving += Resolve;
        SerializedForm.Register();
        AppContext.SetData("RnnPS.ModuleFolder", Path.GetDirectoryName(typeof(ModuleInitializer).Assembly.Location));
    }

    /// <summary>Removes the handler.</summary>
    /// <param name="psModuleInfo">The module.</param>
    public void OnRemove(PSModuleInfo psModuleInfo) =>
        AssemblyLoadContext.Default.Resolving -= Resolve;
}
