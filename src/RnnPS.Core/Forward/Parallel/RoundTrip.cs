namespace RnnPS;

/// <summary>The time from telling another thread of a part to hearing that it is done, as this machine has it.</summary>
/// <remarks>
/// Processors differ tenfold: 50 nanoseconds within one chip, 500 in some virtual machines. Whatever else the machine does makes a
/// measurement longer, never shorter, so the shortest of some counts.
/// </remarks>
internal static class RoundTrip
{
    // No machine is faster, so a smaller bound needs no measurement.
    private const double Shortest = 50;
    private const int MostMeasurements = 20;

    private static double _nanoseconds = double.PositiveInfinity;
    private static int _measurements;

    /// <summary>Whether a round trip takes less than so long.</summary>
    /// <param name="nanoseconds">The bound.</param>
    public static bool IsBelow(double nanoseconds) =>
        Volatile.Read(ref _nanoseconds) < nanoseconds
        || (Shortest < nanoseconds && Measure() && Volatile.Read(ref _nanoseconds) < nanoseconds);

    // Whether there is a new measurement.
    private static bool Measure()
    {
        if (Volatile.Read(ref _measurements) >= MostMeasurements)
        {
            return false;
        }

        using ThreadTeam? team = ThreadTeam.Take(2);
        if (team is null)
        {
            return false;
        }

        // A racing measurement may overwrite this one, which does no harm.
        Volatile.Write(ref _nanoseconds, Math.Min(Volatile.Read(ref _nanoseconds), team.MeasureRoundTrip()));
        Interlocked.Increment(ref _measurements);
        return true;
    }
}
