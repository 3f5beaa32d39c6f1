using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RnnPS.Core.Tests;

/// <summary>The input's product of one sequence, shared among threads.</summary>
public sealed class SharedProjectionTests
{
    // Several blocks more than the tape has places for, and the last not whole.
    private const int Steps = 500;

    [Theory]
    [InlineData(RnnCellKind.Elman, 16, 64, 2)]
    [InlineData(RnnCellKind.Elman, 17, 7, 3)]
    [InlineData(RnnCellKind.Elman, 20, 300, 2)]
    [InlineData(RnnCellKind.Gru, 40, 20, 4)]
    [InlineData(RnnCellKind.Lstm, 16, 33, 2)]
    public void Threads_that_project_ahead_make_the_bits_of_one(RnnCellKind kind, int inputs, int hidden, int threads)
    {
        var draw = new Draw(inputs + hidden);
        RnnCell cell = kind switch
        {
            RnnCellKind.Gru => new GruCell(
                draw.Contracting(inputs, 3, hidden), draw.Contracting(hidden, 3, hidden), draw.Vector(3 * hidden), draw.Vector(3 * hidden)),
            RnnCellKind.Lstm => new LstmCell(
                draw.Contracting(inputs, 4, hidden),
                draw.Contracting(hidden, 4, hidden),
                draw.Vector(4 * hidden),
                options: new LstmOptions { Peepholes = draw.Vector(3 * hidden) }),
            _ => new ElmanCell(draw.Contracting(inputs, 1, hidden), draw.Contracting(hidden, 1, hidden), draw.Vector(hidden)),
        };
        SameBits<double>(cell, threads);
        SameBits<float>(cell, threads);
    }

    /// <summary>A kernel runs over the end of a block by less than a register, while another thread may write the next block.</summary>
    [Fact]
    public void Blocks_that_are_projected_ahead_do_not_touch()
    {
        var plan = new CellPlan<double>(Small(), KernelSet<double>.Best, inBlocks: false);
        var tape = new CellTape<double>(plan.Layout, Tape.Trace, rows: 1, Steps) { Packing = new Packing([Steps]) };
        tape.ProjectAhead();

        for (int block = 0; block < CellTape<double>.ProjectedBlocks; block++)
        {
            for (int other = 0; other < CellTape<double>.ProjectedBlocks; other++)
            {
                ref double end = ref tape.Ahead(block, tape.ProjectedSlots)[^1];
                nint after = Unsafe.ByteOffset(ref end, ref tape.Ahead(other, tape.ProjectedSlots)[0]);
                Assert.False(after > 0 && after < 2 * Vector512<byte>.Count, $"{block} {other} {after}");
            }
        }
    }

    [Fact]
    public void Nobody_goes_on_when_the_run_is_cancelled()
    {
        var plan = new CellPlan<double>(Small(), KernelSet<double>.Best, inBlocks: false);
        var tape = new CellTape<double>(plan.Layout, Tape.None, rows: 1, Steps) { Packing = new Packing([Steps]) };
        var team = new ThreadTeam([new TeamMember()]);
        using var source = new CancellationTokenSource();
        source.Cancel();

        for (int i = 0; i < 20; i++)
        {
            Assert.Throws<OperationCanceledException>(() => Run(team, plan, tape, new double[Steps * 16], source.Token));
        }
    }

    [Theory]
    [InlineData(16, 2000, 8, 2)]
    [InlineData(300, 2000, 8, 4)]
    [InlineData(16, 2000, 1, 1)]
    [InlineData(16, 60, 8, 1)]
    [InlineData(2, 100_000, 8, 1)]
    public void Threads_are_asked_for_where_they_pay(int inputs, int steps, int most, int expected)
    {
        var cell = new ElmanCell(Zeros(inputs, 64), Zeros(64, 64), Zeros(1, 64)[0]);
        var plan = new CellPlan<float>(cell, KernelSet<float>.Best, inBlocks: false);

        Assert.Equal(Math.Min(expected, Environment.ProcessorCount), SharedProjection<float>.ThreadsFor(plan, steps, most));
    }

    private static RnnMatrix Zeros(int rows, int columns) => new(rows, columns, new double[rows * columns]);

    private static ElmanCell Small() => new(Zeros(16, 5), Zeros(5, 5), Zeros(1, 5)[0]);

    private static void SameBits<T>(RnnCell cell, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] input = [.. new Draw(threads).Matrix(Steps, cell.InputSize).AsSpan().ToArray().Select(T.CreateTruncating)];
        var team = new ThreadTeam([.. Enumerable.Range(1, threads - 1).Select(_ => new TeamMember())]);
        foreach (KernelSet<T> kernels in KernelSet<T>.All())
        {
            var plan = new CellPlan<T>(cell, kernels, inBlocks: false);
            foreach (Tape kept in (Tape[])[Tape.None, Tape.Trace])
            {
                CellTape<T> alone = Create(kept);
                CellPass.Run(plan, alone, input, Steps, threads: 1, CancellationToken.None);
                CellTape<T> shared = Create(kept);
                // More than once: who is faster differs from run to run.
                for (int run = 0; run < 20; run++)
                {
                    shared.Restart();
                    Run(team, plan, shared, input, CancellationToken.None);
                    Assert.Equal(alone.StatesAfter(0, 0, Steps).ToArray(), shared.StatesAfter(0, 0, Steps).ToArray());
                }

                if (kept == Tape.Trace)
                {
                    Assert.Equal(alone.Projection(0, Steps).ToArray(), shared.Projection(0, Steps).ToArray());
                }
            }

            CellTape<T> Create(Tape kept) => new(plan.Layout, kept, rows: 1, Steps) { Packing = new Packing([Steps]) };
        }
    }

    private static void Run<T>(ThreadTeam team, CellPlan<T> plan, CellTape<T> tape, T[] input, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        tape.Begin();
        SharedProjection<T>.Run(team, plan, tape, input, Steps, cancellation);
        tape.End(Steps);
    }
}
