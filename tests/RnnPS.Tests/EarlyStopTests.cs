using System.Globalization;

namespace RnnPS.Tests;

/// <summary>After a thousand runs that were stopped early nothing is left behind.</summary>
public sealed class EarlyStopTests
{
    [Theory]
    [InlineData(EarlyStops.Way.StopUpstream)]
    [InlineData(EarlyStops.Way.DownstreamError)]
    [InlineData(EarlyStops.Way.Stop)]
    internal void A_thousand_early_stops_leave_nothing_behind(EarlyStops.Way way)
    {
        (int exitCode, string[] output, string errors) = FreshProcess.Run(string.Empty, EarlyStops.Verb, way.ToString());

        Assert.Equal((0, string.Empty), (exitCode, errors));
        long[] grown = [.. output[0].Split(' ').Select(text => long.Parse(text, CultureInfo.InvariantCulture))];
        Assert.InRange(grown[0], long.MinValue, 1_000_000);
        Assert.InRange(grown[1], long.MinValue, 2);
        Assert.InRange(grown[2], long.MinValue, 0);
        Assert.Equal("files free", output[1]);
    }
}
