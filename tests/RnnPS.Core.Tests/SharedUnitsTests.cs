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
        { 3, 270, 3, RnnActivation.Softsign },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Threads_that_share_the_units_make_the_bits_of_one(int inputs, int hidden, int threads, RnnActivation activation)
    {
        SameBits<double>(inputs, hidden, threads, activation);
        SameBits<float>(inputs, hidden, threads, activation);
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

    private static void SameBits<T>(int inputs, int hidden, int threads, RnnActivation activation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var draw = new Draw(hidden + threads);
        var cell = new ElmanCell(
            draw.Contracting(inputs, 1, hidden), draw.Contracting(hidden, 1, hidden), draw.Vector(hidden), activation: activation);
        T[] input = [.. draw.Matrix(Steps, inputs).AsSpan().ToArray().Select(T.CreateTruncating)];
        foreach (KernelSet<T> kernels in KernelSet<T>.All())
        {
            var plan = new CellPlan<T>(cell, kernels, inBlocks: false);
            if (!SharedUnits<T>.Fits(plan))
            {
                // So narrow for these vectors that a row gathers its sums otherwise.
                continue;
            }

            var alone = new CellTape<T>(plan.Layout, Tape.Trace, rows: 1, Steps) { Packing = new Packing([Steps]) };
            CellPass.Run(plan, alone, input, Steps, threads: 1, CancellationToken.None);
            var shared = new CellTape<T>(plan.Layout, Tape.Trace, rows: 1, Steps) { Packing = alone.Packing };
            var units = new SharedUnits<T>(
                plan, shared, new ThreadTeam([.. Enumerable.Range(1, threads - 1).Select(_ => new TeamMember())]));
            for (int step = 0; step < Steps; step += 30)
            {
                units.Run(input, step, step + 30);
            }

            Assert.Equal(alone.StatesAfter(0, 0, Steps).ToArray(), shared.StatesAfter(0, 0, Steps).ToArray());
            Assert.Equal(alone.Projection(0, Steps).ToArray(), shared.Projection(0, Steps).ToArray());
        }
    }

    private static void HearsAll<T>(int size)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int parts = 3;
        const int turns = 2000;
        var exchange = new StateExchange<T>(parts, size);
        int line = StateExchange<T>.Line;
        Task[] tasks = [.. Enumerable.Range(0, parts).Select(part => Task.Factory.StartNew(() => Talk(part), TaskCreationOptions.LongRunning))];
        Task.WaitAll(tasks);

        void Talk(int part)
        {
            var told = new T[(size + line - 1) / line * line];
            var heard = new T[size];
            for (int turn = 1; turn <= turns; turn++)
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
