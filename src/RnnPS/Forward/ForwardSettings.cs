namespace RnnPS;

/// <summary>What a forward run was asked for.</summary>
internal sealed record ForwardSettings
{
    /// <summary>The model.</summary>
    public required RnnModel Model { get; init; }

    /// <summary>The state to carry over all that is run, or null.</summary>
    public RnnState? State { get; init; }

    /// <summary>The state that each sequence starts from, or null for zeros.</summary>
    public RnnState? InitialState { get; init; }

    /// <summary>What to compute with.</summary>
    public RnnPrecision Precision { get; init; }

    /// <summary>Whether only the last step of a sequence comes out.</summary>
    public bool LastOnly { get; init; }

    /// <summary>The most timesteps of a sequence.</summary>
    public int MaxLength { get; init; } = int.MaxValue;

    /// <summary>Which end of a longer sequence is kept.</summary>
    public RnnKeep Keep { get; init; }

    /// <summary>Whether all sequences are read to the end and then run at once.</summary>
    public bool Batch { get; init; }

    /// <summary>The most threads; null for as many as there are processors.</summary>
    public int? Threads { get; init; }

    /// <summary>The names of the features, for errors.</summary>
    public IReadOnlyList<string>? Features { get; init; }

    /// <summary>Whether sequences are cut at their start, so that they must be read to their end first.</summary>
    public bool KeepsNewest => MaxLength != int.MaxValue && Keep == RnnKeep.Newest;

    /// <summary>Whether timesteps are kept until their sequence is whole.</summary>
    public bool Collects => Batch || KeepsNewest || Model.NeedsWholeSequence;

    /// <summary>Starts a run over one sequence, step by step.</summary>
    public RnnRun StartRun(object key, int capacity, IReadOnlyList<string>? features) =>
        new(Model, State ?? StartState(), key, capacity, features, Precision, Threads);

    /// <summary>A state of its own for one sequence to start from; null for zeros.</summary>
    public RnnState? StartState() => InitialState?.Copy(Model);

    /// <summary>The part of a sequence that is run.</summary>
    public RnnSequence Cut(RnnSequence sequence)
    {
        int length = Math.Min(sequence.Length, MaxLength);
        return length == sequence.Length ? sequence : sequence.Slice(KeepsNewest ? sequence.Length - length : 0, length);
    }
}
