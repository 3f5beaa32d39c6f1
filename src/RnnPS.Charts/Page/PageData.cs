namespace RnnPS.Charts.Page;

/// <summary>What a page shows, as its script reads it. The names of the properties are those of the JSON.</summary>
internal sealed record PageData
{
    /// <summary>The title.</summary>
    public required string Title { get; init; }

    /// <summary>Sentences about the whole page, such as what was left out.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>The runs: one for each model, or one of steps.</summary>
    public required IReadOnlyList<PageRun> Runs { get; init; }

    /// <summary>The gradients by step, for each cell.</summary>
    public required IReadOnlyList<PageGradient> Gradients { get; init; }

    /// <summary>The epochs of a training.</summary>
    public required IReadOnlyList<PageEpoch> Epochs { get; init; }

    /// <summary>The forecasts, one for each series and target.</summary>
    public required IReadOnlyList<PageForecast> Forecasts { get; init; }
}

/// <summary>A run of one model over sequences.</summary>
/// <param name="Name">What tells the run from another.</param>
/// <param name="Model">The model in a few words.</param>
/// <param name="Network">The weights and options; null where the page can't show them.</param>
/// <param name="Fixed">Why numbers can't be changed; null if they can.</param>
/// <param name="Loss">The loss; null if there are no targets.</param>
/// <param name="OutputNames">The names of the outputs; empty if they have none.</param>
/// <param name="Sequences">The sequences.</param>
internal sealed record PageRun(
    string Name, string Model, PageNetwork? Network, string? Fixed, PageLoss? Loss, IReadOnlyList<string> OutputNames, IReadOnlyList<PageSequence> Sequences);

/// <summary>A loss and its constants.</summary>
internal sealed record PageLoss(string Name, string Text, IReadOnlyDictionary<string, double[]> Constants);

/// <summary>The steps of one sequence.</summary>
internal sealed record PageSequence
{
    /// <summary>The key; empty for input without one.</summary>
    public required string Key { get; init; }

    /// <summary>The number of each column's first step.</summary>
    public required IReadOnlyList<long> Steps { get; init; }

    /// <summary>The number of steps in a column: 1, or more where the sequence is too long for the page.</summary>
    public required int Bin { get; init; }

    /// <summary>The number of steps from an output to the row of its target.</summary>
    public required int Lead { get; init; }

    /// <summary>Columns of the source rows, as text; null if there are none.</summary>
    public required PageRows? Rows { get; init; }

    /// <summary>The names of the inputs; empty if they have none.</summary>
    public required IReadOnlyList<string> InputNames { get; init; }

    /// <summary>The inputs, outputs, targets and losses; the last two are null without targets.</summary>
    public required PageVector Inputs { get; init; }

    public required PageVector Outputs { get; init; }

    public required PageVector? Targets { get; init; }

    public required PageVector? Losses { get; init; }

    /// <summary>The derivative of the loss by each input; null without targets.</summary>
    public required PageVector? InputGradient { get; init; }

    /// <summary>The states and gates.</summary>
    public required IReadOnlyList<PageVector> Vectors { get; init; }

    /// <summary>The state of each cell before the first step; null for zeros.</summary>
    public required IReadOnlyList<PageState>? Initial { get; init; }
}

/// <summary>The state of one cell.</summary>
internal sealed record PageState(double[] H, double[]? C);

/// <summary>Texts of the source rows.</summary>
internal sealed record PageRows(IReadOnlyList<string> Names, IReadOnlyList<IReadOnlyList<string>> Texts);

/// <summary>A number for each unit at each step.</summary>
/// <param name="Name">The name of the vector.</param>
/// <param name="Role">state, gate, dense, or value.</param>
/// <param name="Units">The number of units.</param>
/// <param name="Low">The value of the lowest 16-bit number.</param>
/// <param name="High">The value of the highest.</param>
/// <param name="Format">f64: doubles; u16: numbers from 0 to 65535 between Low and High. Little-endian.</param>
/// <param name="Data">The bytes in Base64, step by step.</param>
internal sealed record PageVector(string Name, string Role, int Units, double Low, double High, string Format, string Data);

/// <summary>The gradient of the loss by the state of one cell, at each step.</summary>
internal sealed record PageGradient(
    string Sequence, string Cell, string Verdict, IReadOnlyList<long> Steps, IReadOnlyList<double> Norm, IReadOnlyList<double> FromEnd)
{
    /// <summary>The norms of truncated backpropagation; null if they are not known.</summary>
    public IReadOnlyList<double>? Truncated { get; init; }

    /// <summary>The number of steps after which it is truncated; 0 if it is not.</summary>
    public int Chunk { get; init; }
}

/// <summary>One epoch.</summary>
internal sealed record PageEpoch(
    int Epoch, double Loss, double? ValidationLoss, double? MeasuredLoss, double? HorizonError, double? Accuracy, double? ValidationAccuracy, double LearningRate, double GradientNorm, bool IsBest);

/// <summary>The forecast of one target of one series.</summary>
internal sealed record PageForecast(
    string Title, IReadOnlyList<string> Times, IReadOnlyList<double> Places, IReadOnlyList<double> Values, IReadOnlyList<PageBand> Bands, IReadOnlyList<double?> Baseline, IReadOnlyList<PagePoint> Known);

/// <summary>An interval.</summary>
internal sealed record PageBand(double Level, IReadOnlyList<double> Lower, IReadOnlyList<double> Upper);

/// <summary>A known value of a series.</summary>
internal sealed record PagePoint(double Place, string Time, double? Value);
