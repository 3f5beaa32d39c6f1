namespace RnnPS.Core.Tests;

/// <summary>The threads that share work.</summary>
public sealed class ThreadTeamTests
{
    [Fact]
    public void Each_part_of_each_run_is_done_once()
    {
        using ThreadTeam team = ThreadTeam.Take(Pool(1), most: 2)!;
        var work = new CountingWork(team.Size);
        for (int run = 1; run <= 20_000; run++)
        {
            team.Run(work);
            Assert.All(work.Done, done => Assert.Equal(run, done));
        }
    }

    [Fact]
    public void A_caller_that_finds_no_idle_thread_gets_no_team()
    {
        Stack<TeamThread> pool = Pool(2);
        using ThreadTeam all = ThreadTeam.Take(pool, most: 8)!;

        Assert.Equal(3, all.Size);
        Assert.Null(ThreadTeam.Take(pool, most: 2));
    }

    [Fact]
    public void A_team_that_is_disposed_twice_gives_its_threads_back_once()
    {
        Stack<TeamThread> pool = Pool(1);
        ThreadTeam team = ThreadTeam.Take(pool, most: 2)!;
        team.Dispose();
        team.Dispose();

        Assert.Single(pool);
    }

    [Fact]
    public void A_thread_that_cannot_start_goes_back_and_the_caller_runs_alone()
    {
        var pool = new Stack<TeamThread>([new TeamThread(_ => throw new InsufficientMemoryException()), new TeamThread()]);

        Assert.Null(ThreadTeam.Take(pool, most: 3));
        Assert.Equal(2, pool.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Any_exception_of_a_part_reaches_the_caller_as_itself_with_its_stack(int part)
    {
        using ThreadTeam team = ThreadTeam.Take(Pool(1), most: 2)!;
        for (int i = 0; i < 200; i++)
        {
            var work = new FailingWork(part);

            OutOfMemoryException thrown = Assert.Throws<OutOfMemoryException>(() => team.Run(work));

            Assert.Contains(nameof(FailingWork), thrown.StackTrace, StringComparison.Ordinal);
            Assert.Equal(2, work.Ended);
        }
    }

    [Fact]
    public void An_error_comes_before_the_cancellation_that_it_caused()
    {
        using ThreadTeam team = ThreadTeam.Take(Pool(1), most: 2)!;

        Assert.Throws<TimeZoneNotFoundException>(() => team.Run(new ErrorAndCancellation()));
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

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 8)]
    [InlineData(7, 2)]
    public void Each_part_of_a_range_is_done_once_however_many_threads_are_idle(int count, int threads)
    {
        int[] done = new int[count];
        ParallelRanges.Run(count, threads, part => Interlocked.Increment(ref done[part]));
        Assert.All(done, times => Assert.Equal(1, times));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_cancelled_range_ends_when_no_part_is_at_work(int cancelled)
    {
        for (int i = 0; i < 200; i++)
        {
            using var source = new CancellationTokenSource();
            int working = 0;

            Assert.ThrowsAny<OperationCanceledException>(() => ParallelRanges.Run(
                2,
                2,
                part =>
                {
                    Interlocked.Increment(ref working);
                    if (part == cancelled)
                    {
                        source.Cancel();
                    }

                    source.Token.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(1));
                    Interlocked.Decrement(ref working);
                    source.Token.ThrowIfCancellationRequested();
                },
                source.Token));

            Assert.Equal(0, working);
        }
    }

    [Fact]
    public void A_range_whose_part_fails_begins_no_other()
    {
        int begun = 0;
        Assert.Throws<TimeZoneNotFoundException>(() => ParallelRanges.Run(1000, 2, _ =>
        {
            Interlocked.Increment(ref begun);
            throw new TimeZoneNotFoundException();
        }));

        Assert.InRange(begun, 1, 2);
    }

    [Fact]
    public void A_range_that_is_cancelled_before_it_begins_does_nothing() =>
        Assert.ThrowsAny<OperationCanceledException>(() => ParallelRanges.Run(
            3, 1, _ => Assert.Fail("A part was begun."), new CancellationToken(canceled: true)));

    private static Stack<TeamThread> Pool(int threads) => new(Enumerable.Range(0, threads).Select(_ => new TeamThread()));

    private sealed class CountingWork(int parts) : ITeamWork
    {
        public int[] Done { get; } = new int[parts];

        public void RunPart(int part, int parts)
        {
            Assert.Equal(Done.Length, parts);
            Done[part]++;
        }
    }

    private sealed class FailingWork(int failing) : ITeamWork
    {
        // The caller's part waits, so that the team's thread does the other one, and not the caller in its place.
        private volatile bool _hasBegun;
        private int _ended;

        public int Ended => _ended;

        public void RunPart(int part, int parts)
        {
            Interlocked.Increment(ref _ended);
            if (part == 0)
            {
                Assert.True(SpinWait.SpinUntil(() => _hasBegun, TimeSpan.FromSeconds(30)));
            }

            _hasBegun = true;
            if (part == failing)
            {
                // More than an array can hold: the runtime itself is out of memory.
                GC.KeepAlive(new long[int.MaxValue]);
            }
        }
    }

    private sealed class ErrorAndCancellation : ITeamWork
    {
        public void RunPart(int part, int parts) =>
            throw (part == 0 ? new OperationCanceledException() : new TimeZoneNotFoundException());
    }
}
