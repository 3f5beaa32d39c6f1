using System.Globalization;

namespace RnnPS;

/// <summary>An anomaly that labels of the rows tell of, and whether an alarm found it.</summary>
/// <param name="Sequence">The key of the series.</param>
/// <param name="Label">The label of its rows.</param>
/// <param name="Step">The number of its first row.</param>
/// <param name="Length">The number of its rows.</param>
/// <param name="Delay">The number of rows from the first one to the first alarm; null if there was none.</param>
/// <param name="Score">The smallest score of its rows; null if none of them has a score.</param>
public sealed record RnnLabelledEvent(object Sequence, string Label, long Step, int Length, long? Delay, double? Score)
{
    /// <summary>Whether an alarm found the event.</summary>
    public bool IsFound => Delay is not null;

    /// <summary>Formats the event as one line, such as <c>spike from step 1019, 1 row, found after 0 rows</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Label} from step {Step}, {RnnMessages.Count(Length, "row")}, {(Delay is { } delay ? $"found after {RnnMessages.Count(delay, "row")}" : "missed")}");
}
