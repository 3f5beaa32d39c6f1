namespace RnnPS;

/// <summary>
/// Splits sequences into windows of equal length, for training batches and for truncated backpropagation through time.
/// </summary>
/// <remarks>
/// Windows start at the timesteps 0, stride, 2·stride and so on, as far as they fit. If the stride is smaller than the length,
/// windows overlap. If both are equal, each timestep is in one window. A window keeps the key, the feature names, the source rows
/// and the step numbers of its sequence. A timestep that was left out of the sequence is masked in its windows.
/// </remarks>
public sealed class SequenceWindows
{
    /// <summary>Creates a splitter.</summary>
    /// <param name="length">The number of timesteps in a window, at least 1.</param>
    /// <param name="stride">
    /// The number of timesteps between the starts of two successive windows, at least 1; null for the length.
    /// </param>
    /// <param name="keepRest">
    /// Whether the timesteps after the last full window form a shorter window. If false, they are dropped.
    /// </param>
    /// <exception cref="RnnException">The length or the stride is less than 1 (<see cref="RnnErrorId.Size"/>).</exception>
    public SequenceWindows(int length, int? stride = null, bool keepRest = false)
    {
        Length = RequireAtLeastOne(length, nameof(Length));
        Stride = RequireAtLeastOne(stride ?? length, nameof(Stride));
        KeepsRest = keepRest;
    }

    /// <summary>The number of timesteps in a window.</summary>
    public int Length { get; }

    /// <summary>The number of timesteps between the starts of two successive windows.</summary>
    public int Stride { get; }

    /// <summary>Whether the timesteps after the last full window form a shorter window.</summary>
    public bool KeepsRest { get; }

    /// <summary>Computes the positions of the windows in a sequence.</summary>
    /// <param name="timesteps">The number of timesteps in the sequence.</param>
    /// <returns>
    /// The start and the length of each window, in time order. A sequence shorter than one window has none, unless
    /// <see cref="KeepsRest"/> is true.
    /// </returns>
    public IEnumerable<(int Start, int Length)> Places(int timesteps)
    {
        // A long, because the start after the last window may exceed an int.
        long start = 0;
        int end = 0;
        for (; start + Length <= timesteps; start += Stride)
        {
            yield return ((int)start, Length);
            end = (int)start + Length;
        }

        // Overlapping windows start inside the previous window. So does the shorter one, so that it includes earlier timesteps.
        if (KeepsRest && end < timesteps && start < timesteps)
        {
            yield return ((int)start, timesteps - (int)start);
        }
    }

    /// <summary>Splits a sequence into windows.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <returns>The windows in time order. Each is created when it is enumerated.</returns>
    /// <exception cref="RnnException">
    /// The sequence is shorter than one window (<see cref="RnnErrorId.SequenceLength"/>).
    /// </exception>
    public IEnumerable<RnnSequence> Split(RnnSequence sequence)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        sequence = SequenceGaps.Fill(sequence);
        RequireOne(sequence);
        return Places(sequence.Length).Select(place => sequence.Slice(place.Start, place.Length));
    }

    private static int RequireAtLeastOne(int value, string name) => value >= 1 ? value : throw new RnnException(
        RnnErrorId.Size, FormattableString.Invariant($"{name} is {value}: expected at least 1 timestep."), value);

    private void RequireOne(RnnSequence sequence)
    {
        int least = KeepsRest ? 1 : Length;
        if (sequence.Length < least)
        {
            throw new RnnException(
                RnnErrorId.SequenceLength,
                FormattableString.Invariant($"The sequence {sequence.Key} has {RnnMessages.Count(sequence.Length, "timestep")}, ")
                + FormattableString.Invariant($"too few for one window of {Length}: give a shorter window length, or more rows."),
                sequence);
        }
    }
}
