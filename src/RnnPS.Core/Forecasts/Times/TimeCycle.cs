namespace RnnPS;

/// <summary>A cycle of the calendar, which the values of a series may follow.</summary>
/// <param name="Period">The number of steps in the cycle.</param>
/// <param name="Previous">The cycle before this one in words, such as <c>last week</c>.</param>
public sealed record TimeCycle(int Period, string Previous)
{
    internal const string Day = "yesterday";
    internal const string Week = "last week";
    internal const string Year = "last year";
}
