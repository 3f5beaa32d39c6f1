namespace RnnPS;

/// <summary>An example in a batch: which of its timesteps are run, masked ones left out, and what they should give.</summary>
internal sealed class TrainingRow
{
    private readonly TrainingExample _example;
    private readonly int[]? _unmasked;
    private readonly bool _outputsOnce;

    /// <summary>Looks through an example.</summary>
    /// <param name="example">The example.</param>
    /// <param name="outputsOnce">Whether the model puts out once a sequence.</param>
    public TrainingRow(TrainingExample example, bool outputsOnce)
    {
        _example = example;
        _outputsOnce = outputsOnce;
        if (Enumerable.Range(example.Start, example.Length).Any(example.Series.IsMasked))
        {
            _unmasked = [.. Enumerable.Range(0, example.Length).Where(step => !example.Series.IsMasked(example.Start + step))];
        }
    }

    /// <summary>How many timesteps are run.</summary>
    public int Count => _unmasked?.Length ?? _example.Length;

    /// <summary>Whether the loss counts a timestep that is run; of a model that puts out once, only the last can.</summary>
    public bool Counts(int index) => (!_outputsOnce || index == Count - 1) && _example.Counts(At(index));

    /// <summary>Reads what goes in.</summary>
    public void CopyInput(int index, Span<double> to) => _example.Series.CopyInput(_example.Start + At(index), to);

    /// <summary>Reads what should come out.</summary>
    public void CopyTarget(int index, Span<double> to) => _example.Series.CopyTarget(_example.Start + At(index), to);

    private int At(int index) => _unmasked?[index] ?? index;
}
