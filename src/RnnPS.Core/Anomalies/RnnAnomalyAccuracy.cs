using System.Globalization;

namespace RnnPS;

/// <summary>How well anomalies were found, against labels.</summary>
public sealed record RnnAnomalyAccuracy
{
    /// <summary>The labelled events, in the order in which they began.</summary>
    public required IReadOnlyList<RnnLabelledEvent> Events { get; init; }

    /// <summary>The number of rows with a score.</summary>
    public required long Rows { get; init; }

    /// <summary>The number of rows that are anomalies by their score.</summary>
    public required long Alarms { get; init; }

    /// <summary>The number of these that no event has.</summary>
    public required long FalseAlarms { get; init; }

    /// <summary>The number of rows with a score that no event has.</summary>
    public required long OrdinaryRows { get; init; }

    /// <summary>The number of events with an alarm.</summary>
    public int Found => Events.Count(one => one.IsFound);

    /// <summary>The part of the alarms that are in an event; NaN without alarms.</summary>
    public double Precision => (double)(Alarms - FalseAlarms) / Alarms;

    /// <summary>The part of the events that were found; NaN without events.</summary>
    public double Recall => (double)Found / Events.Count;

    /// <summary>The harmonic mean of precision and recall: 0 if nothing was found, NaN without events.</summary>
    public double F1 => Found == 0 ? Recall : 2 * Precision * Recall / (Precision + Recall);

    /// <summary>The mean number of rows from the first row of an event to its first alarm, of the found ones; null if none was found.</summary>
    public double? Delay => Found == 0 ? null : Events.Where(one => one.IsFound).Average(one => (double)one.Delay!);

    /// <summary>The part of the ordinary rows that are false alarms; NaN without such rows.</summary>
    public double FalseAlarmRate => (double)FalseAlarms / OrdinaryRows;

    /// <summary>Formats the accuracy as one line, such as <c>4 of 5 events found, 2 false alarms in 1312 rows</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Found} of {RnnMessages.Count(Events.Count, "event")} found, {RnnMessages.Count(FalseAlarms, "false alarm")} in {RnnMessages.Count(OrdinaryRows, "row")}");
}
