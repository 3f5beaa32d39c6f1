namespace RnnPS;

/// <summary>Writes the inputs of a form that do not come from the values of the series: the calendar, holidays and known inputs.</summary>
/// <param name="form">The form.</param>
/// <param name="place">What is known of the rows.</param>
internal sealed class RowInputs(RnnForecastForm form, SeriesPlace place)
{
    // Finer waves than these need more data than a series has.
    private const int MostWaves = 3;
    private const int DaysPerWeek = 7;
    private const int MonthsPerYear = 12;

    private readonly HashSet<DateOnly> _holidays = [.. form.Holidays];

    /// <summary>The number of inputs for a period in rows.</summary>
    public static int Size(int period) => 2 * Waves(period);

    /// <summary>The number of inputs for a part of the calendar.</summary>
    public static int Size(RnnCalendar calendar) => calendar switch
    {
        RnnCalendar.Hour or RnnCalendar.DayOfYear or RnnCalendar.Month => 2 * MostWaves,
        RnnCalendar.Weekday => DaysPerWeek,
        RnnCalendar.WorkingDay => 1,
        _ => 0,
    };

    /// <summary>Leaves rows at the start out.</summary>
    public RowInputs Skip(int rows) => new(form, place.Skip(rows));

    /// <summary>Writes the inputs that belong to a row.</summary>
    /// <param name="row">The row that is forecast.</param>
    /// <param name="inputs">The inputs.</param>
    public void Write(int row, Span<double> inputs)
    {
        foreach (int period in form.Periods)
        {
            WriteWaves(place.At(row) % period / period, inputs[..Size(period)]);
            inputs = inputs[Size(period)..];
        }

        foreach (RnnCalendar calendar in form.Calendar)
        {
            Write(calendar, row, inputs[..Size(calendar)]);
            inputs = inputs[Size(calendar)..];
        }

        if (_holidays.Count > 0)
        {
            inputs[0] = IsHoliday(row) ? 1 : 0;
            inputs = inputs[1..];
        }

        for (int i = 0; i < form.Known.Count; i++)
        {
            inputs[i] = place.KnownAt(form.Known[i], row);
        }
    }

    private void Write(RnnCalendar calendar, int row, Span<double> inputs)
    {
        DateTime clock = place.ClockAt(row);
        switch (calendar)
        {
            case RnnCalendar.Hour:
                WriteWaves(clock.TimeOfDay / TimeSpan.FromDays(1), inputs);
                break;
            case RnnCalendar.Weekday:
                inputs.Clear();
                inputs[(int)clock.DayOfWeek] = 1;
                break;
            case RnnCalendar.WorkingDay:
                inputs[0] = clock.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday || IsHoliday(row) ? 0 : 1;
                break;
            case RnnCalendar.DayOfYear:
                WriteWaves((clock.DayOfYear - 1 + (clock.TimeOfDay / TimeSpan.FromDays(1))) / (DateTime.IsLeapYear(clock.Year) ? 366.0 : 365.0), inputs);
                break;
            case RnnCalendar.Month:
                WriteWaves((clock.Month - 1) / (double)MonthsPerYear, inputs);
                break;
            default:
                break;
        }
    }

    private bool IsHoliday(int row)
    {
        if (_holidays.Count == 0)
        {
            return false;
        }

        (DateOnly first, DateOnly last) = place.DaysAt(row);
        for (DateOnly day = first; day <= last; day = day.AddDays(1))
        {
            if (_holidays.Contains(day))
            {
                return true;
            }
        }

        return false;
    }

    private static void WriteWaves(double share, Span<double> inputs)
    {
        double angle = 2 * Math.PI * share;
        for (int wave = 1; wave <= inputs.Length / 2; wave++)
        {
            (inputs[(2 * wave) - 2], inputs[(2 * wave) - 1]) = Math.SinCos(wave * angle);
        }
    }

    private static int Waves(int period) => Math.Clamp(period / 2, 1, MostWaves);
}
