using System.Management.Automation;

namespace RnnPS.Benchmarks;

/// <summary>Emits an object with one array for each record. This is the minimum cost of streaming.</summary>
[Cmdlet(VerbsData.ConvertTo, "PeerObject")]
public sealed class ConvertToPeerObjectCommand : PSCmdlet
{
    [Parameter(Mandatory = true)]
    public int Size { get; set; }

    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public object? InputObject { get; set; }

    protected override void ProcessRecord() => WriteObject(new PeerObject(new double[Size]));
}
