namespace RnnPS;

/// <summary>Reads the times of a series' rows.</summary>
internal static class TimeReader
{
    /// <summary>Reads the axis of a history, and of the known rows after it.</summary>
    /// <param name="history">The history.</param>
    /// <param name="property">The property of the rows that holds their time.</param>
    /// <param name="format">How times are written.</param>
    /// <param name="future">The known rows after the history; null if there are none. They may lack the property.</param>
    /// <param name="count">The number of steps of the forecast. Later rows are not read.</param>
    /// <exception cref="RnnException">
    /// There are fewer than two rows, their times can't be read or are not regular (<see cref="RnnErrorId.Time"/>), or the known rows do
    /// not go on from the last row (<see cref="RnnErrorId.Future"/>).
    /// </exception>
    public static RnnTimeAxis Read(RnnSequence history, string property, RnnTimeFormat format, RnnSequence? future, int count)
    {
        RnnTimeAxis axis = RnnTimeAxis.Create(history, Values(history, property), property, format);
        return future is { Source.Count: > 0 } && HasProperty(future.Source[0], property)
            ? axis.Follow([.. Values(future, property).Take(count)])
            : axis;
    }

    /// <summary>Reads the times of the rows of a sequence. A row that was left out has none.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="property">The property of the rows that holds their time.</param>
    public static object?[] Values(RnnSequence sequence, string property) =>
        [.. sequence.Source.Select(row => ForeignCode.RequireText(TimestepReader.ReadValue(row, property)))];

    /// <summary>Whether a row has a property.</summary>
    public static bool HasProperty(object? row, string property)
    {
        try
        {
            _ = TimestepReader.ReadValue(row, property);
            return true;
        }
        catch (RnnException error) when (error.Id == RnnErrorId.PropertyMissing)
        {
            return false;
        }
    }
}
