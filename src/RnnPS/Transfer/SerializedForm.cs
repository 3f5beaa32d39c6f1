using System.ComponentModel;
using System.Management.Automation;
using System.Text;
using RnnPS.Files;

namespace RnnPS;

/// <summary>
/// The property <c>Serialized</c> of models, forecast models, cells, states and steps. It holds the whole object, and crosses the border of a process.
/// Of steps, which are shown and exported whole, RnnPS.Types.ps1xml hides it.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class SerializedForm
{
    internal const string Property = "Serialized";

    // PowerShell puts it before the type's name when an object was read back.
    private const string Prefix = "Deserialized.";

    private static readonly Type[] Types = [typeof(RnnModel), typeof(RnnForecastModel), typeof(RnnCell), typeof(RnnState), typeof(RnnStep)];

    /// <summary>The JSON of a step.</summary>
    /// <param name="step">The step.</param>
    /// <returns>The text.</returns>
    public static object? OfStep(PSObject step) => (step?.BaseObject as RnnStep)?.ToJson();

    /// <summary>Tells the core how to make bytes of models and cells. The libraries for it are loaded when it is first asked for.</summary>
    internal static void Register()
    {
        RnnModel.Serializer = static model => ModelFile.ToBytes(model);
        RnnForecastModel.Serializer = static model => ModelFile.ToBytes(model);
        RnnCell.Serializer = static cell => ModelFile.ToBytes(new RnnModel(cell));
    }

    /// <summary>Whether an object is one of a type that was read back from a file or another process, and has no methods.</summary>
    /// <param name="value">The object.</param>
    /// <param name="type">The type: one of those that have the property.</param>
    internal static bool IsOf(object? value, Type type) =>
        value is PSObject { BaseObject: PSCustomObject } saved && saved.TypeNames.Contains(Prefix + type.FullName);

    /// <summary>Makes an object of a type from its saved form.</summary>
    /// <param name="value">The object that <see cref="IsOf"/> accepts.</param>
    /// <param name="type">The type.</param>
    /// <returns>The object.</returns>
    /// <exception cref="RnnException">
    /// The property is missing (<see cref="RnnErrorId.NotSerialized"/>) or was changed; ids as for <see cref="ModelFile.FromBytes"/>,
    /// <see cref="RnnState.FromJson"/> and <see cref="RnnStep.FromJson"/>.
    /// </exception>
    internal static object Read(object value, Type type)
    {
        PSObject saved = PSObject.AsPSObject(value);
        return (saved.Properties[Property]?.Value, type.Name) switch
        {
            (byte[] bytes, nameof(RnnModel)) => ModelFile.FromBytes(bytes),
            (byte[] bytes, nameof(RnnForecastModel)) => ModelFile.ForecastFromBytes(bytes),
            (byte[] bytes, nameof(RnnCell)) => ModelFile.FromBytes(bytes).Layers[0],
            (byte[] bytes, nameof(RnnState)) => RnnState.FromJson(Encoding.UTF8.GetString(bytes)),
            (string json, nameof(RnnStep)) => PredictionView.Of(
                RnnStep.FromJson(json, Item(saved, nameof(RnnStep.Sequence)) ?? 0, Item(saved, nameof(RnnStep.Source)))),
            _ => throw new RnnException(
                RnnErrorId.NotSerialized,
                $"The {type.Name} came from another process without its property {Property}, so only its texts are here: load RnnPS where it is "
                + "sent from, and send it again. Models can also be sent as files by Export-RnnModel and Import-RnnModel.",
                value),
        };
    }

    /// <summary>Makes a live object of one that was read back; any other value stays as it is.</summary>
    /// <param name="value">The value.</param>
    /// <returns>A model, a forecast model, a cell, a state or a step; or the value.</returns>
    /// <exception cref="RnnException">As for <see cref="Read"/>.</exception>
    internal static object? Revive(object? value) => Array.Find(Types, type => IsOf(value, type)) is { } type ? Read(value!, type) : value;

    private static object? Item(PSObject saved, string property) => NumberReader.Unwrap(saved.Properties[property]?.Value);
}
