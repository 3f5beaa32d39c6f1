using System.Management.Automation;

namespace RnnPS.Benchmarks;

/// <summary>Emits objects with one array each and does nothing else. This is the minimum cost of emission.</summary>
[Cmdlet(VerbsCommunications.Write, "PeerObject")]
public sealed class WritePeerObjectCommand : PSCmdlet
{
    [Parameter(Mandatory = true)]
    public int Count { get; set; }

    [Parameter(Mandatory = true)]
    public int Size { get; set; }

    protected override void EndProcessing()
    {
        for (int i = 0; i < Count; i++)
        {
            WriteObject(new PeerObject(new double[Size]));
        }
    }
}
