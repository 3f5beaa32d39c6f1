namespace RnnPS.Files.Onnx;

/// <summary>Reads a model out of an ONNX file.</summary>
internal static class OnnxReader
{
    private const long OldestOperatorSet = 1;
    private const long NewestOperatorSet = 24;

    // What the messages of a file take in memory, for each byte of it, and its weights in double precision while they are reordered.
    private const long MemoryPerByte = 8;

    /// <summary>Reads a model.</summary>
    /// <param name="stream">The file, which can seek.</param>
    /// <param name="folder">The folder of the file, for weights in files beside it; null for none.</param>
    /// <param name="memory">The limit of the memory.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>The model.</returns>
    /// <exception cref="RnnException">The errors of <see cref="IModelFormat.Read"/>.</exception>
    public static ModelGraph Read(Stream stream, string? folder, MemoryLimit memory, CancellationToken cancellation)
    {
        long size = stream.Length - stream.Position;
        memory.Require(size * MemoryPerByte, "Reading the model", "free some, or read a smaller model");
        ModelProto model = Parse(stream, MemoryLimit.ArrayLength(size));
        if (model.Graph is not { } graph || model.IrVersion is < 1 or > 100)
        {
            throw ModelFaults.Damaged("is not an ONNX file");
        }

        if (model.TrainingInfo.Count > 0)
        {
            throw ModelFaults.Unsupported("a graph for training (TrainingInfo): export the model for inference");
        }

        var reading = new GraphReading(OperatorSet(model), new TensorReader(new ExternalData(folder, memory)), size, cancellation);
        return ModelOutput.Read(model, graph, GraphEvaluation.Run(graph, reading), reading);
    }

    private static ModelProto Parse(Stream stream, int size)
    {
        var bytes = new byte[size];
        if (stream.ReadAtLeast(bytes, size, throwOnEndOfStream: false) < size)
        {
            throw ModelFaults.Damaged("became shorter while it was read");
        }

        try
        {
            return OnnxMessages.Instance.Deserialize<ModelProto>(new ReadOnlyMemory<byte>(bytes));
        }
        catch (Exception fault) when (fault is ProtoBuf.ProtoException or IOException or InvalidOperationException or ArgumentException
            or OverflowException or FormatException or IndexOutOfRangeException or InvalidCastException or NotSupportedException or NullReferenceException)
        {
            throw ModelFaults.Damaged("is not an ONNX file", fault);
        }
    }

    private static long OperatorSet(ModelProto model)
    {
        OperatorSetIdProto[] own = [.. model.OpsetImport.Where(set => set.Domain is null or "" or "ai.onnx")];
        return own switch
        {
            // Files of the first versions do not say it.
            [] when model.IrVersion < 3 => OldestOperatorSet,
            [] => throw ModelFaults.Damaged("does not say the version of its operators"),
            [{ Version: >= OldestOperatorSet and <= NewestOperatorSet and var version }, ..] => version,
            [{ Version: var other }, ..] => throw ModelFaults.Unsupported(FormattableString.Invariant(
                $"operators of the version {other} (RnnPS reads the versions {OldestOperatorSet} to {NewestOperatorSet}: convert it by onnx.version_converter)")),
        };
    }
}
