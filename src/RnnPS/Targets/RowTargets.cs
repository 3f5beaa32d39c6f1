namespace RnnPS;

/// <summary>Reads targets and loss weights from the source rows of steps.</summary>
/// <param name="targets">The properties that hold the components of a target.</param>
/// <param name="weight">The property that holds the weight, or null if every weight is 1.</param>
/// <param name="mask">The property that masks rows, or null if no row is masked.</param>
/// <param name="texts">How text writes numbers; null for the invariant culture.</param>
internal sealed class RowTargets(string[] targets, string? weight, string? mask, NumberTexts? texts)
{
    private readonly TimestepReader? _weight = weight is null ? null : new([weight], texts);
    private TimestepReader? _targets;

    /// <summary>Reads the target of a step.</summary>
    /// <exception cref="RnnException">The step has no source row, or the row does not have the property, or its value is not a number.</exception>
    public double[] ReadTarget(RnnStep step) => Read(Targets(step), step, "target");

    /// <summary>Reads the weight of a step's loss.</summary>
    /// <exception cref="RnnException">The same errors as for a target.</exception>
    public double ReadWeight(RnnStep step) => _weight is null ? 1 : Read(_weight, step, "weight")[0];

    /// <summary>Whether the row of a step is masked.</summary>
    /// <exception cref="RnnException">The same errors as for a target, or the value is not a mask value.</exception>
    public bool IsMasked(RnnStep step) =>
        mask is not null && !Read(Targets(step), step, "mask", reader => reader.IsValid(step.Source));

    // The names of the classes are those of the model, which the first step tells.
    private TimestepReader Targets(RnnStep step) => _targets ??= new TimestepReader(
        targets, texts, mask, RnnStepFormat.ShowsClasses(step) ? new ClassLabels([.. step.ToProbabilities().Select(one => one.Key)]) : null, targets[0]);

    private static double[] Read(TimestepReader reader, RnnStep step, string what) =>
        Read(reader, step, what, known => known.Read(step.Source).ToArray());

    private static T Read<T>(TimestepReader reader, RnnStep step, string what, Func<TimestepReader, T> read)
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
            return read(reader);
        }
        catch (RnnException error)
        {
            throw new RnnException(
                error.Id, FormattableString.Invariant($"The {what} of step {step.Step}: {error.Message}"), error.Value, error);
        }
    }
}
