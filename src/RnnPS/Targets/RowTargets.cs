namespace RnnPS;

/// <summary>Reads targets, and weights of the loss, from the rows that steps came from.</summary>
/// <param name="targets">The properties that hold a target.</param>
/// <param name="weight">The property that holds a weight; null where all weigh alike.</param>
internal sealed class RowTargets(string[] targets, string? weight = null)
{
    private readonly TimestepReader _targets = new(targets);
    private readonly TimestepReader? _weight = weight is null ? null : new([weight]);

    /// <summary>The target of a step.</summary>
    /// <exception cref="RnnException">The step has no row, or the row no such property or no number in it.</exception>
    public double[] ReadTarget(RnnStep step) => Read(_targets, step.Source, step.Step, "target", targets);

    /// <summary>The weight of a step's loss.</summary>
    /// <exception cref="RnnException">As for a target.</exception>
    public double ReadWeight(RnnStep step) => _weight is null ? 1 : Read(_weight, step.Source, step.Step, "weight", [weight!])[0];

    /// <summary>The target of a timestep that was not run yet.</summary>
    /// <exception cref="RnnException">As for that of a step.</exception>
    public double[] ReadTarget(RnnSequence sequence, int index) =>
        Read(_targets, sequence.Source.Count > 0 ? sequence.Source[index] : null, sequence.StepAt(index), "target", targets);

    private static double[] Read(TimestepReader reader, object? source, long step, string what, string[] names)
    {
        if (source is null)
        {
            throw new RnnException(
                RnnErrorId.PropertyMissing,
                FormattableString.Invariant($"Step {step} has no source row to read {string.Join(", ", names)} from: run rows or a CSV file, or ")
                + "give the values by -Target.");
        }

        try
        {
            return reader.Read(source).ToArray();
        }
        catch (RnnException error)
        {
            throw new RnnException(
                error.Id, FormattableString.Invariant($"The {what} of step {step}: {error.Message}"), error.Value, error);
        }
    }
}
