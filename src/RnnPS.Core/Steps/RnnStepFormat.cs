using System.Globalization;

namespace RnnPS;

/// <summary>Formats the steps of a model with several cells for the format views.</summary>
public static class RnnStepFormat
{
    // The length of the longest name, PreActivation.
    private const int NameWidth = 13;

    /// <summary>Whether a view shows the prediction of a step beside its output, because the two differ.</summary>
    /// <param name="step">The step.</param>
    /// <returns>Whether the model was trained with a link.</returns>
    public static bool ShowsPrediction(RnnStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return step.HasLink;
    }

    /// <summary>Whether a view shows the classes of a step by their names.</summary>
    /// <param name="step">The step.</param>
    /// <returns>Whether the model was trained on classes with names.</returns>
    public static bool ShowsClasses(RnnStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return step.Classes.Count > 0;
    }

    /// <summary>Formats the probabilities of a step's classes, the largest first.</summary>
    /// <param name="step">The step.</param>
    /// <param name="width">The largest number of characters.</param>
    /// <returns>The text, for example <c>up 0.91, down 0.09</c>.</returns>
    public static string Probabilities(RnnStep step, int width)
    {
        ArgumentNullException.ThrowIfNull(step);
        string text = string.Join(
            ", ",
            step.ToProbabilities().OrderByDescending(one => one.Value).Take(width).Select(
                one => string.Create(CultureInfo.InvariantCulture, $"{one.Key} {one.Value:0.###}")));
        return text.Length <= width ? text : text[..(width - 1)] + "…";
    }

    /// <summary>Returns the steps of the cells of a step, also for a model with one cell.</summary>
    /// <param name="step">The step.</param>
    /// <returns>The steps, as <see cref="StackStep.Layers"/> has them. The step of a cell is alone.</returns>
    public static IReadOnlyList<RnnStep> LayersOf(RnnStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return step is StackStep stack ? stack.Layers : new RnnList<RnnStep>([step is ILayerStep ? step : step.OnlyLayer()], Kinds);
    }

    /// <summary>Formats all vectors of a step's layers, one per line.</summary>
    /// <param name="step">The step.</param>
    /// <param name="width">The width of a line, in characters.</param>
    /// <returns>The lines as one text.</returns>
    public static string Layers(StackStep step, int width)
    {
        ArgumentNullException.ThrowIfNull(step);
        List<string> lines = [];
        foreach (RnnStep layer in step.Layers)
        {
            var place = (ILayerStep)layer;
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"Layer {place.Layer} {place.Direction} ({layer.CellKind})"));
            // Both are redundant: the input is the output of the layer below, and a cell's output is its state.
            lines.AddRange(layer.ToVectors()
                .Where(vector => vector.Key is not (nameof(RnnStep.Input) or nameof(RnnStep.Output)))
                .Select(vector => $"  {vector.Key,-NameWidth} {RnnFormat.Fit(vector.Value, width - NameWidth - 3)}"));
        }

        return string.Join('\n', lines);
    }

    /// <summary>Formats the kinds of the cells of a step's layers, for example <c>2 × Lstm + Gru</c>.</summary>
    internal static string Kinds(IEnumerable<RnnStep> layers) => string.Join(" + ", layers.GroupBy(layer => layer.CellKind).Select(
        group => group.Count() == 1 ? group.Key : string.Create(CultureInfo.InvariantCulture, $"{group.Count()} × {group.Key}")));
}
