namespace RnnPS.Benchmarks;

/// <summary>Measures contestants in turn, so that a disturbance of the machine affects all of them.</summary>
internal static class Rounds
{
    /// <summary>Runs every contestant once per round. Each round starts with a different contestant.</summary>
    /// <param name="warmUps">The number of warm-up rounds, which do not count.</param>
    /// <param name="rounds">The number of rounds that count.</param>
    /// <param name="contestants">The contestants to measure.</param>
    /// <returns>The timings, in the order of the contestants.</returns>
    public static IReadOnlyList<Timing> Run(int warmUps, int rounds, params IReadOnlyList<Contestant> contestants)
    {
        Sample[][] samples = [.. contestants.Select(_ => new Sample[rounds])];
        for (int round = -warmUps; round < rounds; round++)
        {
            for (int turn = 0; turn < contestants.Count; turn++)
            {
                int index = (turn + round + warmUps) % contestants.Count;
                Sample sample = contestants[index].Measure();
                if (round >= 0)
                {
                    samples[index][round] = sample;
                }
            }
        }

        return [.. contestants.Zip(samples, (contestant, own) => new Timing(contestant.Name, own))];
    }
}
