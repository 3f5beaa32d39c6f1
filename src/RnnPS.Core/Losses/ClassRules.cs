namespace RnnPS;

/// <summary>Checks what is said of classes: their names, and the index that is no class.</summary>
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

    /// <summary>Returns the number of classes that a model predicts; null if its targets are not classes.</summary>
    /// <param name="loss">The loss function.</param>
    /// <param name="outputs">The number of outputs of the model.</param>
    /// <returns>The number of classes, or null.</returns>
    public static int? Count(RnnLossFunction loss, int outputs) => loss switch
    {
        SoftmaxCrossEntropyLoss when outputs > 1 => outputs,
        BinaryCrossEntropyLoss when outputs == 1 => 2,
        _ => null,
    };
}
