using System.Management.Automation;
using System.Reflection;

namespace RnnPS.Tests;

/// <summary>Passes on some objects and then stops the commands upstream, exactly as Select-Object -First does.</summary>
[Cmdlet(VerbsLifecycle.Stop, "Upstream")]
public sealed class StopUpstreamCommand : PSCmdlet
{
    private int _seen;

    [Parameter(Mandatory = true, Position = 0)]
    public int After { get; set; }

    [Parameter(ValueFromPipeline = true)]
    public object? InputObject { get; set; }

    protected override void ProcessRecord()
    {
        WriteObject(InputObject);
        if (++_seen == After)
        {
            Type type = typeof(PSCmdlet).Assembly.GetType(
                "System.Management.Automation.StopUpstreamCommandsException", throwOnError: true)!;
            throw (Exception)Activator.CreateInstance(
                type, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, null, [this], null)!;
        }
    }
}
