#if TORCH
using System.Runtime.InteropServices;

#endif
namespace RnnPS.Benchmarks;

/// <summary>PyTorch by TorchSharp, where this program was built with it and its native library loads.</summary>
/// <remarks>Its packages are several hundred megabytes, so that a build has it only on demand: <c>-p:WithTorch=true</c>.</remarks>
internal static class TorchPeer
{
#if TORCH
    // Asked for before TorchSharp does: where it fails, that copies all of it to another folder, tries again, and prints a page.
    private static readonly bool Loads = NativeLibrary.TryLoad("LibTorchSharp", typeof(TorchSharp.torch).Assembly, null, out _);

    /// <summary>Whether it takes part, and why not.</summary>
    public static string Status => Loads
        ? $"PyTorch takes part, on {TorchCompetitor.Threads} threads."
        : "PyTorch does not take part: TorchSharp's native library does not load here (on Linux it needs the libstdc++ of GCC 13).";

    /// <summary>PyTorch in both precisions; none where it does not load.</summary>
    public static IEnumerable<Competitor> Of(ForwardWork work) => Loads
        ? [new TorchCompetitor(work, RnnPrecision.Single), new TorchCompetitor(work, RnnPrecision.Double)]
        : [];
#else
    /// <summary>Whether it takes part, and why not.</summary>
    public static string Status => "PyTorch does not take part: build with -p:WithTorch=true (packages of 600 MB unpacked).";

    /// <summary>None.</summary>
    public static IEnumerable<Competitor> Of(ForwardWork _) => [];
#endif
}
