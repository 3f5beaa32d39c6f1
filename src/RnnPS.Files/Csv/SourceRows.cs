using System.Buffers.Binary;
using System.Collections;
using System.Text;

namespace RnnPS.Files;

/// <summary>
/// The rows that a sequence came from. They are stored as UTF-8. Each read of a row creates a new object: a million stored
/// objects would cost more memory than the numbers.
/// </summary>
internal sealed class SourceRows : IReadOnlyList<object?>
{
    private const int FirstBlock = 256;
    private const int LargestBlock = 1 << 20;
    private const int LengthBytes = sizeof(int);

    private readonly IReadOnlyList<string> _columns;
    private readonly Func<IReadOnlyList<string>, IReadOnlyList<string>, object> _makeRow;

    // Each row is stored in one block, field by field: a field's length, then its bytes. A single array would be copied
    // each time that it grows, and could not exceed 2 GB.
    private readonly List<byte[]> _blocks = [];
    private readonly List<RowPlace> _rows = [];
    private int _used;

    /// <summary>Creates an empty list.</summary>
    /// <param name="columns">The names of the columns.</param>
    /// <param name="makeRow">Makes a row's object from the names of the columns and the row's fields.</param>
    public SourceRows(
        IReadOnlyList<string> columns, Func<IReadOnlyList<string>, IReadOnlyList<string>, object> makeRow)
    {
        _columns = columns;
        _makeRow = makeRow;
    }

    /// <summary>The number of rows.</summary>
    public int Count => _rows.Count;

    /// <summary>Creates the object of one row. Each call creates a new object.</summary>
    /// <param name="index">The index of the row, from 0 to <see cref="Count"/> − 1.</param>
    public object? this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            RowPlace place = _rows[index];
            ReadOnlySpan<byte> rest = _blocks[place.Block].AsSpan(place.Start);
            string[] fields = new string[_columns.Count];
            Array.Fill(fields, string.Empty, place.Fields, fields.Length - place.Fields);
            for (int field = 0; field < place.Fields; field++)
            {
                int length = BinaryPrimitives.ReadInt32LittleEndian(rest);
                fields[field] = Encoding.UTF8.GetString(rest.Slice(LengthBytes, length));
                rest = rest[(LengthBytes + length)..];
            }

            return _makeRow(_columns, fields);
        }
    }

    /// <summary>Adds the current record of a file. Fields after the last column are left out, and fields that it lacks are empty.</summary>
    /// <param name="record">The file, at the record.</param>
    public void Add(CsvRecordSource record)
    {
        // An unquoted field is never longer than the raw field.
        int fields = Math.Min(record.FieldCount, _columns.Count);
        int maxSize = record.Raw.Length + (LengthBytes * fields);
        byte[] block = MakeRoom(maxSize);
        _rows.Add(new RowPlace(_blocks.Count - 1, _used, fields));
        for (int field = 0; field < fields; field++)
        {
            ReadOnlySpan<byte> bytes = record.GetUtf8(field);
            BinaryPrimitives.WriteInt32LittleEndian(block.AsSpan(_used), bytes.Length);
            bytes.CopyTo(block.AsSpan(_used + LengthBytes));
            _used += LengthBytes + bytes.Length;
        }
    }

    /// <summary>Adds a row of empty fields.</summary>
    public void AddEmpty()
    {
        MakeRoom(0);
        _rows.Add(new RowPlace(_blocks.Count - 1, _used, Fields: 0));
    }

    /// <summary>Enumerates the rows' objects.</summary>
    /// <returns>An enumerator.</returns>
    public IEnumerator<object?> GetEnumerator()
    {
        for (int row = 0; row < Count; row++)
        {
            yield return this[row];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private byte[] MakeRoom(int size)
    {
        // The first block starts small and grows, so that a thousand short groups do not take a megabyte each.
        if (_blocks.Count == 0)
        {
            _blocks.Add(new byte[Math.Max(FirstBlock, size)]);
        }
        else if (_used + size > _blocks[^1].Length)
        {
            if (_blocks.Count == 1 && _used + size <= LargestBlock)
            {
                byte[] grown = new byte[Math.Min(LargestBlock, Math.Max(_used + size, 2 * _blocks[0].Length))];
                _blocks[0].AsSpan(0, _used).CopyTo(grown);
                _blocks[0] = grown;
            }
            else
            {
                _blocks.Add(new byte[Math.Max(LargestBlock, size)]);
                _used = 0;
            }
        }

        return _blocks[^1];
    }

    private readonly record struct RowPlace(int Block, int Start, int Fields);
}
