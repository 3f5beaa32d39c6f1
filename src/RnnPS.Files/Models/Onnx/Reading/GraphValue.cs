namespace RnnPS.Files.Onnx;

/// <summary>What an operator reads or outputs.</summary>
internal abstract class GraphValue
{
    /// <summary>The sizes of the axes.</summary>
    public abstract IReadOnlyList<Extent> Shape { get; }

    /// <summary>The number of axes.</summary>
    public int Rank => Shape.Count;

    /// <summary>Formats the shape, for error messages.</summary>
    public override string ToString() => $"[{string.Join(" × ", Shape)}]";
}

/// <summary>A value that RnnPS can't represent. It is an error only if the model's output depends on it.</summary>
/// <param name="fault">The error.</param>
/// <param name="comesFirst">Whether this error says more than those of values that are computed from it or that it is computed from.</param>
internal sealed class UnknownValue(RnnException fault, bool comesFirst = false) : GraphValue
{
    /// <inheritdoc/>
    public override IReadOnlyList<Extent> Shape => [];

    /// <summary>The error.</summary>
    public RnnException Fault { get; } = fault;

    /// <summary>Whether the error says more than others.</summary>
    public bool ComesFirst { get; } = comesFirst;
}
