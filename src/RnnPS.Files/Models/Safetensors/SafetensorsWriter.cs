using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;

namespace RnnPS.Files;

/// <summary>
/// Writes a safetensors file: the length of the header in 8 bytes, the header, and the numbers. The tensors are written one after the
/// other, block by block, so that none is copied as a whole.
/// </summary>
/// <param name="precision">The precision of the numbers.</param>
/// <param name="prefix">What precedes the names of the tensors.</param>
internal sealed class SafetensorsWriter(RnnPrecision precision, string prefix = "")
{
    // The header ends where the numbers can start: at a multiple of their size.
    private const int Alignment = 8;
    private const byte Padding = (byte)' ';

    private List<Tensor> _tensors = [];
    private readonly TensorType _type = TensorType.Of(precision);
    private double[] _block = [];
    private byte[] _bytes = [];

    /// <summary>Gets a writer of the same file that adds a prefix to the names of tensors.</summary>
    /// <param name="more">The prefix, after the one that there is.</param>
    /// <returns>The writer. Its tensors are written with the others.</returns>
    public SafetensorsWriter Within(string more) => new(precision, prefix + more) { _tensors = _tensors };

    /// <summary>Adds a tensor of two dimensions.</summary>
    /// <param name="name">The name.</param>
    /// <param name="values">The numbers.</param>
    public void Add(string name, RnnMatrix values) => _tensors.Add(new Tensor(prefix + name, values, IsTransposed: false, [0], Dimensions: 2));

    /// <summary>Adds the transpose of a matrix.</summary>
    /// <param name="name">The name.</param>
    /// <param name="values">The matrix.</param>
    /// <param name="gates">
    /// The columns of the matrix have this many parts of one size, and the part gates[i] becomes the rows of the part i.
    /// </param>
    public void AddTransposed(string name, RnnMatrix values, params int[] gates) =>
        _tensors.Add(new Tensor(prefix + name, values, IsTransposed: true, gates, Dimensions: 2));

    /// <summary>Adds a tensor of one dimension.</summary>
    /// <param name="name">The name.</param>
    /// <param name="row">The numbers, as a matrix of one row.</param>
    /// <param name="gates">The numbers have this many parts of one size, and the part gates[i] becomes the part i.</param>
    public void AddVector(string name, RnnMatrix row, params int[] gates) =>
        _tensors.Add(new Tensor(prefix + name, row, IsTransposed: true, gates, Dimensions: 1));

    /// <summary>Writes the file.</summary>
    /// <param name="stream">The stream to write to.</param>
    /// <param name="metadata">The texts about the file.</param>
    /// <param name="cancellation">Stops the writing.</param>
    /// <exception cref="RnnException">
    /// A number is too large for the precision (<see cref="RnnErrorId.WeightNotFinite"/>), or the texts are too long
    /// (<see cref="RnnErrorId.Size"/>).
    /// </exception>
    public void Write(Stream stream, IEnumerable<KeyValuePair<string, string>> metadata, CancellationToken cancellation)
    {
        WriteHeader(stream, metadata);
        // A small model needs no whole block.
        _block = new double[Math.Min(TensorBlock.Values, _tensors.Select(tensor => tensor.Values.AsSpan().Length).DefaultIfEmpty().Max())];
        _bytes = new byte[_block.Length * _type.Size];
        foreach (Tensor tensor in _tensors)
        {
            if (tensor.IsTransposed)
            {
                WriteTransposed(stream, tensor, cancellation);
            }
            else
            {
                ReadOnlySpan<double> values = tensor.Values.AsSpan();
                for (int first = 0; first < values.Length; first += _block.Length)
                {
                    Put(stream, tensor, values.Slice(first, Math.Min(_block.Length, values.Length - first)), cancellation);
                }
            }
        }
    }

    private void WriteHeader(Stream stream, IEnumerable<KeyValuePair<string, string>> metadata)
    {
        var header = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(header))
        {
            json.WriteStartObject();
            json.WriteStartObject(SafetensorsHeader.MetadataName);
            foreach ((string key, string text) in metadata)
            {
                json.WriteString(key, text);
            }

            json.WriteEndObject();
            long start = 0;
            foreach (Tensor tensor in _tensors)
            {
                long end = start + (tensor.Values.AsSpan().Length * (long)_type.Size);
                WriteTensor(json, tensor, start, end);
                start = end;
            }

            json.WriteEndObject();
        }

        if (header.WrittenCount > SafetensorsHeader.MaxLength)
        {
            throw new RnnException(
                RnnErrorId.Size,
                FormattableString.Invariant($"The names and the description of the model need {header.WrittenCount} bytes, and a file has room for {SafetensorsHeader.MaxLength}: shorten them."),
                header.WrittenCount);
        }

        int padding = (Alignment - (header.WrittenCount % Alignment)) % Alignment;
        header.GetSpan(padding)[..padding].Fill(Padding);
        header.Advance(padding);
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.WrittenCount);
        stream.Write(length);
        stream.Write(header.WrittenSpan);
    }

    private void WriteTensor(Utf8JsonWriter json, Tensor tensor, long start, long end)
    {
        json.WriteStartObject(tensor.Name);
        json.WriteString(SafetensorsHeader.TypeField, _type.Name);
        json.WriteStartArray(SafetensorsHeader.ShapeField);
        foreach (int size in tensor.Shape)
        {
            json.WriteNumberValue(size);
        }

        json.WriteEndArray();
        json.WriteStartArray(SafetensorsHeader.OffsetsField);
        json.WriteNumberValue(start);
        json.WriteNumberValue(end);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteTransposed(Stream stream, Tensor tensor, CancellationToken cancellation)
    {
        (int rows, int columns) = (tensor.Values.Rows, tensor.Values.Columns);
        int units = columns / tensor.Gates.Length;
        int high = Math.Min(rows, _block.Length);
        int wide = _block.Length / high;
        foreach (int gate in tensor.Gates)
        {
            for (int column = 0; column < units; column += wide)
            {
                int count = Math.Min(wide, units - column);
                // A block has whole columns, or one part of a column that is longer than a block.
                for (int row = 0; row < rows; row += high)
                {
                    int height = Math.Min(high, rows - row);
                    TensorBlock.Transpose(tensor.Values.AsSpan()[((row * columns) + (gate * units) + column)..], columns, height, count, _block, height);
                    Put(stream, tensor, _block.AsSpan(0, height * count), cancellation);
                }
            }
        }
    }

    private void Put(Stream stream, Tensor tensor, ReadOnlySpan<double> values, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Span<byte> bytes = _bytes.AsSpan(0, values.Length * _type.Size);
        if (precision == RnnPrecision.Double)
        {
            TensorBlock.ToBytes(values, bytes);
        }
        else
        {
            for (int i = 0; i < values.Length; i++)
            {
                BinaryPrimitives.WriteSingleLittleEndian(bytes[(i * sizeof(float))..], Single(tensor, values[i]));
            }
        }

        stream.Write(bytes);
    }

    private static float Single(Tensor tensor, double value) => float.IsFinite((float)value) || double.IsNaN(value) ? (float)value : throw new RnnException(
        RnnErrorId.WeightNotFinite,
        FormattableString.Invariant($"{tensor.Name} holds {value}, which is too large for single precision: write the file in double precision."),
        value);

    private sealed record Tensor(string Name, RnnMatrix Values, bool IsTransposed, int[] Gates, int Dimensions)
    {
        public int[] Shape => (IsTransposed, Dimensions) switch
        {
            (_, 1) => [Values.Columns],
            (true, _) => [Values.Columns, Values.Rows],
            _ => [Values.Rows, Values.Columns],
        };
    }
}
