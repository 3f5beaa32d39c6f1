using System.Diagnostics;

namespace RnnPS;

/// <summary>The time from telling another thread of a part to hearing that it is done, as this machine has it at the moment.</summary>
/// <remarks>
/// Processors differ tenfold: 50 nanoseconds within one chip, 500 from one chip to another. Systems move threads between chips, so a
/// measurement is soon old.
/// </remarks>
internal static class RoundTrip
{
    // No machine is faster, so a smaller bound needs no measurement.
    private const double Shortest = 50;

    // A measurement takes a tenth of a millisecond at most.
    private static readonly long Lifetime = Stopwatch.Frequency / 10;

    private static double _nanoseconds = double.PositiveInfinity;
    private static long _measured = long.MinValue / 2;

    /// <summary>Whether a round trip takes less than so long.</summary>
    /// <param name="nanoseconds">The bound.</param>
    public static bool IsBelow(double nanoseconds)
    {
        if (nanoseconds <= Shortest)
        {
            return false;
        }

        if (Stopwatch.GetTimestamp() - Volatile.Read(ref _measured) > Lifetime)
        {
            Measure();
        }

        return Volatile.Read(ref _nanoseconds) < nanoseconds;
    }

    private static void Measure()
    {
        using ThreadTeam? team = ThreadTeam.Take(2);
        if (team is null)
        {
            return;
        }

        // A racing measurement may overwrite this one, which does no harm.
        Volatile.Write(ref _nanoseconds, team.MeasureRoundTrip());
        Volatile.Write(ref _measured, Stopwatch.GetTimestamp());
    }
}
