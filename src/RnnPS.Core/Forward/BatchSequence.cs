namespace RnnPS;

/// <summary>
/// A sequence in a batch: which of its timesteps are run, and how what was computed becomes its steps again.
/// </summary>
internal sealed class BatchSequence
{
    private readonly RnnSequence _sequence;
    private readonly RnnState? _state;
    private readonly RnnPrecision _precision;
    // The timesteps that are run; null for all, as most sequences have it.
    private readonly List<int>? _run;
    private Dictionary<int, RnnException>? _faults;
    private ForwardPass _pass = null!;
    private int _row;
    private object? _claim;

    /// <summary>Looks through a sequence.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="state">The state that it starts from and advances, or null.</param>
    /// <param name="weights">The weights of the model.</param>
    /// <param name="precision">The precision of the run.</param>
    public BatchSequence(RnnSequence sequence, RnnState? state, WeightSet weights, RnnPrecision precision)
    {
        _sequence = sequence;
        _state = state;
        _precision = precision;
        for (int i = 0; i < sequence.Length; i++)
        {
            if (!IsMasked(i) && Fits(i, weights))
            {
                _run?.Add(i);
            }
            else
            {
                _run ??= [.. Enumerable.Range(0, i)];
            }
        }
    }

    /// <summary>The number of timesteps that are run.</summary>
    public int Count => _run?.Count ?? _sequence.Length;

    /// <summary>Takes a place in a pass, and writes its input and state there.</summary>
    public void Place(ForwardPass pass, int row)
    {
        _pass = pass;
        _row = row;
        for (int step = 0; step < Count; step++)
        {
            pass.SetInput(step, row, _sequence.Values[_run is null ? step : _run[step]].AsSpan());
        }

        if (Count > 0)
        {
            _claim = _state?.Claim();
            _state?.ReadInto(pass, row);
        }
    }

    /// <summary>
    /// Makes the steps, and tells the faults when their turn comes. They end before a step with a number that is not finite. A model that
    /// reads in reverse has then no steps at all, because its states come from both ends.
    /// </summary>
    public IEnumerable<RnnStep> Emit(WeightSet weights, bool lastOnly, Action<RnnSequence, int, RnnException> fault)
    {
        (int Step, string Vector, double Value)? overflow =
            Count == 0 ? null : Overflow.Find(_pass, weights.Shape, Count, _row);
        int good = overflow is null ? Count : weights.NeedsWholeSequence ? 0 : overflow.Value.Step;
        if (good > 0)
        {
            _state?.CommitFrom(_pass, good - 1, _row, good, _claim);
        }

        var layout = new StepLayout(weights.Shape, _sequence.Key);
        // The one output of a sequence is its own, wherever the mask ends.
        StepLayout masked = lastOnly || _sequence.Mask.Count == 0 ? layout : layout.Masked();
        int last = LastIndex();
        int before = -1;
        for (int i = 0; i < _sequence.Length; i++)
        {
            if (_faults is not null && _faults.TryGetValue(i, out RnnException? error))
            {
                fault(_sequence, i, error);
                continue;
            }

            before += IsMasked(i) ? 0 : 1;
            if (overflow is { } at && before == at.Step)
            {
                fault(_sequence, i, Overflow.Error(_sequence.StepAt(i), at.Vector, at.Value, _precision));
                yield break;
            }

            if ((lastOnly && i != last) || (overflow is not null && good == 0))
            {
                continue;
            }

            double[] data = Copy(weights, i, before);
            // The output of a model that outputs once a sequence is computed only now.
            if (weights.OutputStep == RnnOutputStep.Last && Overflow.FindIn(data, weights.Shape) is { } final)
            {
                fault(_sequence, i, Overflow.Error(_sequence.StepAt(i), final.Vector, final.Value, _precision));
                yield break;
            }

            yield return (IsMasked(i) ? masked : layout).CreateStep(data, _sequence.StepAt(i), _sequence.Source.Count > 0 ? _sequence.Source[i] : null);
        }
    }

    private int LastIndex()
    {
        int last = _sequence.Length - 1;
        while (_faults is not null && _faults.ContainsKey(last))
        {
            last--;
        }

        return last;
    }

    private double[] Copy(WeightSet weights, int index, int before)
    {
        StepShape shape = weights.Shape;
        var data = new double[shape.Length];
        if (IsMasked(index))
        {
            _sequence.Values[index].AsSpan().CopyTo(shape.Input.Of(data.AsSpan()));
            _pass.CopyMasked(shape, before, before + 1 < Count ? before + 1 : -1, _row, data);
        }
        else
        {
            _pass.CopyStep(shape, before, _row, data);
        }

        if (weights.OutputStep == RnnOutputStep.Last && Count > 0)
        {
            _pass.CopyFinal(shape, Count - 1, _row, data);
        }

        return data;
    }

    private bool Fits(int index, WeightSet weights)
    {
        try
        {
            TimestepRules.Check(
                _sequence.Values[index].AsSpan(), weights.InputSize, _sequence.FeatureNames, _precision, vocabularySize: weights.VocabularySize);
            return true;
        }
        catch (RnnException error)
        {
            (_faults ??= []).Add(index, error);
            return false;
        }
    }

    private bool IsMasked(int index) => _sequence.Mask.Count > 0 && !_sequence.Mask[index];
}
