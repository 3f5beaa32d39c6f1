using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace RnnPS.Files;

/// <summary>
/// Reads a safetensors file: the length of the header in 8 bytes, the header, and the numbers. A tensor is read straight into its array.
/// </summary>
internal sealed class SafetensorsReader
{
    private const int LengthBytes = sizeof(long);

    private readonly Stream _stream;
    private readonly long _dataStart;
    private readonly CancellationToken _cancellation;
    private byte[]? _bytes;
    private double[]? _block;
    private HashSet<string> _taken = [];
    private string _prefix = string.Empty;
    private readonly SafetensorsHeader _header;

    private SafetensorsReader(Stream stream, SafetensorsHeader header, long dataStart, CancellationToken cancellation)
    {
        _stream = stream;
        _header = header;
        _dataStart = dataStart;
        _cancellation = cancellation;
    }

    // Small files need no whole block, and one who reads only the header needs none.
    private double[] Block => _block ??= new double[Math.Min(TensorBlock.Values, _header.Tensors.Values.Select(tensor => tensor.Count).DefaultIfEmpty().Max())];

    private byte[] Bytes => _bytes ??= new byte[Block.Length * sizeof(float)];

    /// <summary>The tensors, by name.</summary>
    public IReadOnlyDictionary<string, TensorInfo> Tensors => _header.Tensors;

    /// <summary>Reads the header of a file, from the position of a stream to its end.</summary>
    /// <param name="stream">The stream, which can seek.</param>
    /// <param name="end">The end of the file in the stream.</param>
    /// <param name="memory">The limit of the memory that the numbers may take.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>The reader.</returns>
    /// <exception cref="RnnException">
    /// The file is not a safetensors file or is damaged (<see cref="RnnErrorId.ModelFile"/>), or its numbers exceed the memory
    /// (<see cref="RnnErrorId.Memory"/>).
    /// </exception>
    public static SafetensorsReader Open(Stream stream, long end, MemoryLimit memory, CancellationToken cancellation)
    {
        long rest = end - stream.Position - LengthBytes;
        Span<byte> lengthBytes = stackalloc byte[LengthBytes];
        if (rest < 0 || stream.ReadAtLeast(lengthBytes, LengthBytes, throwOnEndOfStream: false) < LengthBytes)
        {
            throw ModelFaults.Damaged("is too short for a safetensors file");
        }

        long length = BinaryPrimitives.ReadInt64LittleEndian(lengthBytes);
        if (length < 0 || length > Math.Min(rest, SafetensorsHeader.MaxLength))
        {
            throw ModelFaults.Damaged("is not a safetensors file, or ends before its header does");
        }

        var bytes = new byte[length];
        ReadExactly(stream, bytes);
        var header = SafetensorsHeader.Parse(bytes, rest - length);
        memory.Require(
            header.Tensors.Values.Sum(tensor => tensor.Count) * sizeof(double), "Reading the model", "free some, or read a smaller model");
        return new SafetensorsReader(stream, header, stream.Position, cancellation);
    }

    /// <summary>Gets a reader of the same file that adds a prefix to the names of tensors and texts.</summary>
    /// <param name="prefix">The prefix, after the one that there is.</param>
    /// <returns>The reader. What it reads counts as read by this one, too.</returns>
    public SafetensorsReader Within(string prefix) => new(_stream, _header, _dataStart, _cancellation)
    {
        _prefix = _prefix + prefix,
        _taken = _taken,
    };

    /// <summary>Gets a text about the file.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The text; null if there is none.</returns>
    public string? Text(string name) => _header.Metadata.GetValueOrDefault(_prefix + name);

    /// <summary>Reads a tensor of two dimensions as it is.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The matrix.</returns>
    /// <exception cref="RnnException">There is no such tensor of two dimensions of floating-point numbers (<see cref="RnnErrorId.ModelFile"/>).</exception>
    public RnnMatrix Matrix(string name)
    {
        (TensorInfo tensor, int rows, int columns) = Take(name, dimensions: 2);
        double[] values = GC.AllocateUninitializedArray<double>(rows * columns);
        Seek(tensor);
        for (int first = 0; first < values.Length; first += Block.Length)
        {
            Read(tensor, values.AsSpan(first, Math.Min(Block.Length, values.Length - first)));
        }

        return new RnnMatrix(rows, columns, values);
    }

    /// <summary>Reads a tensor of two dimensions and transposes it.</summary>
    /// <param name="name">The name.</param>
    /// <param name="gates">
    /// The rows of the tensor have this many parts of one size, and the part i becomes the columns of the part gates[i].
    /// </param>
    /// <returns>The matrix.</returns>
    /// <exception cref="RnnException">The errors of <see cref="Matrix"/>; or the rows have no such parts (<see cref="RnnErrorId.ModelFile"/>).</exception>
    public RnnMatrix Transposed(string name, params int[] gates)
    {
        (TensorInfo tensor, int rows, int columns) = Take(name, dimensions: 2);
        return new RnnMatrix(columns, rows, Transposed(tensor, rows, columns, gates));
    }

    /// <summary>Reads a tensor of one dimension.</summary>
    /// <param name="name">The name.</param>
    /// <param name="gates">The tensor has this many parts of one size, and the part i becomes the part gates[i].</param>
    /// <returns>The vector.</returns>
    /// <exception cref="RnnException">The errors of <see cref="Transposed(string, int[])"/>, for one dimension.</exception>
    public RnnVector Vector(string name, params int[] gates)
    {
        (TensorInfo tensor, int rows, int columns) = Take(name, dimensions: 1);
        return new RnnVector(Transposed(tensor, rows, columns, gates));
    }

    /// <summary>Requires that every tensor was read.</summary>
    /// <exception cref="RnnException">There are others (<see cref="RnnErrorId.ModelUnsupported"/>).</exception>
    public void RequireAllTaken()
    {
        TensorInfo[] left = [.. Tensors.Values.Where(tensor => !_taken.Contains(tensor.Name))];
        if (left.Length > 0)
        {
            throw ModelFaults.UnknownTensors(left);
        }
    }

    private (TensorInfo Tensor, int Rows, int Columns) Take(string name, int dimensions)
    {
        name = _prefix + name;
        if (!Tensors.TryGetValue(name, out TensorInfo? tensor))
        {
            throw ModelFaults.Damaged($"lacks the tensor {name}");
        }

        _taken.Add(name);
        if (tensor.Type.Decode is null || tensor.Shape.Count != dimensions || tensor.Count == 0)
        {
            throw ModelFaults.Damaged(
                $"has the tensor {MessageText.Excerpt(tensor.ToString())} where a {(dimensions == 1 ? "vector" : "matrix")} of floating-point numbers is expected");
        }

        MemoryLimit.ArrayLength(tensor.Count);
        return (tensor, (int)tensor.Shape[0], dimensions == 1 ? 1 : (int)tensor.Shape[1]);
    }

    private double[] Transposed(TensorInfo tensor, int rows, int columns, int[] gates)
    {
        if (rows % gates.Length != 0)
        {
            throw ModelFaults.Damaged(FormattableString.Invariant($"has the tensor {tensor}, whose rows are not those of {gates.Length} gates"));
        }

        double[] values = GC.AllocateUninitializedArray<double>(rows * columns);
        int units = rows / gates.Length;
        int wide = Math.Min(columns, Block.Length);
        int high = Block.Length / wide;
        Seek(tensor);
        foreach (int gate in gates)
        {
            for (int row = 0; row < units; row += high)
            {
                int count = Math.Min(high, units - row);
                // A block has whole rows, or one part of a row that is longer than a block.
                for (int column = 0; column < columns; column += wide)
                {
                    int width = Math.Min(wide, columns - column);
                    Read(tensor, Block.AsSpan(0, count * width));
                    TensorBlock.Transpose(Block, width, count, width, values.AsSpan((column * rows) + (gate * units) + row), rows);
                }
            }
        }

        return values;
    }

    private void Seek(TensorInfo tensor) => _stream.Position = _dataStart + tensor.Start;

    private void Read(TensorInfo tensor, Span<double> values)
    {
        _cancellation.ThrowIfCancellationRequested();
        // Doubles are read in place.
        Span<byte> bytes = tensor.Type.Size == sizeof(double) ? MemoryMarshal.AsBytes(values) : Bytes.AsSpan(0, values.Length * tensor.Type.Size);
        ReadExactly(_stream, bytes);
        tensor.Type.Decode!(bytes, values);
    }

    private static void ReadExactly(Stream stream, Span<byte> bytes)
    {
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
        {
            throw ModelFaults.Damaged("became shorter while it was read");
        }
    }
}
