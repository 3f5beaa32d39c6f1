using System.Management.Automation;

namespace RnnPS.Benchmarks;

/// <summary>Takes records and emits nothing. This is the cost of the engine's pipeline alone.</summary>
[Cmdlet(VerbsCommon.Skip, "PeerObject")]
public sealed class SkipPeerObjectCommand : PSCmdlet
{
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public object? InputObject { get; set; }

    protected override void ProcessRecord()
    {
        // Intentionally empty.
    }
}
