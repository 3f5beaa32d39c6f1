namespace RnnPS.Files;

/// <summary>The memory of the rows of a file, in blocks. A single array would be copied each time that it grows, and could not exceed 2 GB.</summary>
internal sealed class RowBlocks
{
    private const int FirstBlock = 1 << 10;
    private const int LargestBlock = 1 << 20;

    private readonly List<byte[]> _blocks = [];
    private int _used;

    /// <summary>Gets the bytes of a row, and what follows it in its block.</summary>
    public ReadOnlySpan<byte> At(RowPlace place) => _blocks[place.Block].AsSpan(place.Start);

    /// <summary>Gets room for the next row.</summary>
    /// <param name="size">The maximum number of bytes.</param>
    public Span<byte> MakeRoom(int size)
    {
        if (_blocks.Count == 0 || _used + size > _blocks[^1].Length)
        {
            // The first blocks are small, because most files are.
            int next = _blocks.Count == 0 ? FirstBlock : Math.Min(2 * _blocks[^1].Length, LargestBlock);
            _blocks.Add(new byte[Math.Max(next, size)]);
            _used = 0;
        }

        return _blocks[^1].AsSpan(_used, size);
    }

    /// <summary>Keeps the first bytes of the room as a row.</summary>
    /// <param name="size">The number of bytes.</param>
    /// <param name="fields">The number of fields.</param>
    public RowPlace Take(int size, int fields)
    {
        var place = new RowPlace(_blocks.Count - 1, _used, fields);
        _used += size;
        return place;
    }
}

/// <summary>The place of a row.</summary>
/// <param name="Block">The index of its block.</param>
/// <param name="Start">The first byte in the block.</param>
/// <param name="Fields">The number of fields.</param>
internal readonly record struct RowPlace(int Block, int Start, int Fields);
