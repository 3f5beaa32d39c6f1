namespace RnnPS.Files;

/// <summary>The errors of model files that several formats share.</summary>
internal static class ModelFaults
{
    /// <summary>A file describes a model that RnnPS can't build.</summary>
    /// <param name="what">The part that RnnPS does not have, as a noun.</param>
    /// <returns>The error.</returns>
    public static RnnException Unsupported(string what) => new(
        RnnErrorId.ModelUnsupported,
        $"The file describes a model with {what}, which RnnPS can't represent. A model has, from the input up: an optional embedding, recurrent layers, "
        + "dense layers.",
        what);

    /// <summary>A layer does not fit the layer below it.</summary>
    /// <param name="below">The layer below.</param>
    /// <param name="above">The layer above.</param>
    /// <returns>The error.</returns>
    public static RnnException SizesDiffer(ModelLayer below, ModelLayer above) => new(
        RnnErrorId.ModelFile,
        FormattableString.Invariant($"The file has a layer with {RnnMessages.Count(below.OutputSize, "output")} below a layer that reads {RnnMessages.Count(above.InputSize, "number")}: ")
        + "it is damaged. Use another copy of the file.",
        above);
}
