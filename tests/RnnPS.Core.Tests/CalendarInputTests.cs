using System.Globalization;

namespace RnnPS.Core.Tests;

/// <summary>Inputs from the times of the rows, from holidays and from known columns: by hand, and what networks learn of them.</summary>
public sealed class CalendarInputTests
{
    private const int Hidden = 8;

    [Fact]
    public void The_calendar_is_that_of_the_row_that_is_forecast()
    {
        // Saturday, 28 February 2026, 17:00, and the hours after it.
        SeriesPlace place = Place(new DateTime(2026, 2, 28, 17, 0, 0), TimeSpan.FromHours(1), 40);
        double day = 2 * Math.PI * 5 / 24, year = 2 * Math.PI * (59 + (5 / 24.0)) / 365, month = 2 * Math.PI * 2 / 12;

        // 12 hours later it is Sunday, 1 March, 5:00: 59 days of the year are over.
        Assert.Equal(Waves(day), Inputs(place, 12, RnnCalendar.Hour));
        Assert.Equal([1, 0, 0, 0, 0, 0, 0], Inputs(place, 12, RnnCalendar.Weekday));
        Assert.Equal([0, 1, 0, 0, 0, 0, 0], Inputs(place, 36, RnnCalendar.Weekday));
        Assert.Equal([0.0], Inputs(place, 12, RnnCalendar.WorkingDay));
        Assert.Equal([1.0], Inputs(place, 36, RnnCalendar.WorkingDay));
        Near(Waves(year), Inputs(place, 12, RnnCalendar.DayOfYear));
        Near(Waves(month), Inputs(place, 12, RnnCalendar.Month));
        // In a leap year, 31 December is as far from the end as in others.
        SeriesPlace leap = Place(new DateTime(2024, 12, 31), TimeSpan.FromDays(1), 3);
        Near(Waves(2 * Math.PI * 365 / 366), Inputs(leap, 0, RnnCalendar.DayOfYear));
        Near(Waves(0), Inputs(leap, 1, RnnCalendar.DayOfYear));
    }

    [Fact]
    public void A_form_has_its_inputs_in_the_order_of_its_parts_for_the_row_after_its_own()
    {
        var form = new RnnForecastForm { Lags = [2], Periods = [2], Calendar = [RnnCalendar.WorkingDay], Holidays = [new(2026, 11, 30)], Known = ["u"] };
        // Thursday to Monday, of which the last row is not known yet.
        var history = new RnnSequence(0, new RnnMatrix(4, 2, [1, 10, 2, 20, 3, 30, 4, 40]), ["y", "u"]);
        var future = new RnnSequence(0, new RnnMatrix(1, 1, [50]), ["u"]);
        var place = new SeriesPlace(0, Axis(new DateTime(2026, 11, 26), TimeSpan.FromDays(1), 4), new KnownInputs(["u"], history, future, 1));
        var series = new FormSeries(form, [1, 2, 3, 4], place, SeriesScale.Common);
        var inputs = new double[form.InputSize];

        series.WriteInputs(3, inputs);

        // The value, the one before, the wave of place 4, no working day because of the holiday, the holiday, and u of the row after.
        Near([4, 3, 0, 1, 0, 1, 50], inputs);
        series.WriteInputs(1, inputs);
        // Saturday.
        Near([2, 1, 0, 1, 0, 0, 30], inputs);
        Assert.Equal("level, lag 2, calendar 2+WorkingDay, holidays, known u", form.ToString());
    }

    [Fact]
    public void Hours_go_by_the_clock_on_the_wall_over_a_change_of_the_clock()
    {
        // On 29 March 2026 in Berlin, 3:00+02:00 comes an hour after 1:00+01:00. The row of 5:00 is absent.
        string[] times = ["2026-03-29T00:00+01:00", "2026-03-29T01:00+01:00", "2026-03-29T03:00+02:00", "2026-03-29T04:00+02:00", "2026-03-29T06:00+02:00"];
        RnnTimeAxis axis = Axis(times);
        var place = new SeriesPlace(0, axis);

        Assert.Equal([0, 1, 3, 4, 5, 6, 7], Enumerable.Range(0, 7).Select(row => place.ClockAt(row).Hour));
        Assert.Equal([0.0, 1, 3, 4, 5, 6, 7], Enumerable.Range(0, 7).Select(place.At));
        Assert.Equal(new DateTimeOffset(2026, 3, 29, 5, 0, 0, TimeSpan.FromHours(2)), axis.Within(4));

        // In autumn, 2:00 is there twice, and an absent hour has the offset of the row before it.
        axis = Axis("2026-10-25T00:00+02:00", "2026-10-25T01:00+02:00", "2026-10-25T02:00+01:00", "2026-10-25T03:00+01:00");
        place = new SeriesPlace(0, axis);
        Assert.Equal([0, 1, 2, 2, 3, 4], Enumerable.Range(0, 6).Select(row => place.ClockAt(row).Hour));
        Assert.Equal([0.0, 1, 2, 2, 3, 4], Enumerable.Range(0, 6).Select(place.At));
        Assert.Equal(new DateTimeOffset(2026, 10, 25, 2, 0, 0, TimeSpan.FromHours(2)), axis.Within(2));
        // Another part of the series, in winter, has its place by the clock of the summer that the training began in.
        Assert.Equal(-1, axis.ShiftOf(Axis("2026-10-26T00:00+01:00", "2026-10-26T01:00+01:00")));
    }

    [Theory]
    [InlineData("2026-12-24T00:00 2026-12-24T01:00", "2026-12-25", 24, 47)]
    [InlineData("2026-12-23 2026-12-24", "2026-12-25", 2, 2)]
    [InlineData("2026-12-23 2026-12-24", "2026-12-26 2026-12-27", 3, 4)]
    // Thursday, Friday, Monday: no row is on the weekend.
    [InlineData("2026-12-24 2026-12-25 2026-12-28", "2026-12-26 2026-12-28", 2, 2)]
    // A week stands for the days up to the next one, a month start for its month, and a month end, too.
    [InlineData("2026-12-14 2026-12-21", "2026-12-27", 1, 1)]
    [InlineData("2026-11-01 2026-12-01", "2026-12-31", 1, 1)]
    [InlineData("2026-10-31 2026-11-30", "2026-12-01", 2, 2)]
    public void A_holiday_is_an_input_of_the_rows_that_have_its_day(string times, string days, int first, int last)
    {
        var form = new RnnForecastForm { Holidays = [.. days.Split(' ').Select(day => DateOnly.Parse(day, CultureInfo.InvariantCulture))] };
        var rows = new RowInputs(form, new SeriesPlace(0, Axis(times.Split(' '))));
        var input = new double[1];

        int[] found = [.. Enumerable.Range(0, 60).Where(row =>
        {
            rows.Write(row, input);
            return input[0] == 1;
        })];

        Assert.Equal(Enumerable.Range(first, last - first + 1), found);
    }

    [Fact]
    public void An_effect_of_weekdays_is_learned_over_gaps()
    {
        // Twelve weeks, in which every fifth row is absent, so that places in rows would tell nothing.
        DateTime[] days = [.. Enumerable.Range(0, 84).Select(day => new DateTime(2026, 9, 7).AddDays(day)).Where((_, row) => row % 5 != 3)];
        var draw = new Draw(3);
        RnnSequence known = Sequence([.. days.Select(day => Weekly(day) + draw.Signed())]);
        RnnTimeAxis axis = RnnTimeAxis.Create(known, [.. days.Cast<object>()], "t");
        RnnSequence history = axis.Complete(known, RnnMissingValue.CarryForward);

        RnnForecastModel model = ForecastSearch.Run(history, Draw, Options(7) with { Calendar = [RnnCalendar.Weekday] }, axis);

        IReadOnlyList<RnnForecastStep> steps = model.Forecast(history, 7, axis: axis);
        Assert.All(steps, step => Assert.InRange((double)step.Value - Weekly((DateTime)step.Time!), -8, 8));
        Assert.All(model.Members, member => Assert.Equal([RnnCalendar.Weekday], member.Form.Calendar));
        // Another part of the series has its own weekdays.
        RnnSequence later = Sequence([.. Enumerable.Range(0, 30).Select(day => Weekly(new DateTime(2027, 1, 1).AddDays(day)))]);
        RnnTimeAxis other = RnnTimeAxis.Create(later, [.. Enumerable.Range(0, 30).Select(day => (object)new DateTime(2027, 1, 1).AddDays(day))], "t");
        Assert.All(model.Forecast(later, 7, axis: other), step => Assert.InRange((double)step.Value - Weekly((DateTime)step.Time!), -8, 8));

        static double Weekly(DateTime day) => 100 + (day.DayOfWeek switch { DayOfWeek.Saturday => -30, DayOfWeek.Sunday => -45, DayOfWeek.Wednesday => 20, _ => 0 });
    }

    [Fact]
    public void An_effect_of_holidays_is_learned_which_only_their_dates_tell()
    {
        var draw = new Draw(5);
        DateTime start = new(2026, 1, 1);
        // About every eighth day, without a rule.
        DateOnly[] holidays = [.. Enumerable.Range(0, 260).Where(_ => draw.Signed() > 0.75).Select(day => DateOnly.FromDateTime(start.AddDays(day)))];
        double[] values = [.. Enumerable.Range(0, 260).Select(day => 50 + (holidays.Contains(DateOnly.FromDateTime(start.AddDays(day))) ? -20 : 0) + draw.Signed())];
        RnnTimeAxis axis = Axis(start, TimeSpan.FromDays(1), 230);
        RnnSequence history = Sequence(values[..230]);

        double With(IReadOnlyList<DateOnly> days) => MeanError(ForecastSearch.Run(history, Draw, Options(30) with { Holidays = days }, axis).Forecast(history, 30, axis: axis), values[230..]);

        Assert.Contains(holidays, day => day > DateOnly.FromDateTime(start.AddDays(230)));
        Assert.InRange(With(holidays), 0, 1.5);
        // Without them, the best forecast is wrong by 20 on each of them.
        Assert.InRange(With([]), 2, 10);
    }

    [Fact]
    public void A_known_input_of_the_row_helps_to_predict_it()
    {
        var draw = new Draw(6);
        double[] temperature = [.. Enumerable.Range(0, 150).Select(_ => 10 * draw.Signed())];
        double[] load = [.. temperature.Select(value => 100 - (3 * value) + draw.Signed())];
        RnnSequence history = Sequence([.. load[..120].Zip(temperature, (y, u) => (double[])[y, u]).SelectMany(row => row)], "load", "temperature");
        RnnSequence future = Sequence(temperature[120..], "temperature");

        RnnForecastModel model = ForecastSearch.Run(history, Draw, Options(30));

        Assert.Equal(["temperature"], model.KnownInputs);
        // Without the temperature, the best forecast is the mean, which is wrong by 15 on average.
        Assert.InRange(MeanError(model.Forecast(history, 30, future: future), load[120..]), 0, 6);
        Assert.Contains(model.Candidates, candidate => candidate.Form is { Known.Count: 0 });
        Refusals.Check("few", () => model.Forecast(history, 30, future: future.Slice(0, 12)), RnnErrorId.Future, "The forecast of 30 steps needs the known input temperature of as many rows after the history, and there are 12");
        Refusals.Check("none", () => model.Forecast(history, 30), RnnErrorId.Future, "and there are 0");
        Refusals.Check("other", () => model.Forecast(history, 1, future: Sequence([1], "wind")), RnnErrorId.Future, "-Future has no known input temperature");
        Refusals.Check("missing", () => model.Forecast(history, 2, future: Sequence([1, double.NaN], "temperature")), RnnErrorId.Future, "Row 1 of -Future: temperature is missing");
        Refusals.Check("history", () => model.Forecast(Sequence(load, "load"), 2, future: future), RnnErrorId.PropertyMissing, "no known input temperature");
        Assert.Equal(RnnErrorId.Future, Assert.Throws<RnnException>(() => ForecastSearch.RequireUsable(history, null, 3)).Id);
        ForecastSearch.RequireUsable(history, future, 30);
    }

    [Fact]
    public void A_known_input_that_is_noise_is_not_read()
    {
        var draw = new Draw(7);
        double[] values = [.. Enumerable.Range(0, 120).SelectMany(row => (double[])[100 + (20 * Math.Sin(2 * Math.PI * row / 12)), draw.Signed()])];

        RnnForecastModel model = ForecastSearch.Run(Sequence(values, "y", "noise"), Draw, Options(12));

        Assert.True(model.Candidates[0].Form is null or { Known.Count: 0 });
    }

    [Fact]
    public void An_input_that_never_changed_in_training_is_left_out()
    {
        var draw = new Draw(8);
        double[] values = [.. Enumerable.Range(0, 100).Select(_ => draw.Signed())];
        RnnTimeAxis axis = Axis(new DateTime(2026, 1, 1), TimeSpan.FromDays(1), 100);
        // The law is new in the last rows, which are held out.
        RnnSequence history = Sequence([.. values.Select((value, row) => (double[])[value, row < 98 ? 0 : 1]).SelectMany(row => row)], "y", "law");

        RnnForecastModel model = ForecastSearch.Run(history, Draw, Options(3) with { Holidays = [new DateOnly(2027, 1, 1)] }, axis);

        Assert.All(model.Candidates, candidate => Assert.True(candidate.Form is null or { Holidays.Count: 0, Known.Count: 0 }));
        Refusals.Check("hour", () => Search(RnnCalendar.Hour), RnnErrorId.Parameters, "Hour is the same for all rows of the series, which are 1 day apart");
        Refusals.Check("auto", () => Search(RnnCalendar.Auto, RnnCalendar.Weekday), RnnErrorId.Parameters, "Auto stands alone");
        Refusals.Check("no times", () => ForecastSearch.Run(history, Draw, Options(3) with { Calendar = [RnnCalendar.Weekday] }), RnnErrorId.Time, "The series has no times");
        Refusals.Check("no dates", () => ForecastSearch.Run(history, Draw, Options(3) with { Holidays = [new DateOnly(2026, 1, 1)] }, Numbers(100)), RnnErrorId.Time, "The times of the series are numbers");

        RnnForecastModel Search(params RnnCalendar[] parts) => ForecastSearch.Run(history, Draw, Options(3) with { Calendar = parts }, axis);
    }

    [Fact]
    public void Auto_takes_the_day_of_the_year_where_the_months_of_days_show_one_and_None_takes_nothing()
    {
        var draw = new Draw(9);
        DateTime start = new(2020, 1, 1);
        double[] year = [.. Enumerable.Range(0, 1900).Select(day => (10 * Math.Cos(2 * Math.PI * start.AddDays(day).DayOfYear / 365.25)) + (5 * draw.Signed()))];
        double[] noise = [.. Enumerable.Range(0, 1900).Select(_ => draw.Signed())];

        Assert.Equal([RnnCalendar.DayOfYear], Bases(year, RnnCalendar.Auto).Calendar);
        Assert.Empty(Bases(noise, RnnCalendar.Auto).Calendar);
        Assert.Equal([7], Bases(noise, RnnCalendar.Auto).Periods);
        // Of weeks, the day of the year, because 52 weeks are no year.
        RnnTimeAxis weeks = Axis(start, TimeSpan.FromDays(7), 300);
        RnnForecastForm weekly = Assert.Single(new FormBases(Options(3), weeks, [new KnownSeries(Sequence(noise[..300]), 0, new SeriesPlace(0, weeks))], [52]).List([]));
        Assert.Equal((0, RnnCalendar.DayOfYear), (weekly.Periods.Count, Assert.Single(weekly.Calendar)));
        // Of hours, the clock; other periods stay places.
        RnnTimeAxis hours = Axis(start, TimeSpan.FromHours(1), 900);
        RnnForecastForm hourly = Assert.Single(new FormBases(Options(3), hours, [new KnownSeries(Sequence(noise[..900]), 0, new SeriesPlace(0, hours))], [8, 24, 168]).List([]));
        Assert.Equal([RnnCalendar.Hour, RnnCalendar.Weekday], hourly.Calendar);
        Assert.Equal([8], hourly.Periods);
        Assert.Equal((0, 0), (Bases(year, RnnCalendar.None).Calendar.Count, Bases(year, RnnCalendar.None).Periods.Count));

        RnnForecastForm Bases(double[] values, RnnCalendar calendar)
        {
            RnnTimeAxis axis = Axis(start, TimeSpan.FromDays(1), values.Length);
            var known = new KnownSeries(Sequence(values), 0, new SeriesPlace(0, axis));
            return Assert.Single(new FormBases(Options(3) with { Calendar = [calendar] }, axis, [known], [7]).List([]));
        }
    }

    [Fact]
    public void No_value_after_an_origin_changes_a_forecast_with_a_calendar_and_known_inputs()
    {
        var draw = new Draw(4);
        double[] values = [.. Enumerable.Range(0, 96).Select(_ => draw.Signed())];
        RnnSequence history = Sequence([.. values.SelectMany(value => (double[])[value, draw.Signed()])], "y", "u");
        var place = new SeriesPlace(0, Axis(new DateTime(2026, 1, 1), TimeSpan.FromDays(1), 96), new KnownInputs(["u"], history, null, 0));
        var form = new RnnForecastForm { Calendar = [RnnCalendar.Weekday, RnnCalendar.DayOfYear], Holidays = [new(2026, 3, 3)], Known = ["u"] };
        var member = new RnnForecastMember(form, Draw(form.InputSize, 1), 1);
        double[][] expected = member.Forecast(values, place, SeriesScale.Common, [40, 60], 12, CancellationToken.None);

        double[] poisoned = [.. values[..40], .. Enumerable.Repeat(1e6, 56)];

        Assert.Equal(expected[0], member.Forecast(poisoned, place, SeriesScale.Common, [40, 60], 12, CancellationToken.None)[0]);
        Assert.Equal(expected[1], member.Forecast(values.AsSpan(0, 60), place, SeriesScale.Common, [60], 12, CancellationToken.None)[0]);
    }

    private static double[] Inputs(SeriesPlace place, int row, RnnCalendar part)
    {
        var form = new RnnForecastForm { Calendar = [part] };
        var inputs = new double[form.InputSize - 1];
        new RowInputs(form, place).Write(row, inputs);
        return inputs;
    }

    private static double[] Waves(double angle) => [Math.Sin(angle), Math.Cos(angle), Math.Sin(2 * angle), Math.Cos(2 * angle), Math.Sin(3 * angle), Math.Cos(3 * angle)];

    private static void Near(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 12));
    }

    private static double MeanError(IReadOnlyList<RnnForecastStep> steps, double[] actual) => steps.Zip(actual, (step, value) => Math.Abs((double)step.Value - value)).Average();

    private static SeriesPlace Place(DateTime start, TimeSpan step, int rows) => new(0, Axis(start, step, rows));

    private static RnnTimeAxis Axis(DateTime start, TimeSpan step, int rows) =>
        RnnTimeAxis.Create(Sequence(new double[rows]), [.. Enumerable.Range(0, rows).Select(row => (object)(start + (row * step)))], "t");

    private static RnnTimeAxis Axis(params string[] times) => RnnTimeAxis.Create(Sequence(new double[times.Length]), times, "t");

    private static RnnTimeAxis Numbers(int rows) => RnnTimeAxis.Create(Sequence(new double[rows]), [.. Enumerable.Range(0, rows).Select(row => (object)row)], "t");

    private static RnnSequence Sequence(double[] values, params string[] names) =>
        new(0, new RnnMatrix(values.Length / Math.Max(1, names.Length), Math.Max(1, names.Length), values), names.Length == 0 ? null : names);

    private static RnnForecastSearchOptions Options(int count) => new() { Count = count, Networks = 2, Seed = 1, Threads = 2 };

    private static RnnModel Draw(int inputs, int seed)
    {
        var draw = new Draw(seed);
        return new RnnModel([new RnnStackLayer(RandomNetwork.Cell(draw, RnnCellKind.Gru, inputs, Hidden))], draw.Matrix(Hidden, 1), draw.Vector(1));
    }
}
