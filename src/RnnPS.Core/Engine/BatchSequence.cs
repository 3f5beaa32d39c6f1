namespace RnnPS;

/// <summary>
/// A sequence in a batch: which of its timesteps are run, and how what was computed becomes its steps again.
/// </summary>
internal sealed class BatchSequence
{
    private readonly RnnSequence _sequence;
    private readonly RnnState? _state;
    private readonly List<int> _run;
    private Dictionary<int, RnnException>? _faults;
    private ForwardPass _pass = null!;
    private int _row;

    /// <summary>Looks through a sequence.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="state">The state that it starts from and advances, or null.</param>
    /// <param name="inputSize">The features that the model takes.</param>
    /// <param name="precision">What the run computes with.</param>
    public BatchSequence(RnnSequence sequence, RnnState? state, int inputSize, RnnPrecision precision)
    {
        _sequence = sequence;
        _state = state;
        _run = new List<int>(sequence.Length);
        for (int i = 0; i < sequence.Length; i++)
        {
            if (IsMasked(i))
            {
                continue;
            }

            try
            {
                TimestepRules.Check(sequence.Values[i].AsSpan(), inputSize, sequence.FeatureNames, precision);
                _run.Add(i);
            }
            catch (RnnException error)
            {
                (_faults ??= []).Add(i, error);
            }
        }
    }

    /// <summary>How many timesteps are run.</summary>
    public int Count => _run.Count;

    /// <summary>Takes a place in a pass, and writes its input and state there.</summary>
    public void Place(ForwardPass pass, int row)
    {
        _pass = pass;
        _row = row;
        for (int step = 0; step < _run.Count; step++)
        {
            pass.SetInput(step, row, _sequence.Values[_run[step]].AsSpan());
        }

        if (_run.Count > 0)
        {
            _state?.ReadInto(pass, row);
        }
    }

    /// <summary>Makes the steps, and tells the faults when their turn comes.</summary>
    public IEnumerable<RnnStep> Emit(WeightSet weights, bool lastOnly, Action<RnnSequence, int, RnnException> fault)
    {
        if (_run.Count > 0)
        {
            _state?.CommitFrom(_pass, _run.Count - 1, _row, _run.Count);
        }

        var layout = new StepLayout(weights.Shape, _sequence.Key);
        int last = _sequence.Length - 1;
        while (_faults is not null && _faults.ContainsKey(last))
        {
            last--;
        }

        int before = -1;
        for (int i = 0; i < _sequence.Length; i++)
        {
            if (_faults is not null && _faults.TryGetValue(i, out RnnException? error))
            {
                fault(_sequence, i, error);
                continue;
            }

            before += IsMasked(i) ? 0 : 1;
            if (!lastOnly || i == last)
            {
                yield return layout.CreateStep(
                    Copy(weights, i, before), _sequence.StepAt(i), _sequence.Source.Count > 0 ? _sequence.Source[i] : null);
            }
        }
    }

    private double[] Copy(WeightSet weights, int index, int before)
    {
        StepShape shape = weights.Shape;
        var data = new double[shape.Length];
        if (IsMasked(index))
        {
            _sequence.Values[index].AsSpan().CopyTo(shape.Input.Of(data.AsSpan()));
            _pass.CopyMasked(shape, before, before + 1 < _run.Count ? before + 1 : -1, _row, data);
        }
        else
        {
            _pass.CopyStep(shape, before, _row, data);
        }

        if (weights.OutputStep == RnnOutputStep.Last && _run.Count > 0)
        {
            _pass.CopyFinal(shape, _run.Count - 1, _row, data);
        }

        return data;
    }

    private bool IsMasked(int index) => _sequence.Mask.Count > 0 && !_sequence.Mask[index];
}
