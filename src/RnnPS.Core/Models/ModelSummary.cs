using System.Globalization;

namespace RnnPS;

/// <summary>Formats a model as a table of its layers, similar to Keras' <c>model.summary()</c>.</summary>
internal static class ModelSummary
{
    private static readonly string[] Header = ["Layer", "Kind", "Direction", "Input", "Hidden", "Output", "Parameters"];

    // Numeric columns are right-aligned.
    private static readonly bool[] AtRight = [false, false, false, true, true, true, true];

    /// <summary>Formats the summary of a model, one line per layer.</summary>
    public static string Of(RnnModel model)
    {
        string when = model.OutputStep == RnnOutputStep.Last ? "at the last step" : "at every step";
        List<string[]> rows =
        [
            Header,
            .. model.EmbeddingWeights is { } tokens ? [Row("embedding", "Tokens", string.Empty, tokens)] : Array.Empty<string[]>(),
            .. model.Stack.Select(Row),
            .. model.DenseLayers.Select((layer, index) => Row($"dense {Text(index)}", layer.Activation.ToString(), when, layer.Weights, layer.Bias)),
            .. model.OutputWeights is { } weights
                ? [Row("output", model.OutputActivation.ToString(), when, weights, model.OutputBias)]
                : Array.Empty<string[]>(),
        ];

        int[] widths = [.. Header.Select((_, column) => rows.Max(row => row[column].Length))];
        rows.Insert(1, [.. widths.Select((width, column) => new string('-', Math.Min(width, Header[column].Length)))]);
        IEnumerable<string> lines = rows.Select(row => Line(row, widths));
        string seed = model.Seed is { } drawn ? FormattableString.Invariant($", drawn from seed {drawn}") : string.Empty;
        return string.Join('\n', [
            model.ToString(),
            string.Empty,
            .. lines,
            string.Empty,
            .. model.Dropout > 0 ? [FormattableString.Invariant($"dropout between layers: {model.Dropout}")] : Array.Empty<string>(),
            .. Scaling("inputs", model.InputScaler),
            .. Scaling("outputs", model.OutputScaler),
            .. model.MaskValue is { } mask ? [FormattableString.Invariant($"timesteps masked: those whose inputs are all {mask}")] : Array.Empty<string>(),
            $"{RnnMessages.Count(model.ParameterCount, "parameter")}{seed}",
        ]);
    }

    private static IEnumerable<string> Scaling(string what, RnnScaler? scaler) => scaler is null ? [] : [$"{what} scaled: {scaler}"];

    private static string[] Row(RnnStackLayer layer, int index) =>
    [
        Text(index),
        layer.Kind,
        layer.Merge is { } merge ? $"{layer.Direction} ({merge})" : layer.Direction.ToString(),
        Text(layer.InputSize),
        string.Join('+', layer.Cells.Select(cell => Text(cell.HiddenSize))),
        Text(layer.OutputSize),
        Text(layer.ParameterCount),
    ];

    private static string[] Row(string name, string kind, string when, RnnMatrix weights, RnnVector? bias = null) =>
        [name, kind, when, Text(weights.Rows), string.Empty, Text(weights.Columns), Text(weights.AsSpan().Length + (bias?.Length ?? 0))];

    private static string Line(string[] row, int[] widths) => string.Join(
        "  ", row.Select((cell, column) => AtRight[column] ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))).TrimEnd();

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
