using System.Text.Json;

namespace RnnPS.Files;

/// <summary>The header of a safetensors file: JSON with the place of each tensor, and texts about the file.</summary>
/// <param name="Metadata">The texts.</param>
/// <param name="Tensors">The tensors, by name.</param>
internal sealed record SafetensorsHeader(IReadOnlyDictionary<string, string> Metadata, IReadOnlyDictionary<string, TensorInfo> Tensors)
{
    /// <summary>The maximum length in bytes. A model of 1,000 layers needs a tenth of it.</summary>
    public const long MaxLength = 16 << 20;

    /// <summary>The name in the header that is not a tensor.</summary>
    public const string MetadataName = "__metadata__";

    /// <summary>The fields of a tensor.</summary>
    public const string TypeField = "dtype";

    /// <inheritdoc cref="TypeField"/>
    public const string ShapeField = "shape";

    /// <inheritdoc cref="TypeField"/>
    public const string OffsetsField = "data_offsets";

    private const int FieldCount = 3;
    private const int MostDimensions = 8;

    // Two levels of objects and the lists in them.
    private static readonly JsonDocumentOptions Json = new() { MaxDepth = 3, AllowDuplicateProperties = false };

    /// <summary>Reads a header, and checks that the tensors fill the data without gaps or overlaps.</summary>
    /// <param name="bytes">The header.</param>
    /// <param name="dataLength">The number of bytes after the header.</param>
    /// <returns>The header.</returns>
    /// <exception cref="RnnException">The header is not valid (<see cref="RnnErrorId.ModelFile"/>).</exception>
    public static SafetensorsHeader Parse(ReadOnlyMemory<byte> bytes, long dataLength)
    {
        Dictionary<string, string> metadata = [];
        Dictionary<string, TensorInfo> tensors = [];
        try
        {
            using var json = JsonDocument.Parse(bytes, Json);
            foreach (JsonProperty property in json.RootElement.EnumerateObject())
            {
                if (property.Name == MetadataName)
                {
                    metadata = property.Value.EnumerateObject().ToDictionary(text => text.Name, text => text.Value.GetString()!);
                }
                else
                {
                    tensors.Add(property.Name, Tensor(property.Name, property.Value));
                }
            }
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException)
        {
            // The reader of JSON reports a value of another kind, or text that is not UTF-8, as an invalid operation.
            throw ModelFaults.Damaged("has a header that is not valid", fault);
        }

        if (metadata.ContainsValue(null!))
        {
            throw ModelFaults.Damaged("has a header that is not valid");
        }

        RequireWhole(tensors.Values, dataLength);
        return new SafetensorsHeader(metadata, tensors);
    }

    private static TensorInfo Tensor(string name, JsonElement value)
    {
        if (name.Length == 0 || name.Contains("..", StringComparison.Ordinal) || name.AsSpan().ContainsAny('/', '\\') || name.Any(char.IsControl))
        {
            throw ModelFaults.Damaged($"has a tensor with the name '{MessageText.Excerpt(name)}', which no tensor has");
        }

        if (value.GetPropertyCount() != FieldCount
            || !value.TryGetProperty(TypeField, out JsonElement type)
            || !value.TryGetProperty(ShapeField, out JsonElement shape)
            || !value.TryGetProperty(OffsetsField, out JsonElement offsets)
            || TensorType.Find(type.GetString()) is not { } known
            || shape.GetArrayLength() > MostDimensions
            || offsets.GetArrayLength() != 2)
        {
            throw ModelFaults.Damaged($"describes the tensor {MessageText.Excerpt(name)} in a way that is not valid");
        }

        long[] sizes = [.. shape.EnumerateArray().Select(size => size.GetInt64())];
        (long start, long end) = (offsets[0].GetInt64(), offsets[1].GetInt64());
        return start >= 0 && end >= start && Bytes(sizes, known.Size) == end - start
            ? new TensorInfo(name, known, sizes, start, end - start)
            : throw ModelFaults.Damaged($"has a place for the tensor {MessageText.Excerpt(name)} that does not fit its shape");
    }

    // Null for sizes that are negative or too large.
    private static long? Bytes(long[] sizes, int size)
    {
        UInt128 bytes = (UInt128)size;
        foreach (long each in sizes)
        {
            if (each < 0 || bytes > long.MaxValue)
            {
                return null;
            }

            bytes *= (UInt128)each;
        }

        return bytes > long.MaxValue ? null : (long)bytes;
    }

    private static void RequireWhole(IEnumerable<TensorInfo> tensors, long dataLength)
    {
        long end = 0;
        foreach (TensorInfo tensor in tensors.OrderBy(tensor => tensor.Start).ThenBy(tensor => tensor.Length))
        {
            if (tensor.Start != end)
            {
                throw ModelFaults.Damaged($"has tensors that overlap or leave gaps, at {MessageText.Excerpt(tensor.Name)}");
            }

            end += tensor.Length;
        }

        if (end != dataLength)
        {
            throw ModelFaults.Damaged(FormattableString.Invariant($"has {dataLength} bytes of numbers where its header says {end}"));
        }
    }
}
