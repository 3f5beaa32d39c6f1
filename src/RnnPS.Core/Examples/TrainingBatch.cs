namespace RnnPS;

/// <summary>The sequences of one update, and what they start from.</summary>
internal sealed record TrainingBatch
{
    /// <summary>The sequences; their targets all have the same number of components.</summary>
    public required IReadOnlyList<TrainingSequence> Sequences { get; init; }

    /// <summary>For each sequence the state that it starts from; null starts all from zeros.</summary>
    public IReadOnlyList<RnnState>? States { get; init; }

    /// <summary>
    /// Whether the states are advanced to where the sequences end: truncated backpropagation through time gives them to the next
    /// chunk. The gradient ends at the state that a chunk starts from.
    /// </summary>
    public bool KeepsStates { get; init; }

    /// <summary>The epoch, for dropout.</summary>
    public int Epoch { get; init; }

    /// <summary>The number of the update in the epoch, for dropout.</summary>
    public int Update { get; init; }

    /// <summary>Whether gradients are computed and dropout is active; the pass sets it.</summary>
    public bool Training { get; init; } = true;
}
