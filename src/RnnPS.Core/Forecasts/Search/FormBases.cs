namespace RnnPS;

/// <summary>The inputs of the forms that a search tries that do not come from the values: the calendar, holidays and known inputs.</summary>
/// <remarks>
/// An input that is the same in all rows of the training part teaches a network nothing, and its weights would be those that were drawn. It
/// is left out.
/// </remarks>
internal sealed class FormBases
{
    private const int MonthsPerYear = 12;

    // Three waves of a day are those of six rows or more.
    private const int FewestHours = 6;

    private readonly RnnForecastSearchOptions _options;
    private readonly RnnTimeAxis? _axis;
    private readonly IReadOnlyList<KnownSeries> _training;
    private readonly IReadOnlyList<int> _periods;

    /// <summary>Creates the inputs.</summary>
    /// <param name="options">What is given is not searched for.</param>
    /// <param name="axis">The times of the first series, whose steps are those of all; null for none.</param>
    /// <param name="training">The rows of each series before those that are held out.</param>
    /// <param name="periods">The periods that the series shows, in rows.</param>
    public FormBases(RnnForecastSearchOptions options, RnnTimeAxis? axis, IReadOnlyList<KnownSeries> training, IReadOnlyList<int> periods)
    {
        (_options, _axis, _training, _periods) = (options, axis, training, periods);
        bool isAuto = options.Calendar is [RnnCalendar.Auto];
        if ((!isAuto && options.Calendar is not [RnnCalendar.None]) || options.Holidays.Count > 0)
        {
            RequireCalendar(isAuto ? "holidays" : "a calendar");
        }
    }

    /// <summary>Lists forms with these inputs and no others: without the known inputs, and with them.</summary>
    /// <param name="known">The names of the known inputs.</param>
    /// <exception cref="RnnException">A part of the calendar is the same for all rows (<see cref="RnnErrorId.Parameters"/>).</exception>
    public IReadOnlyList<RnnForecastForm> List(IReadOnlyList<string> known)
    {
        RnnForecastForm basis = _options.Calendar switch
        {
            [RnnCalendar.Auto] => Auto(),
            [RnnCalendar.None] => new RnnForecastForm(),
            _ => new RnnForecastForm { Calendar = Given() },
        };
        var holidays = new RnnForecastForm { Holidays = new RnnList<DateOnly>([.. _options.Holidays.Distinct().Order()]) };
        basis = Varies(holidays) ? basis with { Holidays = holidays.Holidays } : basis;
        string[] varying = [.. known.Where(name => Varies(new RnnForecastForm { Known = [name] }))];
        return varying.Length == 0 ? [basis] : [basis, basis with { Known = new RnnList<string>(varying) }];
    }

    private RnnForecastForm Auto()
    {
        if (_axis is null)
        {
            return new RnnForecastForm();
        }

        var parts = _periods.Select(period => (Period: period, Part: PartOf(period))).ToList();
        RnnCalendar[] calendar = [.. parts.Select(pair => pair.Part).OfType<RnnCalendar>(), .. _axis.IsDaily && 2 * _training.Count(FollowsYear) >= _training.Count ? (RnnCalendar[])[RnnCalendar.DayOfYear] : []];
        return new RnnForecastForm
        {
            Periods = new RnnList<int>([.. parts.Where(pair => pair.Part is null).Select(pair => pair.Period)]),
            Calendar = new RnnList<RnnCalendar>(calendar),
        };
    }

    // Where the clock tells more than the place in a period: the clock may be set, the days of a week differ more than waves can show, and
    // a year has 52.18 weeks, so that the place in 52 is five days off after four years.
    private RnnCalendar? PartOf(int period) => _axis!.Cycles.FirstOrDefault(cycle => cycle.Period == period)?.Previous switch
    {
        TimeCycle.Day when period >= FewestHours => RnnCalendar.Hour,
        TimeCycle.Week when _axis.IsHourly => RnnCalendar.Weekday,
        TimeCycle.Year when _axis.IsWeekly => RnnCalendar.DayOfYear,
        _ => null,
    };

    private RnnList<RnnCalendar> Given()
    {
        foreach (RnnCalendar part in _options.Calendar)
        {
            if (part is RnnCalendar.Auto or RnnCalendar.None)
            {
                throw new RnnException(RnnErrorId.Parameters, $"{part} stands alone, and the calendar has other parts beside it: leave one of the two out.", part);
            }

            if (!Varies(new RnnForecastForm { Calendar = [part] }))
            {
                throw new RnnException(
                    RnnErrorId.Parameters, $"{part} is the same for all rows of the series, which are {_axis!.Step} apart, so that it tells a network nothing: leave it out.", part);
            }
        }

        return new RnnList<RnnCalendar>([.. _options.Calendar.Distinct()]);
    }

    // The means of calendar months show a year in rows that also follow weeks.
    private static bool FollowsYear(KnownSeries training)
    {
        var means = new List<double>();
        int start = 0;
        for (int row = 1; row <= training.Length; row++)
        {
            if (row == training.Length || training.Place.ClockAt(row).Month != training.Place.ClockAt(start).Month)
            {
                double sum = 0;
                foreach (double value in training.Values[start..row])
                {
                    sum += value;
                }

                means.Add(sum / (row - start));
                start = row;
            }
        }

        return SeasonTest.Repeats(means.ToArray(), MonthsPerYear);
    }

    private bool Varies(RnnForecastForm form)
    {
        int size = form.InputSize - new RnnForecastForm().InputSize;
        double[]? first = null;
        double[] other = new double[size];
        foreach (KnownSeries training in _training)
        {
            var rows = new RowInputs(form, training.Place);
            for (int row = 0; row < training.Length; row++)
            {
                rows.Write(row, other);
                first ??= [.. other];
                if (!other.AsSpan().SequenceEqual(first))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private void RequireCalendar(string what)
    {
        if (_axis is not { HasCalendar: true })
        {
            throw new RnnException(
                RnnErrorId.Time,
                _axis is null
                    ? $"The series has no times, and {what} can be told from times only: name them by -TimeProperty, or leave -Calendar and -Holiday out."
                    : $"The times of the series are numbers, and {what} can be told from dates only: give dates, or leave -Calendar and -Holiday out.",
                _options);
        }
    }
}
