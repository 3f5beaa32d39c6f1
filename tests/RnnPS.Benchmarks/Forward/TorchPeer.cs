namespace RnnPS.Benchmarks;

/// <summary>PyTorch by TorchSharp, where this program was built with it and its native library loads.</summary>
/// <remarks>Its packages are several hundred megabytes, so that a build has it only on demand: <c>-p:WithTorch=true</c>.</remarks>
internal static class TorchPeer
{
#if TORCH
    private static readonly string? Fault = TorchCompetitor.Load();

    /// <summary>Whether it takes part, and why not.</summary>
    public static string Status => Fault is null
        ? $"PyTorch {TorchCompetitor.Version} takes part, on {TorchCompetitor.Threads} threads."
        : $"PyTorch does not take part, since TorchSharp's native library does not load here: {Fault}";

    /// <summary>PyTorch in both precisions; none where it does not load.</summary>
    public static IEnumerable<Competitor> Of(ForwardWork work) => Fault is null
        ? [new TorchCompetitor(work, RnnPrecision.Single), new TorchCompetitor(work, RnnPrecision.Double)]
        : [];
#else
    /// <summary>Whether it takes part, and why not.</summary>
    public static string Status => "PyTorch does not take part: build with -p:WithTorch=true (packages of 600 MB unpacked).";

    /// <summary>None.</summary>
    public static IEnumerable<Competitor> Of(ForwardWork _) => [];
#endif
}
