using System.Diagnostics;
using System.Management.Automation;

namespace RnnPS.Benchmarks;

/// <summary>Runs a stage of a script and emits the memory of the process after it.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "PeerStream")]
public sealed class MeasurePeerStreamCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0)]
    public ScriptBlock Stage { get; set; } = null!;

    protected override void EndProcessing()
    {
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        var watch = Stopwatch.StartNew();
        Stage.Invoke();
        watch.Stop();
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        WriteObject(new StreamState(Memory.PeakResident(), Memory.Heap(), allocated, watch.Elapsed.TotalMilliseconds).ToString());
    }
}
