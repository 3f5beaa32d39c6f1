namespace RnnPS;

/// <summary>
/// The slice of each part of a batch run that one thread computes. Its pass is kept from part to part and made anew only for a larger
/// one.
/// </summary>
/// <remarks>
/// New buffers for each part would often be large objects, which come zeroed from fresh pages and are collected with the
/// oldest generation only: they took longer than the run of short sequences. So a part's steps are to be copied before the
/// next part is run.
/// </remarks>
/// <param name="weights">The weights.</param>
/// <param name="precision">The precision of the run.</param>
/// <param name="tape">The kind of tape that the pass keeps.</param>
/// <param name="replayBeyond">The number of values in a sequence's steps from which on its trace is not kept but computed again.</param>
/// <param name="memory">The limit of the memory to take.</param>
internal sealed class BatchSlice(WeightSet weights, RnnPrecision precision, Tape tape, long replayBeyond, MemoryLimit memory)
{
    private readonly List<BatchSequence> _sequences = [];
    private ForwardPass? _pass;
    private int _rows;
    private int _capacity;
    private int _threads;

    /// <summary>Takes a sequence of the next part, the longest first, each with a timestep that is run.</summary>
    public void Add(BatchSequence sequence) => _sequences.Add(sequence);

    /// <summary>Computes the sequences that were added since the last run.</summary>
    /// <param name="threads">The most threads that share the steps of one large sequence.</param>
    /// <param name="cancellation">Stops between steps.</param>
    public void Run(int threads, CancellationToken cancellation)
    {
        var packing = new Packing([.. _sequences.Select(sequence => sequence.Count)]);
        ForwardPass pass = Prepare(packing, threads, cancellation);
        for (int row = 0; row < _sequences.Count; row++)
        {
            _sequences[row].Place(pass, row);
        }

        _sequences.Clear();
        pass.Run(packing.Steps, cancellation);
    }

    private ForwardPass Prepare(Packing packing, int threads, CancellationToken cancellation)
    {
        int rows = packing.Rows(0);
        if (rows == 1 && tape == Tape.Trace && (long)packing.Total * weights.Shape.Length > replayBeyond)
        {
            // A long sequence is rare, so its buffers are not kept for others.
            _pass = null;
            ForwardPass replay = ForwardPass.CreateReplay(weights, precision, packing.Total, threads, memory);
            replay.Packing = packing;
            return replay;
        }

        if (_pass is null || rows > _rows || packing.Total > _capacity || threads != _threads)
        {
            // The old one may be collected before the new one is made.
            _pass = null;
            (_rows, _capacity, _threads) = (Math.Max(rows, _rows), Math.Max(packing.Total, _capacity), threads);
            _pass = ForwardPass.Create(weights, precision, tape, _rows, _capacity, threads, cancellation);
        }
        else
        {
            _pass.Restart();
        }

        _pass.Packing = packing;
        return _pass;
    }
}
