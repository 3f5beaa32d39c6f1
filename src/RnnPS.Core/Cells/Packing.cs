namespace RnnPS;

/// <summary>
/// How sequences of different lengths lie in one buffer without padding: step by step, and in a step row by row, the
/// longest sequence first, so that the sequences that are still going are the first rows.
/// </summary>
/// <remarks>PyTorch calls it a packed sequence.</remarks>
internal sealed class Packing
{
    // Where each step's rows start, and at the end where they end.
    private readonly int[] _offsets;

    /// <summary>Packs sequences.</summary>
    /// <param name="lengths">The steps of each, at least 1, the longest first.</param>
    public Packing(IReadOnlyList<int> lengths)
    {
        int rows = lengths.Count;
        _offsets = new int[lengths[0] + 1];
        for (int step = 0; step < lengths[0]; step++)
        {
            while (lengths[rows - 1] <= step)
            {
                rows--;
            }

            _offsets[step + 1] = checked(_offsets[step] + rows);
        }
    }

    /// <summary>The steps of the longest sequence.</summary>
    public int Steps => _offsets.Length - 1;

    /// <summary>All steps of all sequences.</summary>
    public int Total => _offsets[^1];

    /// <summary>How many sequences are still going at a step.</summary>
    public int Rows(int step) => _offsets[step + 1] - _offsets[step];

    /// <summary>Where a step's rows start: row r of it is slot Offset + r.</summary>
    public int Offset(int step) => _offsets[step];

    /// <summary>
    /// The slot of the same sequence's step counted from its end, for each slot: what a backward direction reads, and where
    /// what it computed belongs. Applied twice it changes nothing.
    /// </summary>
    public int[] Reversal()
    {
        var reversal = new int[Total];
        int length = Steps;
        for (int row = 0; row < Rows(0); row++)
        {
            while (Rows(length - 1) <= row)
            {
                length--;
            }

            for (int step = 0; step < length; step++)
            {
                reversal[_offsets[step] + row] = _offsets[length - 1 - step] + row;
            }
        }

        return reversal;
    }
}
