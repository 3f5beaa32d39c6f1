namespace RnnPS;

/// <summary>A part of a series to train or validate on.</summary>
/// <param name="Series">The series.</param>
/// <param name="Start">The index of the first timestep in the series.</param>
/// <param name="Length">The number of timesteps.</param>
/// <param name="Uncounted">The number of timesteps at the start that only warm up the state. The loss does not count them.</param>
internal readonly record struct TrainingExample(TrainingSeries Series, int Start, int Length, int Uncounted = 0)
{
    /// <summary>
    /// Returns the index of the timestep whose target a model with one output predicts; −1 if there is none. It is the last timestep
    /// of a window. In a whole series, it is the last timestep with a target, because a series may have its target in any row.
    /// Padding at the end, which is masked in the data, does not count.
    /// </summary>
    public int TargetStep()
    {
        int last = Length - 1;
        while (last >= 0 && Series.IsGivenMasked(Start + last))
        {
            last--;
        }

        while (last >= 0 && Length == Series.Length && !Series.HasTarget(Start + last))
        {
            last--;
        }

        return last >= 0 && Series.HasTarget(Start + last) ? last : -1;
    }

    /// <summary>Whether the network reads a timestep, and the loss counts a target.</summary>
    /// <param name="outputsOnce">Whether there is one target.</param>
    public bool HasLoss(bool outputsOnce)
    {
        TrainingExample example = this;
        IEnumerable<int> steps = Enumerable.Range(0, Length);
        return outputsOnce
            ? TargetStep() >= 0 && steps.Any(step => !example.Series.IsMasked(example.Start + step))
            : steps.Any(example.Counts);
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
