namespace RnnPS;

/// <summary>An example in a batch: which of its timesteps are run, masked ones left out, and what is made of them.</summary>
internal sealed class TrainingRow
{
    private readonly TrainingExample _example;
    private readonly ModelScaling? _scaling;
    private readonly bool _outputsOnce;
    // The timesteps that are run; null for all.
    private readonly int[]? _unmasked;

    /// <summary>Looks through an example.</summary>
    /// <param name="example">The example.</param>
    /// <param name="weights">The model.</param>
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

    /// <summary>How many timesteps are run.</summary>
    public int Count => _unmasked?.Length ?? _example.Length;

    /// <summary>The state that its next chunk starts from; null where it is run as a whole.</summary>
    public RnnState? State { get; init; }

    /// <summary>
    /// A chunk of its timesteps as the layers see it: inputs scaled, and targets as <see cref="ScaledLoss"/> takes them.
    /// </summary>
    /// <param name="start">The first timestep that is run.</param>
    /// <param name="length">How many, at the most.</param>
    public TrainingSequence Chunk(int start, int length)
    {
        int count = Math.Min(length, Count - start);
        int targets = _outputsOnce ? 1 : count;
        // Of one output, the target is that of the last timestep.
        int firstTarget = start + count - targets;
        bool isOpen = _outputsOnce && start + count < Count;
        var inputs = new double[count * _example.Series.InputSize];
        var values = new double[targets * _example.Series.TargetSize];
        var weights = new double[targets];
        for (int i = 0; i < count; i++)
        {
            CopyInput(start + i, inputs.AsSpan(i * _example.Series.InputSize, _example.Series.InputSize));
        }

        for (int i = 0; i < targets; i++)
        {
            bool counts = !isOpen && _example.Counts(At(firstTarget + i));
            weights[i] = counts ? 1 : 0;
            if (counts)
            {
                CopyTarget(firstTarget + i, values.AsSpan(i * _example.Series.TargetSize, _example.Series.TargetSize));
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

    private void CopyTarget(int index, Span<double> to)
    {
        _example.Series.CopyTarget(_example.Start + At(index), to);
        if (_scaling?.Output is { } scaler)
        {
            // Several quantiles of a target are scaled alike.
            int outputs = scaler.Count / to.Length;
            for (int i = 0; i < to.Length; i++)
            {
                to[i] -= scaler.Offset[i * outputs];
            }
        }
    }

    private int At(int index) => _unmasked?[index] ?? index;
}
