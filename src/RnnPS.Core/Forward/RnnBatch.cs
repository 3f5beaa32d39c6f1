namespace RnnPS;

/// <summary>
/// Runs whole sequences, many at once: packed by their lengths, so that a step of all of them is one product of matrices and
/// no work is done for padding. A model that reads in reverse needs it.
/// </summary>
/// <remarks>
/// The numbers of a sequence are the same whatever it is run beside. A masked step keeps the state and repeats the output of
/// the step before it in the direction of reading, zeros before the first, as Keras does. A timestep with a missing value is
/// left out, and later ones keep their number.
/// </remarks>
/// <param name="model">The model; its weights are taken now, and later changes do not reach this batch.</param>
/// <param name="precision">The precision of the run.</param>
/// <param name="lastOnly">
/// Whether to hand out only each sequence's last step, as for a model that outputs once a sequence.
/// </param>
/// <param name="threads">
/// The most threads to share the sequences among, or the steps of one large sequence; null for as many as there are processors.
/// The numbers do not depend on it.
/// </param>
public sealed class RnnBatch(
    RnnModel model, RnnPrecision precision = RnnPrecision.Double, bool lastOnly = false, int? threads = null)
{
    // 128 MB of doubles: what is kept of the steps that are computed at once. A longer sequence is run alone, and its trace is not kept.
    private const long Budget = 1 << 24;

    // 128 KB of doubles, once there are enough sequences for whole blocks of rows: the buffers are then seldom large objects, what
    // is handed out is still in the cache, and what was looked through is garbage before the collector takes it for old.
    private const long Enough = 1 << 14;
    private const int EnoughOfThread = 32;

    private readonly WeightSet _weights = model.Weights;
    // Looking up a token multiplies nothing.
    private readonly long _multiplications = model.ParameterCount - (model.EmbeddingWeights?.AsSpan().Length ?? 0);
    private readonly int _threads = threads ?? Environment.ProcessorCount;
    private readonly bool _lastOnly = lastOnly || model.OutputStep == RnnOutputStep.Last;

    /// <summary>The kind of tape that the passes keep. A test sets it.</summary>
    internal Tape Tape { get; init; } = Tape.Trace;

    /// <summary>
    /// The number of values in a sequence's steps from which on its trace is not kept, but computed again when it is read. A test sets it.
    /// </summary>
    internal long ReplayBeyond { get; init; } = Budget;

    /// <summary>The limit of the memory to take. The run of a long sequence is refused if it needs more.</summary>
    public MemoryLimit Memory { get; init; } = MemoryLimit.Free;

    /// <summary>
    /// The multiplications that a thread should have to do, about 50 µs of them: with fewer it is not worth waking. A test sets it.
    /// </summary>
    internal long LeastWork { get; init; } = 1 << 21;

    /// <summary>Runs sequences and hands out their steps, sequence by sequence in the order given.</summary>
    /// <param name="sequences">The sequences.</param>
    /// <param name="states">
    /// For each sequence the state that it starts from, which is advanced before its first step is handed out; null starts
    /// all from zeros.
    /// </param>
    /// <param name="fault">
    /// Told of each timestep that can't go in, by its sequence and index, when its turn comes, and of the first whose numbers become
    /// infinite or NaN, which ends its sequence; without, the first is thrown.
    /// </param>
    /// <param name="progress">Told how much of the work is done, from 0 to 1.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <returns>The steps.</returns>
    /// <exception cref="RnnException">
    /// A state does not fit, or there are more or fewer than sequences (<see cref="RnnErrorId.StateShape"/>); or two sequences have the
    /// same state (<see cref="RnnErrorId.StateInUse"/>); or a sequence needs more memory than is free (<see cref="RnnErrorId.Memory"/>).
    /// </exception>
    public IEnumerable<RnnStep> Run(
        IReadOnlyList<RnnSequence> sequences,
        IReadOnlyList<RnnState>? states = null,
        Action<RnnSequence, int, RnnException>? fault = null,
        IProgress<double>? progress = null,
        CancellationToken cancellation = default) =>
        RunEach(sequences, states, _lastOnly, fault, progress, cancellation).SelectMany(run => run.Steps);

    /// <summary>
    /// Runs sequences and hands out the state after each, in the order given. A forward cell's state is the one after the last timestep,
    /// and a reverse cell's the one after the first, like <c>h_n</c> and <c>c_n</c> in PyTorch.
    /// </summary>
    /// <param name="sequences">The sequences.</param>
    /// <param name="states">For each sequence the state that it starts from, as for <see cref="Run"/>. The states handed out are these.</param>
    /// <param name="fault">As for <see cref="Run"/>. A sequence that it ends has no final state.</param>
    /// <param name="progress">Told how much of the work is done, from 0 to 1.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <returns>The states.</returns>
    /// <exception cref="RnnException">As for <see cref="Run"/>.</exception>
    public IEnumerable<RnnState> FinalStates(
        IReadOnlyList<RnnSequence> sequences,
        IReadOnlyList<RnnState> states,
        Action<RnnSequence, int, RnnException>? fault = null,
        IProgress<double>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(states);
        // A sequence that has failed has no last step. The whole list also tells the faults after that step.
        return RunEach(sequences, states, lastOnly: true, fault, progress, cancellation)
            .Where(run => run.Steps.ToList().Count > 0)
            .Select(run => states[run.Index]);
    }

    private IEnumerable<(int Index, IEnumerable<RnnStep> Steps)> RunEach(
        IReadOnlyList<RnnSequence> sequences,
        IReadOnlyList<RnnState>? states,
        bool lastOnly,
        Action<RnnSequence, int, RnnException>? fault,
        IProgress<double>? progress,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        RequireStates(sequences.Count, states);
        // Of this enumeration only: another one has its own.
        List<BatchSlice> slices = [];
        int done = 0;
        while (done < sequences.Count)
        {
            List<BatchSequence> part = Take(sequences, states, done);
            Compute(part, slices, cancellation);
            foreach (BatchSequence sequence in part)
            {
                yield return (done, sequence.Emit(_weights, lastOnly, fault ?? ((_, _, error) => throw error)));
                done++;
            }

            progress?.Report((double)done / sequences.Count);
        }
    }

    private void RequireStates(int count, IReadOnlyList<RnnState>? states)
    {
        if (states is not null && states.Count != count)
        {
            throw new RnnException(
                RnnErrorId.StateShape,
                $"{RnnMessages.Count(states.Count, "state")} for {RnnMessages.Count(count, "sequence")}: give one for each, or none.",
                states);
        }

        foreach (RnnState state in states ?? [])
        {
            state.RequireFits(model);
        }

        if (states?.GroupBy(state => state, ReferenceEqualityComparer.Instance).FirstOrDefault(same => same.Skip(1).Any()) is { } shared)
        {
            throw new RnnException(
                RnnErrorId.StateInUse,
                $"{RnnMessages.Count(shared.Count(), "sequence")} have the same state, but run at once: give each a state of its own.",
                shared.Key);
        }
    }

    private List<BatchSequence> Take(IReadOnlyList<RnnSequence> sequences, IReadOnlyList<RnnState>? states, int start)
    {
        List<BatchSequence> part = [];
        long kept = 0;
        for (int i = start; i < sequences.Count; i++)
        {
            kept += (long)sequences[i].Length * _weights.Shape.Length;
            if (part.Count > 0 && (kept > Budget || (kept > Enough && part.Count >= EnoughOfThread * _threads)))
            {
                break;
            }

            part.Add(new BatchSequence(MaskRules.Apply(sequences[i], _weights.MaskValue), states?[i], _weights, precision));
        }

        return part;
    }

    private void Compute(List<BatchSequence> part, List<BatchSlice> slices, CancellationToken cancellation)
    {
        BatchSequence[] sorted = [.. part.Where(sequence => sequence.Count > 0).OrderByDescending(sequence => sequence.Count)];
        if (sorted.Length > 0)
        {
            ComputeSlices(sorted, slices, cancellation);
        }

        // A sequence of masked steps only shows what the model makes of nothing.
        foreach (BatchSequence empty in part.Where(sequence => sequence.Count == 0))
        {
            empty.Place(ForwardPass.Create(_weights, precision, Tape, rows: 0, capacity: 0, cancellation: cancellation), row: 0);
        }
    }

    private void ComputeSlices(BatchSequence[] sorted, List<BatchSlice> slices, CancellationToken cancellation)
    {
        long work = sorted.Sum(sequence => sequence.Count * _multiplications);
        int count = (int)Math.Max(1, Math.Min(Math.Min(_threads, sorted.Length), work / LeastWork));
        while (slices.Count < count)
        {
            slices.Add(new BatchSlice(_weights, precision, Tape, ReplayBeyond, Memory));
        }

        // The longest first; every slice takes each n-th, so that all have about as much to do.
        for (int i = 0; i < sorted.Length; i++)
        {
            slices[i % count].Add(sorted[i]);
        }

        if (count == 1)
        {
            slices[0].Run(_threads, cancellation);
            return;
        }

        ParallelRanges.Run(count, _threads, slice => slices[slice].Run(threads: 1, cancellation), cancellation);
    }
}
