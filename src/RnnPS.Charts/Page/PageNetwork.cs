namespace RnnPS.Charts.Page;

/// <summary>The weights and options of a model, from which the page computes it anew.</summary>
internal sealed record PageNetwork
{
    // The page shows a cell of more units as a heatmap alone.
    private const int MostUnits = 64;

    // So many multiplications of a run take the page about a tenth of a second, and its gradients twice as long.
    private const long MostWork = 40_000_000;

    /// <summary>The arrays of weights, named as for <see cref="RnnModel.SetWeight"/>.</summary>
    public required IReadOnlyDictionary<string, PageArray> Arrays { get; init; }

    /// <summary>The recurrent layers.</summary>
    public required IReadOnlyList<PageLayer> Layers { get; init; }

    /// <summary>The hidden dense layers.</summary>
    public required IReadOnlyList<PageDense> Dense { get; init; }

    public required string OutputActivation { get; init; }

    public required string OutputStep { get; init; }

    public required PageScaler? InputScaler { get; init; }

    public required PageScaler? OutputScaler { get; init; }

    /// <summary>Creates the data of a model.</summary>
    public static PageNetwork Of(RnnModel model) => new()
    {
        Arrays = model.Weights.Arrays().ToDictionary(
            array => array.Name, array => new PageArray(array.Values.Rows, array.Values.Columns, array.Values.AsSpan().ToArray())),
        Layers = [.. model.Stack.Select(LayerOf)],
        Dense = [.. model.DenseLayers.Select(layer => new PageDense(ActivationOf(layer.Activation)))],
        OutputActivation = model.OutputActivation.ToString(),
        OutputStep = model.OutputStep.ToString(),
        InputScaler = ScalerOf(model.InputScaler),
        OutputScaler = ScalerOf(model.OutputScaler),
    };

    /// <summary>Why the page does not compute a model; null if it does.</summary>
    /// <param name="model">The model.</param>
    /// <param name="steps">The number of steps of all sequences.</param>
    /// <param name="isMasked">Whether steps are masked.</param>
    public static string? Refusal(RnnModel model, long steps, bool isMasked)
    {
        RnnCell? large = model.Layers.FirstOrDefault(cell => cell.HiddenSize > MostUnits);
        return large is not null
            ? FormattableString.Invariant($"The page computes cells of up to {MostUnits} units, and {large} has {large.HiddenSize}.")
            : steps * model.ParameterCount > MostWork
            ? FormattableString.Invariant($"{RnnMessages.Count(steps, "step")} of a model with {RnnMessages.Count(model.ParameterCount, "parameter")} are too many for the page to compute: export fewer steps to change numbers.")
            : isMasked ? "The page does not compute masked steps, which keep the state." : null;
    }

    private static PageLayer LayerOf(RnnStackLayer layer) => new(
        layer.Merge?.ToString(),
        [
            .. layer.Forward is { } forward ? [CellOf(forward, RnnDirection.Forward)] : Array.Empty<PageCell>(),
            .. layer.Reverse is { } reverse ? [CellOf(reverse, RnnDirection.Reverse)] : Array.Empty<PageCell>(),
        ]);

    private static PageCell CellOf(RnnCell cell, RnnDirection direction) => cell switch
    {
        ElmanCell elman => new PageCell(cell.Kind, direction.ToString(), cell.ActivationClip, ActivationOf(elman.Activation), null, null),
        LstmCell lstm => new PageCell(
            cell.Kind,
            direction.ToString(),
            cell.ActivationClip,
            ActivationOf(lstm.CandidateActivation),
            ActivationOf(lstm.GateActivation),
            ActivationOf(lstm.CellStateActivation))
        {
            Coupled = lstm.Coupled,
        },
        GruCell gru => new PageCell(
            cell.Kind, direction.ToString(), cell.ActivationClip, ActivationOf(gru.CandidateActivation), ActivationOf(gru.GateActivation), null)
        {
            ResetAfter = gru.ResetAfter,
        },
        _ => throw new NotSupportedException(cell.Kind),
    };

    private static PageActivation ActivationOf(RnnActivationFunction activation) => new(activation.Kind.ToString(), activation.Alpha, activation.Beta);

    private static PageScaler? ScalerOf(RnnScaler? scaler) =>
        scaler is null ? null : new PageScaler(scaler.Kind.ToString(), scaler.Offset.ToArray(), scaler.Scale.ToArray());
}

/// <summary>An array of weights, row by row.</summary>
internal sealed record PageArray(int Rows, int Columns, double[] Values);

/// <summary>A layer of one or two cells.</summary>
internal sealed record PageLayer(string? Merge, IReadOnlyList<PageCell> Cells);

/// <summary>The options of a cell. An LSTM has the activations of gates and cell state, a GRU that of gates.</summary>
internal sealed record PageCell(
    string Kind, string Direction, double? Clip, PageActivation Activation, PageActivation? GateActivation, PageActivation? CellActivation)
{
    public bool Coupled { get; init; }

    public bool ResetAfter { get; init; }
}

/// <summary>A hidden dense layer.</summary>
internal sealed record PageDense(PageActivation Activation);

/// <summary>An activation function with its constants.</summary>
internal sealed record PageActivation(string Kind, double Alpha, double Beta);

/// <summary>A scaler: scaled = (raw − offset) / scale.</summary>
internal sealed record PageScaler(string Kind, double[] Offset, double[] Scale);
