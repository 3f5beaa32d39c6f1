namespace RnnPS.Files;

/// <summary>The options of writing a model file.</summary>
public sealed record ModelWriteOptions
{
    /// <summary>The format; null to choose it by the extension of the path.</summary>
    public RnnModelFormat? Format { get; init; }

    /// <summary>The precision of the numbers in the file; null for the default of the format.</summary>
    public RnnPrecision? Precision { get; init; }

    /// <summary>Whether an ONNX graph has the states as optional inputs and as outputs.</summary>
    public bool Stateful { get; init; }

    /// <summary>Whether an ONNX graph has the lengths of the sequences as an optional input.</summary>
    public bool Lengths { get; init; }

    /// <summary>Whether to replace a read-only file.</summary>
    public bool Force { get; init; }

    /// <summary>Whether to keep an existing file and fail.</summary>
    public bool NoClobber { get; init; }
}
