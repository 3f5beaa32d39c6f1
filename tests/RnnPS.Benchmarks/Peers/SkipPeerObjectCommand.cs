using System.Management.Automation;

namespace RnnPS.Benchmarks;

/// <summary>Takes records and emits nothing: what the engine's pipeline costs by itself.</summary>
[Cmdlet(VerbsCommon.Skip, "PeerObject")]
public sealed class SkipPeerObjectCommand : PSCmdlet
{
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public object? InputObject { get; set; }

    protected override void ProcessRecord()
    {
        // Nothing, on purpose.
    }
}
