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
    private const int LengthBytes = sizeof(int);

    private readonly IReadOnlyList<string> _columns;
    private readonly Func<IReadOnlyList<string>, IReadOnlyList<string>, object> _makeRow;

    // Each row is stored in one block, field by field: a field's length, then its bytes.
    private readonly RowBlocks _blocks;
    private readonly List<RowPlace> _rows = new(capacity: 1);

    /// <summary>Creates an empty list.</summary>
    /// <param name="blocks">The memory of the rows. All series of a file share it, because a series can be a single row.</param>
    /// <param name="columns">The names of the columns.</param>
    /// <param name="makeRow">Makes a row's object from the names of the columns and the row's fields.</param>
    public SourceRows(
        RowBlocks blocks, IReadOnlyList<string> columns, Func<IReadOnlyList<string>, IReadOnlyList<string>, object> makeRow)
    {
        _blocks = blocks;
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
            ReadOnlySpan<byte> rest = _blocks.At(place);
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
        Span<byte> room = _blocks.MakeRoom(record.Raw.Length + (LengthBytes * fields));
        int used = 0;
        for (int field = 0; field < fields; field++)
        {
            ReadOnlySpan<byte> bytes = record.GetUtf8(field);
            BinaryPrimitives.WriteInt32LittleEndian(room[used..], bytes.Length);
            bytes.CopyTo(room[(used + LengthBytes)..]);
            used += LengthBytes + bytes.Length;
        }

        _rows.Add(_blocks.Take(used, fields));
    }

    /// <summary>Adds a row of empty fields.</summary>
    public void AddEmpty()
    {
        _blocks.MakeRoom(0);
        _rows.Add(_blocks.Take(size: 0, fields: 0));
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
}
