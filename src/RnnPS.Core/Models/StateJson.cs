using System.Text.Json;
using System.Text.Json.Serialization;

namespace RnnPS;

/// <summary>States as JSON. A state without its process needs no model: the JSON has the parts of each cell.</summary>
internal static class StateJson
{
    private const int MostParts = 2;

    private static readonly JsonSerializerOptions Options = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    /// <summary>Writes a state.</summary>
    /// <param name="cells">The parts of the state of each cell.</param>
    /// <param name="stepCount">The number of timesteps that the state has advanced.</param>
    public static string Write(double[][][] cells, long stepCount) => JsonSerializer.Serialize(new Content(stepCount, cells), Options);

    /// <summary>Reads a state.</summary>
    /// <param name="json">The text.</param>
    /// <exception cref="RnnException">The text is not that of a state (<see cref="RnnErrorId.StateShape"/>).</exception>
    public static RnnState Read(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            if (JsonSerializer.Deserialize<Content>(json, Options) is { } content && content.IsValid())
            {
                return new RnnState(content.Cells, content.StepCount);
            }
        }
        catch (JsonException error)
        {
            throw NotAState(json, error);
        }

        throw NotAState(json, inner: null);
    }

    private static RnnException NotAState(string json, Exception? inner) => new(
        RnnErrorId.StateShape,
        "The object came from another process, but its Serialized text is not that of a state: it is incomplete, was changed, or is from "
        + "another version of RnnPS. Send the state again, or give its numbers by New-RnnState -Value.",
        json,
        inner);

    private sealed record Content(long StepCount, double[][][] Cells)
    {
        public bool IsValid() => StepCount >= 0 && Cells.Length > 0 && Array.TrueForAll(
            Cells,
            parts => parts is { Length: > 0 and <= MostParts } && Array.TrueForAll(parts, part => part is { Length: > 0 } && Array.TrueForAll(part, double.IsFinite)));
    }
}
