using System.Globalization;

namespace RnnPS;

/// <summary>How the steps of a model with several cells look in views.</summary>
public static class RnnStepFormat
{
    // The longest of the names, PreActivation.
    private const int NameWidth = 13;

    /// <summary>All vectors of the layers of a step, one a line.</summary>
    /// <param name="step">The step.</param>
    /// <param name="width">The characters that a line should fit.</param>
    /// <returns>The lines.</returns>
    public static string Layers(StackStep step, int width)
    {
        ArgumentNullException.ThrowIfNull(step);
        List<string> lines = [];
        foreach (RnnStep layer in step.Layers)
        {
            var place = (ILayerStep)layer;
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"Layer {place.Layer} {place.Direction} ({layer.CellKind})"));
            // The input is the output of the layer below, and a cell's output its state.
            lines.AddRange(layer.ToVectors()
                .Where(vector => vector.Key is not (nameof(RnnStep.Input) or nameof(RnnStep.Output)))
                .Select(vector => $"  {vector.Key,-NameWidth} {RnnFormat.Fit(vector.Value, width - NameWidth - 3)}"));
        }

        return string.Join('\n', lines);
    }

    /// <summary>The kinds of the cells of a step's layers, as <c>2 × Lstm + Gru</c>.</summary>
    internal static string Kinds(IEnumerable<RnnStep> layers) => string.Join(" + ", layers.GroupBy(layer => layer.CellKind).Select(
        group => group.Count() == 1 ? group.Key : string.Create(CultureInfo.InvariantCulture, $"{group.Count()} × {group.Key}")));
}
