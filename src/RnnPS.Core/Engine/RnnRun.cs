namespace RnnPS;

/// <summary>
/// A run of a model over one sequence: timesteps go in one by one, and a chunk of them comes out as steps.
/// </summary>
/// <remarks>
/// The chunk is the unit of work: as many timesteps as the caller has in hand, up to <see cref="Capacity"/>. One at a
/// time streams without delay; many at a time are faster. The numbers are the same, bit for bit.
/// </remarks>
public sealed class RnnRun
{
    /// <summary>A good chunk for timesteps that are all in hand: large enough to be fast, small enough to stop soon.</summary>
    public const int DefaultCapacity = 256;

    private readonly WeightSet _weights;
    private readonly StepLayout _layout;
    private readonly ForwardPass<double> _pass;
    private readonly RnnState? _state;
    private readonly long[] _numbers;
    private readonly object?[] _sources;
    private readonly IReadOnlyList<string> _features;

    /// <summary>Starts a run.</summary>
    /// <param name="model">The model; its weights are taken now, and later changes do not reach this run.</param>
    /// <param name="state">The state to start from and to advance; null starts from zeros and keeps none.</param>
    /// <param name="sequence">The key that the steps carry; null becomes 0.</param>
    /// <param name="capacity">The most timesteps of a chunk.</param>
    /// <param name="features">The inputs' names, for errors; null or empty where they have none.</param>
    /// <exception cref="RnnException">The state belongs to other sizes (<see cref="RnnErrorId.StateShape"/>).</exception>
    public RnnRun(
        RnnModel model,
        RnnState? state = null,
        object? sequence = null,
        int capacity = DefaultCapacity,
        IReadOnlyList<string>? features = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        state?.RequireFits(model);
        _weights = model.Weights;
        _layout = StepLayout.Of(_weights, sequence ?? 0);
        _pass = new ForwardPass<double>(_weights.Plan, Tape.Trace, capacity);
        _state = state;
        _state?.ReadInto(_pass);
        Capacity = capacity;
        _numbers = new long[capacity];
        _sources = new object?[capacity];
        _features = features ?? [];
    }

    /// <summary>The key that the steps carry.</summary>
    public object Sequence => _layout.Sequence;

    /// <summary>The most timesteps of a chunk.</summary>
    public int Capacity { get; }

    /// <summary>How many timesteps wait for <see cref="Flush"/>.</summary>
    public int Pending { get; private set; }

    /// <summary>Adds a timestep to the chunk.</summary>
    /// <param name="input">One finite number for each of the model's inputs.</param>
    /// <param name="step">The number that the step carries.</param>
    /// <param name="source">The row that it came from, or null.</param>
    /// <exception cref="RnnException">
    /// Another length (<see cref="RnnErrorId.InputLength"/>), a missing value
    /// (<see cref="RnnErrorId.MissingValue"/>), or an infinite one (<see cref="RnnErrorId.NotFinite"/>). The timestep is
    /// left out, and the run can go on.
    /// </exception>
    /// <exception cref="InvalidOperationException">The chunk is full.</exception>
    public void Add(ReadOnlySpan<double> input, long step, object? source = null)
    {
        if (Pending == Capacity)
        {
            throw new InvalidOperationException("The chunk is full: flush it first.");
        }

        Check(input);
        input.CopyTo(_pass.Input(Pending));
        _numbers[Pending] = step;
        _sources[Pending] = source;
        Pending++;
    }

    /// <summary>Whether a timestep could be added; it is not.</summary>
    /// <param name="input">One finite number for each of the model's inputs.</param>
    /// <exception cref="RnnException">As for <see cref="Add"/>.</exception>
    public void Check(ReadOnlySpan<double> input)
    {
        int expected = _weights.Cells[0].InputSize;
        if (input.Length != expected)
        {
            throw new RnnException(
                RnnErrorId.InputLength,
                $"The timestep {new RnnVector(input.ToArray())} has {RnnMessages.Count(input.Length, "feature")}: the model takes {expected}. "
                + "Give one number for each input of the model.",
                input.ToArray());
        }

        for (int i = 0; i < input.Length; i++)
        {
            if (double.IsNaN(input[i]))
            {
                throw new RnnException(
                    RnnErrorId.MissingValue,
                    RnnMessages.MissingValue(i < _features.Count ? _features[i] : FormattableString.Invariant($"feature {i}")),
                    input[i]);
            }

            if (double.IsInfinity(input[i]))
            {
                throw new RnnException(RnnErrorId.NotFinite, RnnMessages.NotFinite(input[i]), input[i]);
            }
        }
    }

    /// <summary>Computes the chunk and hands out its steps; the state is committed before each.</summary>
    /// <param name="cancellation">Stops the computation; nothing of the chunk is then handed out.</param>
    /// <returns>One step for each timestep that was added since the last call.</returns>
    public IEnumerable<RnnStep> Flush(CancellationToken cancellation = default)
    {
        int count = Pending;
        Pending = 0;
        if (count == 0)
        {
            yield break;
        }

        _pass.Run(count, cancellation);
        for (int i = 0; i < count; i++)
        {
            _state?.CommitFrom(_pass, i);
            yield return new RnnStep(_layout, CopyStep(i), _numbers[i], _sources[i]);
        }
    }

    // A call to copy memory costs more than the few numbers of a small model.
    private static void Copy(ReadOnlySpan<double> from, Span<double> to)
    {
        const int small = 8;
        if (from.Length > small)
        {
            from.CopyTo(to);
            return;
        }

        for (int i = 0; i < from.Length; i++)
        {
            to[i] = from[i];
        }
    }

    private double[] CopyStep(int step)
    {
        // Every element is written below.
        double[] data = GC.AllocateUninitializedArray<double>(_layout.Length);
        int last = _weights.Cells.Length - 1;
        Copy(_pass.Input(step), data);
        Copy(_pass.PreActivation(last, step), data.AsSpan(_layout.PreActivation));
        Copy(_pass.State(last, 0, step), data.AsSpan(_layout.State));
        if (_weights.Output is not null)
        {
            Copy(_pass.Output(step), data.AsSpan(_layout.Output));
        }

        return data;
    }
}
