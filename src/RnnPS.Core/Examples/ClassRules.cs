namespace RnnPS;

/// <summary>Checks what is said of classes: their names, their weights in the loss, and the index that is no class.</summary>
internal static class ClassRules
{
    /// <summary>Requires a name for each class.</summary>
    /// <param name="names">The names.</param>
    /// <param name="loss">The loss function.</param>
    /// <param name="outputs">The number of outputs of the model.</param>
    /// <exception cref="RnnException">
    /// The targets are not classes, there are more or fewer names than classes, or two are the same (<see cref="RnnErrorId.Classes"/>).
    /// </exception>
    public static void RequireNames(IReadOnlyList<string> names, RnnLossFunction loss, int outputs)
    {
        int classes = Count(loss, outputs) ?? throw new RnnException(
            RnnErrorId.Classes,
            $"The names of classes need targets that are classes, and the loss is {loss}: use SoftmaxCrossEntropy with one output for each class, "
            + "or BinaryCrossEntropy with one output for two classes.",
            loss);
        string list = MessageText.Names(names);
        if (names.Count != classes)
        {
            throw new RnnException(
                RnnErrorId.Classes,
                FormattableString.Invariant($"There are {names.Count} classes ({list}), but the model has {RnnMessages.Count(outputs, "output")} for {classes} classes with ")
                + $"{loss}: create a model with one output for each class (for two classes, one output with BinaryCrossEntropy will do), or name all "
                + "classes of the model with -Class. If the targets are numbers, correct those that are not.",
                names);
        }

        if (names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Skip(1).Any()) is { } twice)
        {
            throw new RnnException(
                RnnErrorId.Classes, $"The class '{twice.Key}' is named twice in {list}: expected a different name for each class.", names);
        }
    }

    /// <summary>Requires one weight for each class, and targets that are classes.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="series">The series, whose targets fit the loss.</param>
    /// <param name="loss">The loss function.</param>
    /// <param name="outputs">The number of outputs of the model.</param>
    /// <exception cref="RnnException">
    /// The targets are not classes, there are more or fewer weights than classes, or a weight is negative or not finite
    /// (<see cref="RnnErrorId.StepWeight"/>).
    /// </exception>
    public static void RequireWeights(
        IReadOnlyList<double> weights, IReadOnlyList<TrainingSeries> series, RnnLossFunction loss, int outputs)
    {
        int classes = series.All(one => one.TargetSize == 1) && Count(loss, outputs) is { } count ? count : throw new RnnException(
            RnnErrorId.StepWeight,
            $"Class weights need targets that are classes, and the loss is {loss}: give the loss SoftmaxCrossEntropy and class indices as "
            + "targets, or BinaryCrossEntropy and one output, or leave the class weights out.",
            loss);
        if (weights.Count != classes)
        {
            throw new RnnException(
                RnnErrorId.StepWeight,
                FormattableString.Invariant($"{RnnMessages.Count(weights.Count, "class weight")} for {classes} classes: give one weight for each class."),
                weights);
        }

        foreach ((int index, double weight) in weights.Index())
        {
            if (!double.IsFinite(weight) || weight < 0)
            {
                throw new RnnException(
                    RnnErrorId.StepWeight,
                    FormattableString.Invariant($"The weight of class {index} is {weight}: expected a finite number of 0 or more."),
                    weight);
            }
        }

        if (loss is BinaryCrossEntropyLoss && series.Any(one => !one.TargetsAreBinary()))
        {
            throw new RnnException(
                RnnErrorId.StepWeight,
                "Class weights need targets that are 0 or 1, and a target is a probability between them: leave the class weights out.",
                weights);
        }
    }

    /// <summary>Requires that an ignored index is for targets that are class indices, so that there is something to ignore.</summary>
    /// <param name="index">The index.</param>
    /// <param name="loss">The loss function.</param>
    /// <param name="outputs">The number of outputs of the model.</param>
    /// <exception cref="RnnException">The loss has no class indices (<see cref="RnnErrorId.Classes"/>).</exception>
    public static void RequireIgnored(int index, RnnLossFunction loss, int outputs)
    {
        if (Count(loss, outputs) is null)
        {
            throw new RnnException(
                RnnErrorId.Classes,
                $"An ignored index needs targets that are class indices, and the loss is {loss}: leave it out, or use SoftmaxCrossEntropy. A missing "
                + "target is ignored with every loss.",
                index);
        }
    }

    private static int? Count(RnnLossFunction loss, int outputs) => loss switch
    {
        SoftmaxCrossEntropyLoss when outputs > 1 => outputs,
        BinaryCrossEntropyLoss when outputs == 1 => 2,
        _ => null,
    };
}
