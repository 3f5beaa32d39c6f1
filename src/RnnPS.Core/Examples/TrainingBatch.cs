namespace RnnPS;

/// <summary>The sequences of one update, and their initial states.</summary>
internal sealed record TrainingBatch
{
    /// <summary>The sequences. All targets have the same number of components.</summary>
    public required IReadOnlyList<TrainingSequence> Sequences { get; init; }

    /// <summary>The initial state of each sequence; null starts all sequences from zeros.</summary>
    public IReadOnlyList<RnnState>? States { get; init; }

    /// <summary>
    /// Whether to write the final state of each sequence back to <see cref="States"/>. Truncated backpropagation through time passes
    /// it to the next chunk. The gradient stops at the initial state of a chunk.
    /// </summary>
    public bool KeepsStates { get; init; }

    /// <summary>The zero-based index of the epoch, for dropout.</summary>
    public int Epoch { get; init; }

    /// <summary>The zero-based index of the update in the epoch, for dropout.</summary>
    public int Update { get; init; }

    /// <summary>Whether to compute gradients and apply dropout. The training pass sets it.</summary>
    public bool Training { get; init; } = true;
}
