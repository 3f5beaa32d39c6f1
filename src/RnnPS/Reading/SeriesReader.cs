namespace RnnPS;

/// <summary>Reads timesteps that all have as many features as the first, and counts them, the bad ones too.</summary>
/// <param name="reader">What reads one.</param>
internal sealed class SeriesReader(TimestepReader reader)
{
    /// <summary>The features of a timestep; 0 before the first.</summary>
    public int FeatureCount { get; private set; }

    /// <summary>How many records came, bad ones among them: the number of the next.</summary>
    public long Count { get; private set; }

    /// <summary>Reads the next timestep.</summary>
    /// <param name="record">What came in.</param>
    /// <returns>The features, NaN where a value is missing; valid until the next call.</returns>
    /// <exception cref="RnnException">It can't be read, has another number of features, or is infinite.</exception>
    public ReadOnlySpan<double> Read(object? record)
    {
        Count++;
        ReadOnlySpan<double> values = reader.Read(record);
        if (values.Length == 0 || (FeatureCount > 0 && values.Length != FeatureCount))
        {
            throw new RnnException(
                RnnErrorId.InputLength,
                $"{RnnFormat.Fit(new RnnVector(values.ToArray()), 60)} has {RnnMessages.Count(values.Length, "feature")}: expected "
                + (FeatureCount > 0 ? $"{FeatureCount}, as the timesteps before it have." : "at least one."),
                values.ToArray());
        }

        foreach (double value in values)
        {
            if (double.IsInfinity(value))
            {
                throw new RnnException(RnnErrorId.NotFinite, RnnMessages.NotFinite(value), value);
            }
        }

        FeatureCount = values.Length;
        return values;
    }
}
