namespace RnnPS;

/// <summary>A part of a series to train or validate on.</summary>
/// <param name="Series">The series.</param>
/// <param name="Start">The index of the first timestep in the series.</param>
/// <param name="Length">The number of timesteps.</param>
/// <param name="Uncounted">The number of timesteps at the start that only warm up the state. The loss does not count them.</param>
internal readonly record struct TrainingExample(TrainingSeries Series, int Start, int Length, int Uncounted = 0)
{
    /// <summary>
    /// Returns the index of the last unmasked timestep, whose target a model with one output predicts; −1 if all are masked.
    /// </summary>
    public int LastUnmasked()
    {
        int last = Length - 1;
        while (last >= 0 && Series.IsMasked(Start + last))
        {
            last--;
        }

        return last;
    }

    /// <summary>Whether any timestep is masked.</summary>
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

    /// <summary>Whether the loss counts a timestep.</summary>
    public bool Counts(int step) => step >= Uncounted && Series.Counts(Start + step);
}
