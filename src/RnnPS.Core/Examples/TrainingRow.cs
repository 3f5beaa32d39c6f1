namespace RnnPS;

/// <summary>An example in a batch. It removes masked timesteps and applies the scaling of the model.</summary>
internal sealed class TrainingRow
{
    private readonly TrainingExample _example;
    private readonly ModelScaling? _scaling;
    private readonly bool _outputsOnce;
    // The indices of the unmasked timesteps; null if none is masked.
    private readonly int[]? _unmasked;

    /// <summary>Prepares an example.</summary>
    /// <param name="example">The example.</param>
    /// <param name="weights">The weights of the model, with its scaling.</param>
    public TrainingRow(TrainingExample example, WeightSet weights)
    {
        _example = example;
        _scaling = weights.Scaling;
        _outputsOnce = weights.OutputStep == RnnOutputStep.Last;
        if (example.HasMask())
        {
            _unmasked = [.. Enumerable.Range(0, example.Length).Where(step => !example.Series.IsMasked(example.Start + step))];
        }
    }

    /// <summary>The number of unmasked timesteps.</summary>
    public int Count => _unmasked?.Length ?? _example.Length;

    /// <summary>The initial state of the next chunk; null for zeros, if the example fits in one chunk.</summary>
    public RnnState? State { get; init; }

    /// <summary>
    /// Creates a chunk of the unmasked timesteps as the layers see it. Inputs are scaled; targets are in the form that
    /// <see cref="ScaledLoss"/> expects.
    /// </summary>
    /// <param name="start">The index of the first unmasked timestep of the chunk.</param>
    /// <param name="length">The largest number of timesteps.</param>
    public TrainingSequence Chunk(int start, int length)
    {
        int count = Math.Min(length, Count - start);
        int targets = _outputsOnce ? 1 : count;
        // With one output per sequence, the only target is that of the last chunk.
        int firstTarget = start + count - targets;
        var inputs = new double[count * _example.Series.InputSize];
        var values = new double[targets * _example.Series.TargetSize];
        var weights = new double[targets];
        for (int i = 0; i < count; i++)
        {
            CopyInput(start + i, inputs.AsSpan(i * _example.Series.InputSize, _example.Series.InputSize));
        }

        for (int i = 0; i < targets; i++)
        {
            int step = TargetStep(firstTarget + i);
            if (step >= 0)
            {
                weights[i] = _example.Series.WeightOf(_example.Start + step);
                CopyTarget(step, values.AsSpan(i * _example.Series.TargetSize, _example.Series.TargetSize));
            }
        }

        return new TrainingSequence { Inputs = inputs, Targets = values, Weights = weights, Length = count };
    }

    private void CopyInput(int index, Span<double> to)
    {
        _example.Series.CopyInput(_example.Start + At(index), to);
        if (_scaling?.Input is { } scaler)
        {
            for (int i = 0; i < to.Length; i++)
            {
                to[i] = scaler.Apply(i, to[i]);
            }
        }
    }

    private void CopyTarget(int step, Span<double> to)
    {
        _example.Series.CopyTarget(_example.Start + step, to);
        if (_scaling?.Output is { } scaler)
        {
            // All quantiles of a target share its scaling.
            int outputs = scaler.Count / to.Length;
            for (int i = 0; i < to.Length; i++)
            {
                to[i] -= scaler.Offset[i * outputs];
            }
        }
    }

    // The timestep of the target that the output at an unmasked timestep is compared with; −1 for none.
    private int TargetStep(int index)
    {
        if (_outputsOnce)
        {
            return index == Count - 1 ? _example.TargetStep() : -1;
        }

        return _example.Counts(At(index)) ? At(index) : -1;
    }

    private int At(int index) => _unmasked?[index] ?? index;
}
