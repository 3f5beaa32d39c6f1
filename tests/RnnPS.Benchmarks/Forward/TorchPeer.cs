#if TORCH
using System.Runtime.InteropServices;

#endif
namespace RnnPS.Benchmarks;

/// <summary>PyTorch through TorchSharp, if this program was built with it and its native library loads.</summary>
/// <remarks>Its packages are several hundred megabytes, so a build includes it only with <c>-p:WithTorch=true</c>.</remarks>
internal static class TorchPeer
{
#if TORCH
    // Load the library before TorchSharp does. If its own attempt fails, TorchSharp copies all files to another folder, tries
    // again, and prints a long message.
    private static readonly bool Loads = NativeLibrary.TryLoad("LibTorchSharp", typeof(TorchSharp.torch).Assembly, null, out _);

    /// <summary>A message that says whether PyTorch takes part, and if not, why.</summary>
    public static string Status => Loads
        ? $"PyTorch takes part, on {TorchCompetitor.Threads} threads."
        : "PyTorch does not take part: TorchSharp's native library does not load (on Linux it needs the libstdc++ of GCC 13).";

    /// <summary>Creates a competitor in each precision; none if the library does not load.</summary>
    public static IEnumerable<Competitor> Of(ForwardWork work) => Loads
        ? [new TorchCompetitor(work, RnnPrecision.Single), new TorchCompetitor(work, RnnPrecision.Double)]
        : [];
#else
    /// <summary>A message that says whether PyTorch takes part, and if not, why.</summary>
    public static string Status => "PyTorch does not take part: build with -p:WithTorch=true (packages of 600 MB unpacked).";

    /// <summary>Creates no competitors.</summary>
    public static IEnumerable<Competitor> Of(ForwardWork _) => [];
#endif
}
