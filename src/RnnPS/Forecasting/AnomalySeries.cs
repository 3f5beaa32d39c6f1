using System.Management.Automation;

namespace RnnPS;

/// <summary>The rows of one series on their way through a detector of anomalies.</summary>
/// <param name="command">The cmdlet that writes the rows.</param>
/// <param name="key">The key of the series.</param>
/// <param name="detector">The detector.</param>
internal sealed class AnomalySeries(FindRnnAnomalyCommand command, object key, RnnAnomalyDetector detector)
{
    /// <summary>The number of the next row.</summary>
    public long Count { get; private set; }

    /// <summary>Counts a row, good or bad.</summary>
    public long Next() => Count++;

    /// <summary>Scores the rows of a whole series.</summary>
    /// <param name="sequence">The series, whose features are those of the detector.</param>
    public void Write(RnnSequence sequence)
    {
        for (int row = 0; row < sequence.Length; row++)
        {
            bool isMasked = sequence.Mask.Count > 0 && !sequence.Mask[row];
            object? source = sequence.Source.Count > 0 ? sequence.Source[row] : null;
            Write(sequence.StepAt(row), isMasked ? Missing(sequence.FeatureCount) : sequence.Values[row].AsSpan(), source);
        }
    }

    /// <summary>Scores the next row. If that fails, the error is written.</summary>
    /// <param name="step">The number of the row.</param>
    /// <param name="row">The features; NaN for a missing value.</param>
    /// <param name="source">The source row; null if there is none.</param>
    public void Write(long step, ReadOnlySpan<double> row, object? source)
    {
        RnnAnomalyStep scored;
        try
        {
            object? time = command.TimeProperty is { } property ? ForeignCode.RequireText(TimestepReader.ReadValue(source, property)) : null;
            command.SetLevel(detector);
            scored = detector.Take(key, step, row, time, source);
        }
        catch (RnnException error)
        {
            command.WriteError(error, source, command.Place(step, key));
            return;
        }

        command.WarnOf(detector);
        command.WriteObject(scored);
    }

    /// <summary>The features of a row without a value.</summary>
    public static double[] Missing(int count) => [.. Enumerable.Repeat(double.NaN, count)];
}
