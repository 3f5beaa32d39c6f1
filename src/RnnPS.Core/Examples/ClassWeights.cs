namespace RnnPS;

/// <summary>Checks the weights of classes in the loss.</summary>
internal static class ClassWeights
{
    /// <summary>Requires one weight for each class, and targets that are classes.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="series">The series, whose targets fit the loss.</param>
    /// <param name="loss">The loss function.</param>
    /// <param name="outputs">The number of outputs of the model.</param>
    /// <exception cref="RnnException">
    /// The targets are not classes, there are more or fewer weights than classes, or a weight is negative or not finite
    /// (<see cref="RnnErrorId.StepWeight"/>).
    /// </exception>
    public static void Require(
        IReadOnlyList<double> weights, IReadOnlyList<TrainingSeries> series, RnnLossFunction loss, int outputs)
    {
        int classes = series.All(one => one.TargetSize == 1) && ClassRules.Count(loss, outputs) is { } count ? count : throw new RnnException(
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
}
