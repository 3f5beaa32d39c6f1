namespace RnnPS;

/// <summary>
/// Packs sequences of different lengths into one buffer without padding. The buffer holds the rows of step 0, then the rows of
/// step 1, and so on. Sequences are sorted from longest to shortest, so the active sequences of a step are its first rows.
/// </summary>
/// <remarks>PyTorch calls this layout a packed sequence.</remarks>
internal sealed class Packing
{
    // The first slot of each step. The last element is the total number of slots.
    private readonly int[] _offsets;

    /// <summary>Packs sequences.</summary>
    /// <param name="lengths">The number of steps of each sequence, at least 1, from longest to shortest.</param>
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

            _offsets[step + 1] = MemoryLimit.ArrayLength((long)_offsets[step] + rows);
        }
    }

    /// <summary>The number of steps of the longest sequence.</summary>
    public int Steps => _offsets.Length - 1;

    /// <summary>The total number of steps of all sequences.</summary>
    public int Total => _offsets[^1];

    /// <summary>Gets the number of active sequences at a step.</summary>
    public int Rows(int step) => _offsets[step + 1] - _offsets[step];

    /// <summary>Gets the first slot of a step. Row r of the step is slot Offset + r.</summary>
    public int Offset(int step) => _offsets[step];

    /// <summary>
    /// Computes the permutation of slots that reverses each sequence in time. A reverse cell uses it to read its input and to store
    /// its results in time order. The permutation is its own inverse.
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
