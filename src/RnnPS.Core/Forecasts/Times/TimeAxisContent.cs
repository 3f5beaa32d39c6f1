namespace RnnPS;

/// <summary>What is kept of the times of a series: the first, the last and the step, which tell the place of any other time.</summary>
/// <param name="Step">The kind of the step.</param>
/// <param name="Numbers">The numbers of the step.</param>
/// <param name="IsInstant">Whether the step is between instants. Otherwise it is between the times that a clock on the wall shows.</param>
/// <param name="First">The first time.</param>
/// <param name="Last">The last time.</param>
public sealed record TimeAxisContent(string Step, IReadOnlyList<decimal> Numbers, bool IsInstant, TypedText First, TypedText Last)
{
    /// <summary>Gets the content of an axis.</summary>
    internal static TimeAxisContent Of(TimeStep step, bool isInstant, object first, object last) =>
        new(step.GetType().Name, step.Numbers, isInstant, TypedText.Of(first), TypedText.Of(last));

    /// <summary>Creates the step.</summary>
    /// <param name="isDate">Whether times are the ticks of dates.</param>
    /// <returns>The step; null if there is none with such numbers.</returns>
    internal TimeStep? ToStep(bool isDate) => (Step, isDate) switch
    {
        (nameof(SpanStep), _) => SpanStep.Restore(Numbers, isDate),
        (nameof(MonthStep), true) => MonthStep.Restore(Numbers),
        (nameof(BusinessDayStep), true) => BusinessDayStep.Restore(Numbers),
        _ => null,
    };
}
