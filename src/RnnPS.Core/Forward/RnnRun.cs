namespace RnnPS;

/// <summary>
/// A run of a forward model over one sequence: timesteps go in one by one, and a chunk of them comes out as steps.
/// </summary>
/// <remarks>
/// The chunk is the unit of work: as many timesteps as the caller has in hand, up to <see cref="Capacity"/>. One at a
/// time streams without delay; many at a time are faster. The numbers are the same, bit for bit. A model that reads
/// backward needs whole sequences: <see cref="RnnBatch"/> runs it.
/// </remarks>
public sealed class RnnRun
{
    /// <summary>A good chunk for timesteps that are all in hand: large enough to be fast, small enough to stop soon.</summary>
    public const int DefaultCapacity = 256;

    private readonly WeightSet _weights;
    private readonly StepLayout _layout;
    private readonly RnnPrecision _precision;
    private readonly ForwardPass _pass;
    private readonly RnnState? _state;
    private readonly object? _claim;
    private readonly long[] _numbers;
    private readonly object?[] _sources;
    private readonly IReadOnlyList<string> _features;
    private int _last = -1;

    /// <summary>Starts a run.</summary>
    /// <param name="model">The model; its weights are taken now, and later changes do not reach this run.</param>
    /// <param name="state">The state to start from and to advance; null starts from zeros and keeps none.</param>
    /// <param name="sequence">The key that the steps carry; null becomes 0.</param>
    /// <param name="capacity">The most timesteps of a chunk.</param>
    /// <param name="features">The inputs' names, for errors; null or empty where they have none.</param>
    /// <param name="precision">The precision of the run.</param>
    /// <param name="threads">
    /// The most threads that share the steps of a large model, a chunk at a time; null for as many as there are processors. The
    /// numbers do not depend on it.
    /// </param>
    /// <exception cref="RnnException">
    /// The state belongs to other sizes (<see cref="RnnErrorId.StateShape"/>), the model reads backward
    /// (<see cref="RnnErrorId.Direction"/>), or a weight is too large for single precision
    /// (<see cref="RnnErrorId.WeightNotFinite"/>).
    /// </exception>
    /// <remarks>From now on the state belongs to this run: a run that started on it before can't go on.</remarks>
    public RnnRun(
        RnnModel model,
        RnnState? state = null,
        object? sequence = null,
        int capacity = DefaultCapacity,
        IReadOnlyList<string>? features = null,
        RnnPrecision precision = RnnPrecision.Double,
        int? threads = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        state?.RequireFits(model);
        _weights = model.Weights;
        if (_weights.NeedsWholeSequence)
        {
            throw new RnnException(
                RnnErrorId.Direction,
                $"The model {model} reads sequences from their end, so that it can't run step by step or carry a state on: give "
                + "it whole sequences, and what they start from as -InitialState. -FinalState emits the states after them.",
                model);
        }

        _layout = new StepLayout(_weights.Shape, sequence ?? 0);
        _precision = precision;
        _pass = ForwardPass.Create(_weights, precision, Tape.Trace, rows: 1, capacity, threads ?? Environment.ProcessorCount);
        _pass.Packing = new Packing([capacity]);
        _state = state;
        _claim = _state?.Claim();
        _state?.ReadInto(_pass, row: 0);
        Capacity = capacity;
        _numbers = new long[capacity];
        _sources = new object?[capacity];
        _features = features ?? [];
    }

    /// <summary>The key that the steps carry.</summary>
    public object Sequence => _layout.Sequence;

    /// <summary>The most timesteps of a chunk.</summary>
    public int Capacity { get; }

    /// <summary>The number of timesteps that wait for <see cref="Flush"/> or <see cref="Advance"/>.</summary>
    public int Pending { get; private set; }

    /// <summary>
    /// The error that ended the run: a number became infinite or NaN. Null as long as all numbers are finite.
    /// </summary>
    public RnnException? Failure { get; private set; }

    /// <summary>Adds a timestep to the chunk.</summary>
    /// <param name="input">One finite number for each of the model's inputs.</param>
    /// <param name="step">The number that the step carries.</param>
    /// <param name="source">The row that it came from, or null.</param>
    /// <exception cref="RnnException">
    /// Another length (<see cref="RnnErrorId.InputLength"/>), a missing value
    /// (<see cref="RnnErrorId.MissingValue"/>), one that is infinite, or too large for the run's precision
    /// (<see cref="RnnErrorId.NotFinite"/>), one that is not a token (<see cref="RnnErrorId.Token"/>), or values that the model masks
    /// (<see cref="RnnErrorId.MaskValue"/>). The timestep is left out, and the run can go on. Or the run has ended with a
    /// <see cref="Failure"/>, or another run has started on its state (<see cref="RnnErrorId.StateInUse"/>).
    /// </exception>
    /// <exception cref="InvalidOperationException">The chunk is full.</exception>
    public void Add(ReadOnlySpan<double> input, long step, object? source = null)
    {
        if (Pending == Capacity)
        {
            throw new InvalidOperationException("The chunk is full: flush it first.");
        }

        RequireGoing();
        TimestepRules.Check(input, _weights.InputSize, _features, _precision, vocabularySize: _weights.VocabularySize);
        if (MaskRules.IsMasked(input, _weights.MaskValue))
        {
            throw new RnnException(
                RnnErrorId.MaskValue,
                FormattableString.Invariant($"The timestep {new RnnVector(input.ToArray())} is masked by the model, whose {nameof(RnnModel.MaskValue)} is {_weights.MaskValue}: ")
                + $"leave it out, or run the whole sequence by {nameof(RnnBatch)}.",
                input.ToArray());
        }

        _pass.SetInput(Pending, row: 0, input);
        _numbers[Pending] = step;
        _sources[Pending] = source;
        Pending++;
    }

    /// <summary>Computes the chunk and hands out its steps; the state is committed before each.</summary>
    /// <param name="cancellation">Stops the computation; nothing of the chunk is then handed out.</param>
    /// <returns>One step for each timestep that was added since the last call.</returns>
    /// <exception cref="RnnException">
    /// A number became infinite or NaN (<see cref="Failure"/>); all steps before it were handed out. Or another run has started on the
    /// state (<see cref="RnnErrorId.StateInUse"/>).
    /// </exception>
    public IEnumerable<RnnStep> Flush(CancellationToken cancellation = default)
    {
        int count = Compute(cancellation);
        for (int i = 0; i < count; i++)
        {
            yield return Take(i);
        }

        ThrowFailure();
    }

    /// <summary>Computes the chunk: <see cref="Flush"/> without an enumerator, where every allocation counts.</summary>
    /// <param name="cancellation">Stops the computation; nothing of the chunk can then be taken.</param>
    /// <returns>
    /// The number of steps to <see cref="Take"/>, in their order. They end before a step with a number that is infinite or NaN, which
    /// sets <see cref="Failure"/>.
    /// </returns>
    public int Compute(CancellationToken cancellation = default)
    {
        int count = Pending;
        Pending = 0;
        if (count == 0)
        {
            return 0;
        }

        RequireGoing();
        _pass.Run(count, cancellation);
        if (Overflow.Find(_pass, _weights.Shape, count, row: 0) is { } overflow)
        {
            Failure = Overflow.Error(_numbers[overflow.Step], overflow.Vector, overflow.Value, _precision);
            count = overflow.Step;
        }

        _last = Failure is null ? count - 1 : -1;
        return count;
    }

    /// <summary>Commits the state of a step that was computed, and hands it out.</summary>
    /// <param name="index">Its place in the chunk: each once, in their order.</param>
    /// <returns>The step.</returns>
    public RnnStep Take(int index)
    {
        _state?.CommitFrom(_pass, index, row: 0, claim: _claim);
        return Step(index);
    }

    /// <summary>Computes the chunk and commits the state, but hands nothing out: <see cref="LastStep"/> has its last step.</summary>
    /// <param name="cancellation">Stops the computation; the state stays as it was.</param>
    /// <exception cref="RnnException">The errors of <see cref="Flush"/>.</exception>
    public void Advance(CancellationToken cancellation = default)
    {
        int count = Compute(cancellation);
        if (count > 0)
        {
            _state?.CommitFrom(_pass, count - 1, row: 0, count, _claim);
        }

        ThrowFailure();
    }

    /// <summary>Whether there is a <see cref="LastStep"/>.</summary>
    public bool HasLastStep => _last >= 0;

    /// <summary>
    /// The last step of the last chunk that was computed, as long as no timestep was added since; null before, and after a
    /// <see cref="Failure"/>.
    /// </summary>
    /// <returns>The step.</returns>
    /// <exception cref="RnnException">The output of a model that outputs once per sequence is infinite or NaN.</exception>
    public RnnStep? LastStep() => HasLastStep ? Step(_last) : null;

    private void RequireGoing()
    {
        ThrowFailure();
        _state?.RequireClaim(_claim!);
    }

    private void ThrowFailure()
    {
        if (Failure is { } failure)
        {
            throw new RnnException(failure.Id, failure.Message, failure.Value, failure);
        }
    }

    private RnnStep Step(int index)
    {
        // Every element is written below.
        double[] data = GC.AllocateUninitializedArray<double>(_layout.Length);
        _pass.CopyStep(_weights.Shape, index, row: 0, data);
        // The output of a model that outputs once a sequence is computed only now.
        if (_weights.OutputStep == RnnOutputStep.Last && Overflow.FindIn(data, _weights.Shape) is { } overflow)
        {
            throw Overflow.Error(_numbers[index], overflow.Vector, overflow.Value, _precision);
        }

        return _layout.CreateStep(data, _numbers[index], _sources[index]);
    }
}
