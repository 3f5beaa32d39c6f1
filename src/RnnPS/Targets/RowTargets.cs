namespace RnnPS;

/// <summary>Reads targets and loss weights from the source rows of steps.</summary>
/// <param name="targets">The properties that hold the components of a target.</param>
/// <param name="weight">The property that holds the weight, or null if every weight is 1.</param>
internal sealed class RowTargets(string[] targets, string? weight = null)
{
    private readonly TimestepReader _targets = new(targets);
    private readonly TimestepReader? _weight = weight is null ? null : new([weight]);

    /// <summary>Reads the target of a step.</summary>
    /// <exception cref="RnnException">The step has no source row, or the row does not have the property, or its value is not a number.</exception>
    public double[] ReadTarget(RnnStep step) => Read(_targets, step.Source, step.Step, "target", targets);

    /// <summary>Reads the weight of a step's loss.</summary>
    /// <exception cref="RnnException">The same errors as for a target.</exception>
    public double ReadWeight(RnnStep step) => _weight is null ? 1 : Read(_weight, step.Source, step.Step, "weight", [weight!])[0];

    /// <summary>Reads the target of a timestep before it is run.</summary>
    /// <exception cref="RnnException">The same errors as for the target of a step.</exception>
    public double[] ReadTarget(RnnSequence sequence, int index) =>
        Read(_targets, sequence.Source.Count > 0 ? sequence.Source[index] : null, sequence.StepAt(index), "target", targets);

    private static double[] Read(TimestepReader reader, object? source, long step, string what, string[] names)
    {
        if (source is null)
        {
            throw new RnnException(
                RnnErrorId.PropertyMissing,
                FormattableString.Invariant($"Step {step} has no source row to read {string.Join(", ", names)} from: run the model on rows or a CSV file, or ")
                + "give the values with -Target.");
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
