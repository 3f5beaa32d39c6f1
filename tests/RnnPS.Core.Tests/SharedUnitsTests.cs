using System.Numerics;

namespace RnnPS.Core.Tests;

/// <summary>The steps of one sequence, shared among threads by units.</summary>
public sealed class SharedUnitsTests
{
    private const int Steps = 150;

    public static TheoryData<int, int, int, RnnActivation> Cases => new()
    {
        { 3, 256, 2, RnnActivation.Tanh },
        { 30, 256, 2, RnnActivation.Tanh },
        { 30, 300, 2, RnnActivation.Tanh },
        { 1, 300, 3, RnnActivation.Tanh },
        { 40, 131, 3, RnnActivation.Tanh },
        { 3, 257, 4, RnnActivation.Sigmoid },
        { 3, 256, 2, RnnActivation.Relu },
        { 200, 256, 2, RnnActivation.Relu },
        { 3, 270, 3, RnnActivation.Softsign },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Threads_that_share_the_units_make_the_bits_of_one(int inputs, int hidden, int threads, RnnActivation activation)
    {
        ElmanCell cell = Elman(new Draw(hidden + threads), inputs, hidden, activation);
        SameBits<double>(cell, threads);
        SameBits<float>(cell, threads);
    }

    [Theory]
    [InlineData(RnnCellKind.Lstm, 3, 256, 2, null)]
    [InlineData(RnnCellKind.Lstm, 30, 192, 3, null)]
    [InlineData(RnnCellKind.Lstm, 1, 128, 2, 0.5)]
    [InlineData(RnnCellKind.Lstm, 300, 128, 2, null)]
    [InlineData(RnnCellKind.Lstm, 65, 320, 3, null)]
    [InlineData(RnnCellKind.Gru, 3, 256, 2, null)]
    [InlineData(RnnCellKind.Gru, 64, 256, 3, null)]
    [InlineData(RnnCellKind.Gru, 1, 128, 2, 0.5)]
    public void Threads_that_share_the_units_of_gates_make_the_bits_of_one(RnnCellKind kind, int inputs, int hidden, int threads, double? clip)
    {
        RnnCell cell = Gated(kind, new Draw(hidden + threads), inputs, hidden, clip);
        SameBits<double>(cell, threads);
        SameBits<float>(cell, threads);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(21)]
    [InlineData(150)]
    public void Everybody_hears_what_everybody_tells_in_the_order_of_the_steps(int size)
    {
        HearsAll<double>(size);
        HearsAll<float>(size);
    }

    [Fact]
    public void Who_waits_for_one_that_failed_hears_of_it()
    {
        var exchange = new StateExchange<double>(parts: 2, size: 5);
        Task waits = Task.Run(() => exchange.Receive(part: 1, turn: 1, new double[5]));

        exchange.Break();

        Assert.Throws<InvalidOperationException>(waits.GetAwaiter().GetResult);
    }

    [Fact]
    public void What_goes_wrong_with_the_caller_is_what_is_reported_and_the_team_goes_on()
    {
        var team = new ThreadTeam([new TeamMember()]);
        var work = new Failing();
        for (int i = 0; i < 100; i++)
        {
            Assert.Throws<TimeZoneNotFoundException>(() => team.RunTogether(work));
        }
    }

    private static ElmanCell Elman(Draw draw, int inputs, int hidden, RnnActivation activation) => new ElmanCell(
        draw.Contracting(inputs, 1, hidden), draw.Contracting(hidden, 1, hidden), draw.Vector(hidden), activation: activation);

    private static RnnCell Gated(RnnCellKind kind, Draw draw, int inputs, int hidden, double? clip) => kind == RnnCellKind.Lstm
        ? new LstmCell(
            draw.Contracting(inputs, 4, hidden),
            draw.Contracting(hidden, 4, hidden),
            draw.Vector(4 * hidden),
            options: new LstmOptions { ActivationClip = clip })
        : new GruCell(
            draw.Contracting(inputs, 3, hidden),
            draw.Contracting(hidden, 3, hidden),
            draw.Vector(3 * hidden),
            draw.Vector(3 * hidden),
            new GruOptions { ActivationClip = clip });

    private static void SameBits<T>(RnnCell cell, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int inputs = cell.InputSize;
        var draw = new Draw(threads);
        T[] input = [.. draw.Matrix(Steps, inputs).AsSpan().ToArray().Select(T.CreateTruncating)];
        foreach (KernelSet<T> kernels in KernelSet<T>.All())
        {
            var plan = new CellPlan<T>(cell, kernels, inBlocks: false);
            if (!SharedUnits<T>.Fits(plan))
            {
                // So narrow for these vectors that a row gathers its sums otherwise.
                continue;
            }

            foreach (Tape kept in (Tape[])[Tape.None, Tape.Trace])
            {
                CellTape<T> alone = Create(kept);
                CellPass.Run(plan, alone, input, Steps, threads: 1, CancellationToken.None);
                CellTape<T> shared = Create(kept);
                var units = new SharedUnits<T>(plan, shared, Math.Min(threads, SharedUnits<T>.MostParts(plan)));
                var team = new ThreadTeam([.. Enumerable.Range(1, units.Parts - 1).Select(_ => new TeamMember())]);
                // Twice, as a pass does that is run again, and in turns of more than one length.
                for (int run = 0; run < 2; run++)
                {
                    shared.Restart();
                    for (int step = 0; step < Steps; step += 40)
                    {
                        units.Run(team, input, step, Math.Min(Steps, step + 40));
                    }
                }

                AssertSame(plan.Layout, alone, shared);
            }

            CellTape<T> Create(Tape kept) => new(plan.Layout, kept, rows: 1, Steps) { Packing = new Packing([Steps]) };
        }
    }

    private static void AssertSame<T>(CellLayout layout, CellTape<T> alone, CellTape<T> shared)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Assert.Equal(alone.StatesAfter(0, 0, Steps).ToArray(), shared.StatesAfter(0, 0, Steps).ToArray());
        for (int part = 0; part < layout.States.Length; part++)
        {
            Assert.Equal(alone.StateOf(part, Steps - 1, 0).ToArray(), shared.StateOf(part, Steps - 1, 0).ToArray());
        }

        for (int step = 0; alone.KeepsTrace && step < Steps; step++)
        {
            Assert.Equal(alone.Projection(step, 1).ToArray(), shared.Projection(step, 1).ToArray());
            for (int part = 0; part < layout.States.Length; part++)
            {
                Assert.Equal(alone.StateAfter(part, step).ToArray(), shared.StateAfter(part, step).ToArray());
            }

            for (int part = 0; part < layout.Trace.Length; part++)
            {
                Assert.Equal(alone.Trace(part, step).ToArray(), shared.Trace(part, step).ToArray());
            }
        }
    }

    private static void HearsAll<T>(int size)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int parts = 3;
        const uint turns = 2000;
        var exchange = new StateExchange<T>(parts, size);
        int line = StateExchange<T>.Line;
        Task[] tasks = [.. Enumerable.Range(0, parts).Select(part => Task.Factory.StartNew(() => Talk(part), TaskCreationOptions.LongRunning))];
        Task.WaitAll(tasks);

        void Talk(int part)
        {
            var told = new T[(size + line - 1) / line * line];
            var heard = new T[size];
            for (uint turn = 1; turn <= turns; turn++)
            {
                Array.Fill(told, T.CreateTruncating((turn * parts) + part));
                exchange.Send(part, turn, told);
                for (int other = 0; other < parts; other++)
                {
                    if (other != part)
                    {
                        exchange.Receive(other, turn, heard);
                        Assert.False(heard.AsSpan().ContainsAnyExcept(T.CreateTruncating((turn * parts) + other)));
                    }
                }
            }
        }
    }

    private sealed class Failing : IJointWork
    {
        private readonly StateExchange<double> _exchange = new(parts: 2, size: 1);

        public void RunParts(ReadOnlySpan<int> mine, int parts)
        {
            if (mine[0] == 0)
            {
                _exchange.Break();
                throw new TimeZoneNotFoundException();
            }

            _exchange.Receive(part: 0, turn: 1, new double[1]);
        }
    }
}
