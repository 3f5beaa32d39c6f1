namespace RnnPS.Benchmarks;

/// <summary>One of those that are measured against each other.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Measure">Does the work once and says what it cost.</param>
internal sealed record Contestant(string Name, Func<Sample> Measure)
{
    /// <summary>A contestant that works in this process.</summary>
    /// <param name="name">Its name in the table.</param>
    /// <param name="work">The work.</param>
    /// <param name="cleanUp">What has to be done after it, which does not count.</param>
    public static Contestant InProcess(string name, Action work, Action? cleanUp = null) => new(name, () =>
    {
        Memory.Collect();
        Sample sample = Sample.Of(work);
        cleanUp?.Invoke();
        return sample;
    });
}
