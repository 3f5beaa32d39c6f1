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

    /// <summary>A file is not what its format says.</summary>
    /// <param name="what">What is wrong, as the predicate of a sentence about the file.</param>
    /// <param name="inner">The error that shows it, if any.</param>
    /// <returns>The error.</returns>
    public static RnnException Damaged(string what, Exception? inner = null) => new(
        RnnErrorId.ModelFile,
        $"The file {what}: it is incomplete, was changed, or has another format. Use another copy of the file, or give its -Format.",
        what,
        inner);

    /// <summary>A forecast model was to be written in a format of single networks.</summary>
    /// <param name="model">The model.</param>
    /// <returns>The error.</returns>
    public static RnnException NoForecastModels(RnnForecastModel model) => new(
        RnnErrorId.ModelUnsupported,
        "A file of this format can't have a forecast model: it has one network, and no place for the forms in which networks read the series "
        + $"({string.Join("; ", model.Members.Select(member => member.Form.ToString()).Distinct())}), their shares, the baseline and the spread of the errors. Give a path "
        + "that ends in .safetensors, which keeps all of it. To write a single network without its form, export $model.Members[0].Model.",
        model);

    /// <summary>A file was written by another version of RnnPS.</summary>
    /// <param name="version">The version of its format.</param>
    /// <param name="known">The version that is read.</param>
    /// <returns>The error.</returns>
    public static RnnException OtherVersion(string version, string known) => new(
        RnnErrorId.ModelFile,
        $"The file has version '{MessageText.Excerpt(version)}' of RnnPS's format, and this version of RnnPS reads version {known}: use the RnnPS that wrote the file, or a newer one.",
        version);

    /// <summary>A file has tensors that no layer of the model has a place for.</summary>
    /// <param name="tensors">The tensors.</param>
    /// <returns>The error.</returns>
    public static RnnException UnknownTensors(IReadOnlyCollection<TensorInfo> tensors) => new(
        RnnErrorId.ModelUnsupported,
        FormattableString.Invariant($"The file has {RnnMessages.Count(tensors.Count, "tensor")} that no model of RnnPS has a place for: {MessageText.Names(tensors.Select(tensor => tensor.ToString()))}. ")
        + "A state_dict may have one nn.RNN, nn.LSTM or nn.GRU, an embedding below it and linear layers above it: leave the others out.",
        tensors);
}
