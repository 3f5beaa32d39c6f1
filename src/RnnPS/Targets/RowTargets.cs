namespace RnnPS;

/// <summary>Reads targets and loss weights from the source rows of steps.</summary>
/// <param name="targets">The properties that hold the components of a target.</param>
/// <param name="weight">The property that holds the weight, or null if every weight is 1.</param>
/// <param name="texts">How text writes numbers; null for the invariant culture.</param>
internal sealed class RowTargets(string[] targets, string? weight, NumberTexts? texts)
{
    private readonly TimestepReader _targets = new(targets, texts);
    private readonly TimestepReader? _weight = weight is null ? null : new([weight], texts);

    /// <summary>Reads the target of a step.</summary>
    /// <exception cref="RnnException">The step has no source row, or the row does not have the property, or its value is not a number.</exception>
    public double[] ReadTarget(RnnStep step) => Read(_targets, step, "target");

    /// <summary>Reads the weight of a step's loss.</summary>
    /// <exception cref="RnnException">The same errors as for a target.</exception>
    public double ReadWeight(RnnStep step) => _weight is null ? 1 : Read(_weight, step, "weight")[0];

    private static double[] Read(TimestepReader reader, RnnStep step, string what)
    {
        if (step.Source is null)
        {
            throw new RnnException(
                RnnErrorId.PropertyMissing,
                FormattableString.Invariant($"Step {step.Step} has no source row to read {MessageText.Names(reader.Properties!)} from: run the model on rows ")
                + "or a CSV file, or give the values with -Target.");
        }

        try
        {
            return reader.Read(step.Source).ToArray();
        }
        catch (RnnException error)
        {
            throw new RnnException(
                error.Id, FormattableString.Invariant($"The {what} of step {step.Step}: {error.Message}"), error.Value, error);
        }
    }
}
