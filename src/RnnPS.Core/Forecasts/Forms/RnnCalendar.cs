namespace RnnPS;

/// <summary>What a network reads of the time of the row that it forecasts, as the clock and the calendar of the series show it.</summary>
public enum RnnCalendar
{
    /// <summary>The search chooses by the step of the times. A form itself has others.</summary>
    Auto,

    /// <summary>Nothing.</summary>
    None,

    /// <summary>The time of day: three pairs of sine and cosine.</summary>
    Hour,

    /// <summary>The day of the week: one input for each, which is 1 on its day.</summary>
    Weekday,

    /// <summary>Whether it is Monday to Friday and no holiday: one input.</summary>
    WorkingDay,

    /// <summary>The part of the year that is over, leap years included: three pairs of sine and cosine.</summary>
    DayOfYear,

    /// <summary>The month: three pairs of sine and cosine.</summary>
    Month,
}
