namespace RnnPS.Benchmarks;

/// <summary>Measures contestants in turn, so that what disturbs the machine meets all of them.</summary>
internal static class Rounds
{
    /// <summary>Runs every contestant once a round; each round starts with another one.</summary>
    /// <param name="warmUps">Rounds that do not count.</param>
    /// <param name="rounds">Rounds that count.</param>
    /// <param name="contestants">Who is measured.</param>
    /// <returns>What they cost, in their order.</returns>
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
