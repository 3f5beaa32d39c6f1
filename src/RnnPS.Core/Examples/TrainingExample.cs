namespace RnnPS;

/// <summary>A part of a series that is run from a state of zeros, or of one that an earlier part left.</summary>
/// <param name="Series">The series.</param>
/// <param name="Start">The first timestep.</param>
/// <param name="Length">How many timesteps.</param>
/// <param name="Uncounted">How many timesteps at its start only bring the state up: the loss does not count them.</param>
internal readonly record struct TrainingExample(TrainingSeries Series, int Start, int Length, int Uncounted = 0)
{
    /// <summary>The last of its timesteps that is not masked, whose target is that of one output; −1 where all are masked.</summary>
    public int LastUnmasked()
    {
        int last = Length - 1;
        while (last >= 0 && Series.IsMasked(Start + last))
        {
            last--;
        }

        return last;
    }

    /// <summary>Whether any of its timesteps is masked.</summary>
    public bool HasMask()
    {
        for (int step = 0; step < Length; step++)
        {
            if (Series.IsMasked(Start + step))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the loss counts one of its timesteps.</summary>
    public bool Counts(int step) => step >= Uncounted && Series.Counts(Start + step);
}
