namespace RnnPS.Core.Tests;

/// <summary>The team of threads that share the steps of one large sequence.</summary>
public sealed class ThreadTeamTests
{
    [Fact]
    public void Every_part_is_done_once_and_is_done_when_the_turn_is_over()
    {
        using ThreadTeam team = TakeAll();
        var work = new Counting(team.Size);
        for (int turn = 1; turn <= 20_000; turn++)
        {
            team.Run(work);
            Assert.All(work.Done, done => Assert.Equal(turn, done));
        }
    }

    [Fact]
    public void Who_finds_nobody_free_runs_alone()
    {
        using ThreadTeam all = TakeAll();

        Assert.Null(ThreadTeam.Take(2));
        Assert.Null(ThreadTeam.TryTake(threads: 1, bytes: long.MaxValue, roundTrips: 0));
    }

    [Fact]
    public void Many_runs_at_once_of_a_large_model_give_the_bits_of_one()
    {
        var draw = new Draw(71);
        var model = new RnnModel([new LstmCell(draw.Contracting(3, 4, 300), draw.Contracting(300, 4, 300), draw.Vector(4 * 300))]);
        RnnSequence sequence = new(0, draw.Matrix(40, 3));
        double[] expected = Run(1);

        Parallel.For(0, 16, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => Assert.Equal(expected, Run(1 + (i % 4))));

        double[] Run(int threads) => [.. new RnnBatch(model, threads: threads).Run([sequence]).SelectMany(step => step.State)];
    }

    [Fact]
    public void All_parts_are_done_once_however_many_threads_are_free()
    {
        foreach (int count in (int[])[1, 2, 7])
        {
            int[] done = new int[count];
            ThreadTeam.ForAll(count, part => Interlocked.Increment(ref done[part]));
            Assert.All(done, times => Assert.Equal(1, times));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void What_stops_a_part_stops_all_and_nobody_is_left_at_work(int stopped)
    {
        for (int i = 0; i < 200; i++)
        {
            using var source = new CancellationTokenSource();
            int working = 0;

            Assert.ThrowsAny<OperationCanceledException>(() => ThreadTeam.ForAll(2, part =>
            {
                Interlocked.Increment(ref working);
                try
                {
                    if (part == stopped)
                    {
                        source.Cancel();
                    }

                    SpinWait.SpinUntil(() => source.IsCancellationRequested, TimeSpan.FromMilliseconds(50));
                    source.Token.ThrowIfCancellationRequested();
                }
                finally
                {
                    Interlocked.Decrement(ref working);
                }
            }));

            Assert.Equal(0, working);
        }
    }

    // Other tests use the team, too, for a moment at a time.
    private static ThreadTeam TakeAll()
    {
        ThreadTeam? team = null;
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                team?.Dispose();
                team = ThreadTeam.Take(int.MaxValue);
                return team?.Size == Math.Max(2, Environment.ProcessorCount);
            },
            TimeSpan.FromSeconds(30)));
        return team!;
    }

    private sealed class Counting(int parts) : ITeamWork
    {
        public int[] Done { get; } = new int[parts];

        public void RunPart(int part, int parts)
        {
            Assert.Equal(Done.Length, parts);
            Done[part]++;
        }
    }
}
