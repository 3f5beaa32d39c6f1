namespace RnnPS.Files.Onnx;

/// <summary>One of the sizes that an axis of a signal is the product of, for example time or the batch.</summary>
/// <param name="size">The size.</param>
internal sealed class AxisPart(Extent size)
{
    /// <summary>The size.</summary>
    public Extent Size { get; } = size;
}

/// <summary>A value that depends on the sequences: what a layer outputs, with the meaning of its axes.</summary>
/// <param name="content">What the layers below compute.</param>
/// <param name="axes">The parts of each axis, outer part first. An axis without parts has the size 1.</param>
/// <param name="features">The parts that are the features of the content, outer part first; null for a graph input of which no operator told it yet.</param>
internal sealed class Signal(SignalContent content, IReadOnlyList<AxisPart[]> axes, AxisPart[]? features) : GraphValue
{
    /// <summary>Whether this is a graph input of integers, which no operator can round.</summary>
    public bool IsInteger { get; init; }

    /// <summary>What the layers below compute.</summary>
    public SignalContent Content { get; } = content;

    /// <summary>The parts of each axis.</summary>
    public IReadOnlyList<AxisPart[]> Axes { get; } = axes;

    /// <summary>The parts that are the features.</summary>
    public AxisPart[]? Features { get; } = features;

    /// <inheritdoc/>
    public override IReadOnlyList<Extent> Shape { get; } = [.. axes.Select(SizeOf)];

    /// <summary>The name of the graph input that this is, unchanged; null if it is something else.</summary>
    public string? GraphInput => Content is ChainOutput { Chain: { Layer: null } root } ? root.Input : null;

    /// <summary>The size of an axis.</summary>
    /// <param name="axis">Its parts.</param>
    public static Extent SizeOf(AxisPart[] axis) => Extent.Product(axis.Select(part => part.Size));

    /// <summary>Whether two axes have the same parts, apart from parts of the size 1.</summary>
    /// <param name="axis">The parts of an axis.</param>
    /// <param name="other">The parts of the other.</param>
    public static bool AreSame(IEnumerable<AxisPart> axis, IEnumerable<AxisPart> other) => Wide(axis).SequenceEqual(Wide(other));

    /// <summary>The parts of an axis that have not the size 1.</summary>
    /// <param name="axis">The parts.</param>
    public static IEnumerable<AxisPart> Wide(IEnumerable<AxisPart> axis) => axis.Where(part => part.Size.Value != 1);

    /// <summary>Changes the axes.</summary>
    /// <param name="axes">The parts of each axis.</param>
    public Signal With(IReadOnlyList<AxisPart[]> axes) => new(Content, axes, Features) { IsInteger = IsInteger };

    /// <summary>Replaces an axis.</summary>
    /// <param name="content">What the layers below compute.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="parts">Its parts; null to remove it.</param>
    /// <param name="features">The parts that are the features.</param>
    public Signal With(SignalContent content, int axis, AxisPart[]? parts, AxisPart[]? features) => new(
        content, [.. Axes.Take(axis), .. parts is null ? (AxisPart[][])[] : [parts], .. Axes.Skip(axis + 1)], features);
}

/// <summary>The timesteps of a layer's output that a signal has.</summary>
internal enum SignalStep
{
    /// <summary>All timesteps.</summary>
    Every,

    /// <summary>The output after the whole sequence: of a forward cell at the last timestep, of a reverse cell at the first.</summary>
    Final,

    /// <summary>The last timestep, at which a reverse cell has read only one timestep.</summary>
    Last,

    /// <summary>The first timestep, at which a forward cell has read only one timestep.</summary>
    First,

    /// <summary>The cell state of an LSTM after the whole sequence.</summary>
    CellState,
}
