using System.Management.Automation;
using System.Reflection;

namespace RnnPS.Benchmarks;

/// <summary>Stops the commands upstream at the first record, exactly as <c>Select-Object -First 1</c> does.</summary>
/// <remarks>Select-Object is in Microsoft.PowerShell.Utility, which the engine's package does not include.</remarks>
[Cmdlet(VerbsLifecycle.Stop, "Upstream")]
public sealed class StopUpstreamCommand : PSCmdlet
{
    private static readonly Type StopException = typeof(PSCmdlet).Assembly.GetType(
        "System.Management.Automation.StopUpstreamCommandsException", throwOnError: true)!;

    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public object? InputObject { get; set; }

    protected override void ProcessRecord()
    {
        WriteObject(InputObject);
        throw (Exception)Activator.CreateInstance(
            StopException, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, null, [this], null)!;
    }
}
