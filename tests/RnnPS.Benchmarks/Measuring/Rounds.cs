namespace RnnPS.Benchmarks;

/// <summary>Measures contestants in turn, so that what disturbs the machine meets all of them.</summary>
internal static class Rounds
{
    /// <summary>Runs every contestant once a round; each round starts with another one.</summary>
    /// <param name="warmUps">Rounds that do not count.</param>
    /// <param name="rounds">Rounds that count.</param>
    /// <param name="contestants">Who is measured.</param>
    /// <returns>Their times, in their order.</returns>
    public static IReadOnlyList<Timing> Run(int warmUps, int rounds, params IReadOnlyList<Contestant> contestants)
    {
        double[][] times = [.. contestants.Select(_ => new double[rounds])];
        for (int round = -warmUps; round < rounds; round++)
        {
            for (int turn = 0; turn < contestants.Count; turn++)
            {
                int index = (turn + round + warmUps) % contestants.Count;
                double time = contestants[index].Measure();
                if (round >= 0)
                {
                    times[index][round] = time;
                }
            }
        }

        return [.. contestants.Zip(times, (contestant, own) => new Timing(contestant.Name, own))];
    }
}
