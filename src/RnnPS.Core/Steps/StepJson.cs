using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RnnPS;

/// <summary>The positions of the vectors in a step's data array, as they leave the process.</summary>
/// <param name="Run">The text that identifies the run.</param>
/// <param name="Length">The length of the data array.</param>
/// <param name="Input">The input of the model.</param>
/// <param name="State">The output of the last layer.</param>
/// <param name="FinalState">The final state of the last layer.</param>
/// <param name="Output">The output of the model.</param>
/// <param name="Logits">The logits of the output layer; null if they are the output.</param>
/// <param name="Cells">The cells, from the input up.</param>
/// <param name="Vectors">All vectors, with the names of their table columns.</param>
/// <param name="OutputActivation">The activation function of the output layer.</param>
/// <param name="Link">The link of the loss; null if the model was not trained.</param>
/// <param name="Lead">The lead that the model was trained with; null if it was not trained.</param>
/// <param name="TargetNames">The names of the targets.</param>
/// <param name="Classes">The names of the classes.</param>
internal sealed record SavedShape(
    string Run,
    int Length,
    Window Input,
    Window State,
    Window FinalState,
    Window Output,
    Window? Logits,
    ImmutableArray<CellWindows> Cells,
    ImmutableArray<NamedWindow> Vectors,
    RnnOutputActivation OutputActivation,
    RnnLink? Link,
    int? Lead,
    ImmutableArray<string> TargetNames,
    ImmutableArray<string> Classes)
{
    /// <summary>Whether a step can have these positions.</summary>
    public bool IsValid() =>
        Run is not null && Length >= 0
        && !Cells.IsDefaultOrEmpty && !Vectors.IsDefault && !TargetNames.IsDefault && !Classes.IsDefault
        && Lead is null or >= 0
        && (Classes.Length == 0 || Output.Length == Classes.Length || (Output.Length == 1 && Classes.Length == 2))
        && (Logits is not { } logits || logits.Length == Output.Length)
        && new[] { Input, State, FinalState, Output, Logits ?? Output }.All(Fits)
        && Vectors.All(vector => vector.Name is not null && Fits(vector.Window))
        && Cells.All(cell => cell?.Kind is not null && CellSteps.Fit(cell.Kind, cell) && Fits(cell.Input) && Fits(cell.PreActivation)
            && cell.Trace.Concat(cell.States).All(part => part.Name is not null && Fits(part.Window)));

    private bool Fits(Window window) => window.Start >= 0 && window.Length >= 0 && window.Start <= Length - window.Length;
}

/// <summary>Steps as JSON. A step without its process needs no model: the JSON says where each vector is.</summary>
internal static class StepJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        Converters = { new JsonStringEnumConverter(), new WindowConverter() },
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    // The runs whose steps are still in use, so that the steps of one run share their layout, which identifies the run.
    private static readonly Dictionary<string, WeakReference<StepLayout>> Runs = [];

    /// <summary>Writes a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="layout">The layout of the step.</param>
    /// <param name="data">The data array.</param>
    public static string Write(RnnStep step, StepLayout layout, double[] data)
    {
        StepShape shape = layout.Shape;
        double[] logits = shape.Logits is null && layout is { Place: null, OutputLayer.Activation: not RnnOutputActivation.Identity } ? step.Logits() : [];
        var saved = new SavedShape(
            layout.Run.Name,
            data.Length + logits.Length,
            shape.Input,
            shape.State,
            shape.FinalState,
            shape.Output,
            logits.Length == 0 ? shape.Logits : new Window(data.Length, logits.Length),
            shape.Cells,
            shape.Vectors,
            shape.OutputActivation,
            shape.Link,
            shape.Training?.Lead,
            [.. shape.Training?.TargetNames ?? []],
            [.. shape.Training?.Classes ?? []]);
        return JsonSerializer.Serialize(new Content(saved, layout.Place, layout.IsMasked, step.Step, [.. data, .. logits]), Options);
    }

    /// <summary>Reads a step.</summary>
    /// <param name="json">The text.</param>
    /// <param name="sequence">The key of the sequence.</param>
    /// <param name="source">The source row; null for none.</param>
    /// <exception cref="RnnException">The text is not that of a step (<see cref="RnnErrorId.StepExpected"/>).</exception>
    public static RnnStep Read(string json, object sequence, object? source)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(sequence);
        try
        {
            if (JsonSerializer.Deserialize<Content>(json, Options) is { } content && content.IsValid())
            {
                StepLayout run = Run(content.Shape, sequence);
                StepLayout layout = content.IsMasked ? run.Masked() : run;
                return (content.Place is { } place ? layout.Layers[place] : layout).CreateStep(content.Data, content.Step, source);
            }
        }
        catch (JsonException error)
        {
            throw NotAStep(json, error);
        }

        throw NotAStep(json, inner: null);
    }

    private static RnnException NotAStep(string json, Exception? inner) => new(
        RnnErrorId.StepExpected,
        "The object came from another process, but its Serialized text is not that of a step: it is incomplete, was changed, or is from "
        + "another version of RnnPS. Send the step again.",
        json,
        inner);

    private static StepLayout Run(SavedShape saved, object sequence)
    {
        // Everything that the steps of one run share.
        string key = JsonSerializer.Serialize(saved, Options);
        lock (Runs)
        {
            if (Runs.TryGetValue(key, out WeakReference<StepLayout>? known) && known.TryGetTarget(out StepLayout? layout))
            {
                return layout;
            }

            foreach (string ended in Runs.Where(run => !run.Value.TryGetTarget(out _)).Select(run => run.Key).ToArray())
            {
                Runs.Remove(ended);
            }

            layout = new StepLayout(new StepShape(saved), sequence) { Name = saved.Run };
            Runs[key] = new WeakReference<StepLayout>(layout);
            return layout;
        }
    }

    private sealed record Content(SavedShape Shape, int? Place, bool IsMasked, long Step, double[] Data)
    {
        public bool IsValid() =>
            Shape.IsValid() && Step >= 0 && Data.Length == Shape.Length && (Place is not { } place || (place >= 0 && place < Shape.Cells.Length));
    }

    // [start, length]: a step has many of them.
    private sealed class WindowConverter : JsonConverter<Window>
    {
        public override Window Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize<int[]>(ref reader, options) is [int start, int length]
                ? new Window(start, length)
                : throw new JsonException("A position is two numbers.");

        public override void Write(Utf8JsonWriter writer, Window value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            writer.WriteNumberValue(value.Start);
            writer.WriteNumberValue(value.Length);
            writer.WriteEndArray();
        }
    }
}
