namespace RnnPS;

/// <summary>The states that sequences start from: one for all of them, or one for each in the order of the input.</summary>
/// <param name="model">The model.</param>
/// <param name="states">The states. They do not change.</param>
/// <param name="isShared">Whether all sequences start from the only state.</param>
internal sealed class InitialStates(RnnModel model, IReadOnlyList<RnnState> states, bool isShared)
{
    private int _sequences;

    /// <summary>Takes the state of the next sequence of the input.</summary>
    /// <param name="state">A copy of the state.</param>
    /// <returns>Whether there is a state for the sequence.</returns>
    public bool TryNext(out RnnState? state)
    {
        state = At(_sequences++);
        return state is not null;
    }

    /// <summary>Returns a copy of the state of a sequence; null if there is none.</summary>
    /// <param name="sequence">The index of the sequence in the input.</param>
    public RnnState? At(int sequence) => isShared ? states[0].Copy(model) : sequence < states.Count ? states[sequence].Copy(model) : null;

    /// <summary>Requires that there are as many states as sequences, unless all sequences share one state.</summary>
    /// <param name="sequences">The number of sequences in the input; null for those that <see cref="TryNext"/> was called for.</param>
    /// <exception cref="RnnException">The numbers differ (<see cref="RnnErrorId.StateShape"/>).</exception>
    public void RequireCount(int? sequences = null)
    {
        int count = sequences ?? _sequences;
        if (!isShared && count != states.Count)
        {
            throw new RnnException(
                RnnErrorId.StateShape,
                $"-InitialState has {RnnMessages.Count(states.Count, "state")} for {RnnMessages.Count(count, "sequence")}: give one state for each "
                + "sequence, in the order of the input, or one state for all, outside of a list.",
                states);
        }
    }

    /// <summary>Requires that all values are finite in a precision.</summary>
    /// <exception cref="RnnException">A value is too large for the precision (<see cref="RnnErrorId.NotFinite"/>).</exception>
    public void RequireFinite(RnnPrecision precision)
    {
        foreach (RnnState state in states)
        {
            state.RequireFinite(precision);
        }
    }
}
