namespace RnnPS.Files;

/// <summary>
/// The forecast models of RnnPS's own format: the tensors and the description of each network, as <see cref="OwnFormat"/> has them, with a
/// prefix, and one description of the rest.
/// </summary>
internal static class ForecastFormat
{
    /// <summary>The version of the description. Readers of plain models, which have version 1, would not understand it.</summary>
    public const string Version = "2";

    private const string ForecastKey = "rnnps.forecast";
    private const string ValidatedPrefix = "validated.";

    /// <summary>Whether a file has a forecast model.</summary>
    /// <param name="reader">The file.</param>
    /// <returns>True if it has.</returns>
    public static bool Describes(SafetensorsReader reader) => reader.Text(ForecastKey) is not null;

    /// <summary>Writes a forecast model.</summary>
    /// <param name="stream">The stream to write to.</param>
    /// <param name="model">The model.</param>
    /// <param name="precision">The precision of the weights. Other numbers keep all bits.</param>
    /// <param name="cancellation">Stops the writing.</param>
    /// <exception cref="RnnException">
    /// The key is not a text, a number or a date (<see cref="RnnErrorId.ModelUnsupported"/>), or the errors of <see cref="OwnFormat.Write"/>.
    /// </exception>
    public static void Write(Stream stream, RnnForecastModel model, RnnPrecision precision, CancellationToken cancellation)
    {
        var writer = new SafetensorsWriter(precision);
        List<KeyValuePair<string, string>> texts =
            [.. OwnFormat.Head(Version), new(ForecastKey, SavedJson.Write(ForecastContent.Of(model)))];
        AddNetworks(writer, model, string.Empty, texts);
        writer.Write(stream, texts, cancellation);
    }

    /// <summary>Reads a forecast model.</summary>
    /// <param name="reader">The file.</param>
    /// <returns>The model.</returns>
    /// <exception cref="RnnException">
    /// The description or a tensor is not valid, or the version is another one (<see cref="RnnErrorId.ModelFile"/>), there are other tensors
    /// (<see cref="RnnErrorId.ModelUnsupported"/>), or the constructor of a cell or a model refuses a value.
    /// </exception>
    public static RnnForecastModel Read(SafetensorsReader reader)
    {
        OwnFormat.RequireVersion(reader, Version);
        ForecastContent content = SavedJson.Read<ForecastContent>(reader.Text(ForecastKey)!, "the forecast model");
        RnnForecastModel model = Take(reader, content);
        reader.RequireAllTaken();
        return model;
    }

    private static void AddNetworks(SafetensorsWriter writer, RnnForecastModel model, string prefix, List<KeyValuePair<string, string>> texts)
    {
        foreach ((int index, RnnForecastMember member) in model.Members.Index())
        {
            string name = prefix + Prefix(index);
            texts.AddRange(OwnFormat.Add(writer.Within(name), ModelGraph.Of(member.Model)).Select(text => KeyValuePair.Create(name + text.Key, text.Value)));
        }

        if (model.Validated is { } validated)
        {
            AddNetworks(writer, validated, prefix + ValidatedPrefix, texts);
        }
    }

    private static RnnForecastModel Take(SafetensorsReader reader, ForecastContent content)
    {
        OwnFormat.RequireNoNulls(content.Members, content.Candidates);
        RnnModel[] networks = [.. content.Members.Select((_, index) => OwnFormat.Take(reader.Within(Prefix(index))).ToModel())];
        return content.ToModel(networks, content.Validated is { } validated ? Take(reader.Within(ValidatedPrefix), validated) : null);
    }

    private static string Prefix(int member) => FormattableString.Invariant($"member.{member}.");
}
