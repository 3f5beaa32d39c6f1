using System.Globalization;

namespace RnnPS.Tests;

/// <summary>
/// Hundreds of runs that are stopped early leave nothing behind. Each way of stopping has a class of its own, because
/// xunit runs classes side by side and the cases of one class one after the other.
/// </summary>
public static class EarlyStopTests
{
    public sealed class StopUpstream
    {
        [Fact]
        public void Hundreds_of_early_stops_leave_nothing_behind() => Check(EarlyStops.Way.StopUpstream);
    }

    public sealed class DownstreamError
    {
        [Fact]
        public void Hundreds_of_early_stops_leave_nothing_behind() => Check(EarlyStops.Way.DownstreamError);
    }

    public sealed class Stop
    {
        [Fact]
        public void Hundreds_of_early_stops_leave_nothing_behind() => Check(EarlyStops.Way.Stop);
    }

    private static void Check(EarlyStops.Way way)
    {
        (int exitCode, string[] output, string errors) = FreshProcess.Run(string.Empty, EarlyStops.Verb, way.ToString());

        Assert.Equal((0, string.Empty), (exitCode, errors));
        long[] grown = [.. output[0].Split(' ').Select(text => long.Parse(text, CultureInfo.InvariantCulture))];
        Assert.InRange(grown[0], long.MinValue, EarlyStops.MostHeap);
        Assert.InRange(grown[1], long.MinValue, EarlyStops.MostThreads);
        Assert.InRange(grown[2], long.MinValue, 0);
        Assert.Equal("files free", output[1]);
    }
}
