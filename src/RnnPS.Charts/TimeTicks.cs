using System.Globalization;

namespace RnnPS.Charts;

/// <summary>Chooses ticks of the calendar: full hours, days, Mondays, first days of months and years.</summary>
internal static class TimeTicks
{
    private const double Minute = 60;
    private const double Hour = 60 * Minute;
    private const double Day = 24 * Hour;
    private const double Month = 365.2425 / 12 * Day;
    private const double Year = 365.2425 * Day;

    private static readonly double[] Spans =
    [
        0.001, 0.01, 0.1, 1, 2, 5, 10, 15, 30, Minute, 2 * Minute, 5 * Minute, 10 * Minute, 15 * Minute, 30 * Minute, Hour, 2 * Hour, 3 * Hour, 6 * Hour,
        12 * Hour, Day, 2 * Day, 7 * Day, 14 * Day,
    ];

    private static readonly int[] Months = [1, 2, 3, 6];

    /// <summary>The ticks between two times.</summary>
    /// <param name="least">The first time, in seconds since the year 1.</param>
    /// <param name="most">The last time.</param>
    /// <param name="count">About how many.</param>
    public static IReadOnlyList<ChartTick> Of(double least, double most, int count)
    {
        double step = (most - least) / count;
        double span = Array.Find(Spans, span => span >= step);
        if (span > 0)
        {
            return Regular(least, most, span);
        }

        int months = Array.Find(Months, months => months * Month >= step);
        return months > 0 ? ByMonth(least, most, months, "yyyy-MM") : ByMonth(least, most, 12 * Years(step / Year), "yyyy");
    }

    private static int Years(double least)
    {
        int power = (int)Math.Pow(10, Math.Floor(Math.Log10(Math.Max(least, 1))));
        return power * (least <= power ? 1 : least <= 2 * power ? 2 : least <= 5 * power ? 5 : 10);
    }

    private static List<ChartTick> Regular(double least, double most, double span)
    {
        // The year 1 began on a Monday, so weeks do, too.
        List<ChartTick> ticks = [];
        bool several = most - least > Day;
        string format = span switch
        {
            < 1 => "HH:mm:ss.fff",
            < Minute => "HH:mm:ss",
            < Day => several ? "MM-dd HH:mm" : "HH:mm",
            _ => "yyyy-MM-dd",
        };
        for (double place = Math.Ceiling(least / span); place * span <= most; place++)
        {
            ticks.Add(Tick(place * span, format));
        }

        return ticks;
    }

    private static List<ChartTick> ByMonth(double least, double most, int months, string format)
    {
        DateTime start = ChartTime.ToDate(least);
        int first = ((start.Year - 1) * 12) + start.Month - 1;
        int end = ChartTime.ToDate(most).Year * 12;
        List<ChartTick> ticks = [];
        for (int month = first / months * months; month < end; month += months)
        {
            // Years are multiples of the step by their own number, such as 1950.
            int shifted = months > 12 ? month - 12 : month;
            if (shifted < 0)
            {
                continue;
            }

            double place = ChartTime.ToSeconds(new DateTime((shifted / 12) + 1, (shifted % 12) + 1, 1))!.Value;
            if (place >= least && place <= most)
            {
                ticks.Add(Tick(place, format));
            }
        }

        return ticks;
    }

    private static ChartTick Tick(double place, string format) => new(place, ChartTime.ToDate(place).ToString(format, CultureInfo.InvariantCulture));
}
