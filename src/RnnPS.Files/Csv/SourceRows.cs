using System.Buffers.Binary;
using System.Collections;
using System.Text;

namespace RnnPS.Files;

/// <summary>
/// The rows that a sequence came from. They are kept as UTF-8 and become objects only when they are read, and anew
/// every time: a million objects that nobody looks at would cost more than the numbers.
/// </summary>
internal sealed class SourceRows : IReadOnlyList<object?>
{
    private const int FirstBlock = 256;
    private const int LargestBlock = 1 << 20;
    private const int LengthBytes = sizeof(int);

    private readonly IReadOnlyList<string> _columns;
    private readonly Func<IReadOnlyList<string>, IReadOnlyList<string>, object> _makeRow;

    // A row lies in one block: its fields in turn, each as its length and its bytes. Blocks, because one array would be
    // copied at every growth and end at 2 GB.
    private readonly List<byte[]> _blocks = [];
    private readonly List<RowPlace> _rows = [];
    private int _used;

    /// <summary>Creates an empty list.</summary>
    /// <param name="columns">The columns' names.</param>
    /// <param name="makeRow">Makes a row's object of the columns' names and its fields.</param>
    public SourceRows(
        IReadOnlyList<string> columns, Func<IReadOnlyList<string>, IReadOnlyList<string>, object> makeRow)
    {
        _columns = columns;
        _makeRow = makeRow;
    }

    /// <summary>The number of rows.</summary>
    public int Count => _rows.Count;

    /// <summary>The object of one row, made on every call.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> − 1.</param>
    public object? this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            RowPlace place = _rows[index];
            ReadOnlySpan<byte> rest = _blocks[place.Block].AsSpan(place.Start);
            string[] fields = new string[_columns.Count];
            for (int field = 0; field < fields.Length; field++)
            {
                int length = BinaryPrimitives.ReadInt32LittleEndian(rest);
                fields[field] = Encoding.UTF8.GetString(rest.Slice(LengthBytes, length));
                rest = rest[(LengthBytes + length)..];
            }

            return _makeRow(_columns, fields);
        }
    }

    /// <summary>Takes up the present record of a file; it has a field for each column.</summary>
    /// <param name="record">The file, at the record.</param>
    public void Add(CsvRecordSource record)
    {
        // A field never grows by being unquoted.
        int most = record.Raw.Length + (LengthBytes * _columns.Count);
        byte[] block = MakeRoom(most);
        _rows.Add(new RowPlace(_blocks.Count - 1, _used));
        for (int field = 0; field < _columns.Count; field++)
        {
            ReadOnlySpan<byte> bytes = record.GetUtf8(field);
            BinaryPrimitives.WriteInt32LittleEndian(block.AsSpan(_used), bytes.Length);
            bytes.CopyTo(block.AsSpan(_used + LengthBytes));
            _used += LengthBytes + bytes.Length;
        }
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
        // The first block grows, so that a thousand short groups do not take a megabyte each.
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

    private readonly record struct RowPlace(int Block, int Start);
}
