using System.Collections;

namespace RnnPS;

/// <summary>The settings of a forward run.</summary>
internal sealed record ForwardSettings
{
    /// <summary>The model.</summary>
    public required RnnModel Model { get; init; }

    /// <summary>The reader of the timesteps.</summary>
    public required TimestepReader Reader { get; init; }

    /// <summary>The property that identifies the series of a row, or null if all rows are one series.</summary>
    public string? GroupBy { get; init; }

    /// <summary>The state to carry over all sequences, or null.</summary>
    public RnnState? State { get; init; }

    /// <summary>The initial states of the sequences, or null for zeros.</summary>
    public InitialStates? InitialStates { get; init; }

    /// <summary>Whether to emit the state after each sequence instead of its steps.</summary>
    public bool FinalState { get; init; }

    /// <summary>The precision of the computation.</summary>
    public RnnPrecision Precision { get; init; }

    /// <summary>Whether to emit only the last step of each sequence.</summary>
    public bool LastOnly { get; init; }

    /// <summary>The maximum number of timesteps in a sequence.</summary>
    public int MaxLength { get; init; } = int.MaxValue;

    /// <summary>The timesteps to keep of a longer sequence.</summary>
    public RnnKeep Keep { get; init; }

    /// <summary>The treatment of missing values. Unless it is Error, a sequence is read to its end first.</summary>
    public RnnMissingValue MissingValue { get; init; }

    /// <summary>Whether to read all sequences to the end and then run them together.</summary>
    public bool Batch { get; init; }

    /// <summary>The maximum number of threads; null for all processors.</summary>
    public int? Threads { get; init; }

    /// <summary>The limit of the memory to take.</summary>
    public MemoryLimit Memory { get; init; } = MemoryLimit.Free;

    /// <summary>The list of all records if it is given as a parameter, otherwise null.</summary>
    public IEnumerable? List { get; init; }

    /// <summary>Whether to remove the first timesteps of a longer sequence, which must then be read to its end first.</summary>
    public bool KeepsNewest => MaxLength != int.MaxValue && Keep == RnnKeep.Newest;

    /// <summary>Whether to collect the timesteps of a series before it runs.</summary>
    public bool Collects => Batch || KeepsNewest || FillsMissing || Reader.ReadsMask || Model.MaskValue is not null || Model.NeedsWholeSequence;

    /// <summary>Whether missing values are filled or masked.</summary>
    public bool FillsMissing => MissingValue != RnnMissingValue.Error;

    /// <summary>Whether sequences wait for those that follow, so that all of them run together. In a list, that is no delay.</summary>
    public bool SequencesWait => Batch || (List is not null && State is null);

    /// <summary>
    /// The number of timesteps to run at once. It is 1 with groups, because their steps come out in the order of the rows.
    /// </summary>
    public int Capacity => List is null || GroupBy is not null ? 1 : RnnRun.DefaultCapacity;

    /// <summary>Starts a run over one sequence, step by step.</summary>
    public RnnRun StartRun(object key, int capacity, IReadOnlyList<string>? features, RnnState? start) =>
        new(Model, State ?? start, key, capacity, features, Precision, Threads);

    /// <summary>Takes the state that the next sequence of the input starts from.</summary>
    /// <param name="start">A state to advance; null for zeros that nobody reads.</param>
    /// <returns>Whether the sequence can run: false if there is no initial state for it.</returns>
    public bool TryStart(out RnnState? start)
    {
        start = InitialStates is null && FinalState ? new RnnState(Model) : null;
        return InitialStates?.TryNext(out start) ?? true;
    }

    /// <summary>Fills or masks the missing values of a sequence, masks what the model masks, and truncates it to the maximum length.</summary>
    /// <exception cref="RnnException">A feature has no value to fill the others from (<see cref="RnnErrorId.MissingValue"/>).</exception>
    public RnnSequence Prepare(RnnSequence sequence)
    {
        sequence = FillsMissing ? MissingValues.Resolve(sequence, MissingValue) : sequence;
        sequence = MaskRules.Apply(sequence, Model.MaskValue);
        int length = Math.Min(sequence.Length, MaxLength);
        return length == sequence.Length ? sequence : sequence.Slice(KeepsNewest ? sequence.Length - length : 0, length);
    }
}
