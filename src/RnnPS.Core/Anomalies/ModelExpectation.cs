namespace RnnPS;

/// <summary>The expectation of a plain model: its prediction of as many rows before as its lead.</summary>
internal sealed class ModelExpectation : RowExpectation
{
    private readonly int _lead;
    private readonly int[] _targets;
    private readonly RnnState _state;
    private readonly RnnRun _run;
    private readonly double[] _input;

    // The predictions of the next rows. Null where an input was missing.
    private readonly Queue<double[]?> _waiting;

    /// <summary>Starts on a state.</summary>
    /// <param name="model">The model. All its layers read forward, and it predicts the values of its targets.</param>
    /// <param name="lead">The number of rows from an input to its target.</param>
    /// <param name="targets">The index of the feature of each target. The inputs are the first features, in their order.</param>
    /// <param name="state">The state, which is advanced.</param>
    /// <param name="waiting">The predictions of the rows to come; null if there are none.</param>
    public ModelExpectation(RnnModel model, int lead, IReadOnlyList<int> targets, RnnState state, IEnumerable<double[]?>? waiting = null)
    {
        (_lead, _targets, _state) = (lead, [.. targets], state);
        _run = new RnnRun(model, state, capacity: 1, threads: 1);
        _input = new double[model.InputSize];
        _waiting = new Queue<double[]?>(waiting ?? Enumerable.Repeat<double[]?>(null, lead));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<int> Targets => _targets;

    /// <inheritdoc/>
    public override int FeatureCount => Math.Max(_input.Length, _targets.Max() + 1);

    /// <inheritdoc/>
    public override bool ReadsRowFirst => _lead == 0;

    /// <inheritdoc/>
    public override double[]? Expected => _waiting.TryPeek(out double[]? expected) ? expected : null;

    /// <summary>The predictions of the rows to come.</summary>
    public IReadOnlyCollection<double[]?> Waiting => _waiting;

    /// <inheritdoc/>
    public override void Take(ReadOnlySpan<double> row)
    {
        double[]? expected = Expected;
        row[.._input.Length].CopyTo(_input);
        for (int target = 0; target < _targets.Length && _lead > 0; target++)
        {
            // What the model expected stands for a missing value.
            if (_targets[target] < _input.Length && double.IsNaN(_input[_targets[target]]) && expected is not null)
            {
                _input[_targets[target]] = expected[target];
            }
        }

        double[]? prediction = null;
        if (!Array.Exists(_input, double.IsNaN))
        {
            _run.Add(_input, _state.StepCount);
            prediction = _run.Flush().First().PredictionVector.ToArray();
        }

        if (_waiting.Count > 0)
        {
            _waiting.Dequeue();
        }

        _waiting.Enqueue(prediction);
    }
}
