namespace RnnPS;

/// <summary>
/// Cuts sequences into windows of one length: what a training batch is made of, and what truncates a long sequence.
/// </summary>
/// <remarks>
/// Windows start at 0, stride, 2·stride, … as far as they fit. With a stride below the length they overlap; with the length
/// itself each timestep lies in one window. A window keeps the key, the names and rows of its sequence, and its timesteps their
/// numbers.
/// </remarks>
public sealed class SequenceWindows
{
    /// <summary>Says how to cut.</summary>
    /// <param name="length">The timesteps of a window, at least 1.</param>
    /// <param name="stride">The timesteps from the start of one window to that of the next, at least 1; null for the length.</param>
    /// <param name="keepRest">
    /// Whether the timesteps behind the last whole window make a shorter one, so that none is lost; without, they are left out.
    /// </param>
    /// <exception cref="RnnException">A number is below 1 (<see cref="RnnErrorId.Size"/>).</exception>
    public SequenceWindows(int length, int? stride = null, bool keepRest = false)
    {
        Length = RequireAtLeastOne(length, nameof(Length));
        Stride = RequireAtLeastOne(stride ?? length, nameof(Stride));
        KeepsRest = keepRest;
    }

    /// <summary>The timesteps of a window.</summary>
    public int Length { get; }

    /// <summary>The timesteps from the start of one window to that of the next.</summary>
    public int Stride { get; }

    /// <summary>Whether the timesteps behind the last whole window make a shorter one.</summary>
    public bool KeepsRest { get; }

    /// <summary>Where the windows of so many timesteps lie.</summary>
    /// <param name="timesteps">How many there are.</param>
    /// <returns>Start and length of each, in time order; none where there are fewer timesteps than a whole window has.</returns>
    public IEnumerable<(int Start, int Length)> Places(int timesteps)
    {
        // A long: the start after the last may be beyond an int.
        long start = 0;
        int end = 0;
        for (; start + Length <= timesteps; start += Stride)
        {
            yield return ((int)start, Length);
            end = (int)start + Length;
        }

        // Where windows overlap, the next one starts inside the last: what is left begins there too, so that it has its past.
        if (KeepsRest && end < timesteps && start < timesteps)
        {
            yield return ((int)start, timesteps - (int)start);
        }
    }

    /// <summary>Cuts a sequence.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <returns>Its windows, in time order, each made when its turn comes.</returns>
    /// <exception cref="RnnException">
    /// The sequence is shorter than one window (<see cref="RnnErrorId.SequenceLength"/>).
    /// </exception>
    public IEnumerable<RnnSequence> Split(RnnSequence sequence)
    {
        ArgumentNullException.ThrowIfNull(sequence);
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
                + FormattableString.Invariant($"too few for one window of {Length}: give a shorter window, or more rows."),
                sequence);
        }
    }
}
