using System.Numerics;

namespace RnnPS.Core.Tests;

/// <summary>The steps of one sequence, which threads share by units.</summary>
[Trait("Vectors", "Yes")]
public sealed class StepSplitTests
{
    // Two blocks of the projection; the second has one slot.
    private const int Steps = 49;

    [Theory]
    [InlineData(RnnCellKind.Elman, 3, 256, 2)]
    [InlineData(RnnCellKind.Elman, 30, 300, 2)]
    [InlineData(RnnCellKind.Elman, 1, 300, 3)]
    [InlineData(RnnCellKind.Elman, 40, 131, 3)]
    [InlineData(RnnCellKind.Elman, 3, 257, 4)]
    [InlineData(RnnCellKind.Lstm, 3, 256, 2)]
    [InlineData(RnnCellKind.Lstm, 300, 129, 3)]
    [InlineData(RnnCellKind.Gru, 64, 256, 2)]
    [InlineData(RnnCellKind.Gru, 1, 128, 3)]
    public void Threads_that_share_the_units_make_the_bits_of_one(RnnCellKind kind, int inputs, int hidden, int threads)
    {
        RnnCell cell = CellOf(kind, new Draw(hidden + threads), inputs, hidden);
        SameBits<double>(cell, threads);
        SameBits<float>(cell, threads);
    }

    [Fact]
    public void A_gate_that_meets_the_state_before_the_product_makes_the_bits_of_one()
    {
        var draw = new Draw(9);
        var cell = new GruCell(
            draw.Contracting(3, 3, 256), draw.Contracting(256, 3, 256), draw.Vector(3 * 256), options: new GruOptions { ResetAfter = false });
        SameBits<double>(cell, threads: 2);
        SameBits<float>(cell, threads: 2);
    }

    [Fact]
    public void Peepholes_coupled_gates_and_other_activations_make_the_bits_of_one()
    {
        var draw = new Draw(10);
        var options = new LstmOptions { Peepholes = draw.Vector(2 * 256), Coupled = true, CellStateActivation = RnnActivation.Relu, ActivationClip = 0.5 };
        var cell = new LstmCell(draw.Contracting(3, 3, 256), draw.Contracting(256, 3, 256), draw.Vector(3 * 256), options: options);
        SameBits<double>(cell, threads: 2);
        SameBits<float>(cell, threads: 2);
    }

    // The first chunk alone, the second shared, the third alone again: each goes on from the state after the one before.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Chunks_may_be_shared_or_not(bool keepsTrace)
    {
        var draw = new Draw(12);
        var plan = new CellPlan<double>(CellOf(RnnCellKind.Lstm, draw, 3, 256), KernelSet<double>.Best, inBlocks: false);
        double[] input = [.. draw.Matrix(Steps, 3).AsSpan()];
        Tape kept = keepsTrace ? Tape.Trace : Tape.None;
        (CellTape<double> expected, CellTape<double> tape) = (TapeOf(plan, kept), TapeOf(plan, kept));
        var alone = new CellLoop<double>(plan, expected, threads: 1);
        var loop = new CellLoop<double>(plan, tape, threads: 2);
        var pool = new Stack<TeamThread>([new TeamThread()]);
        for (int chunk = 0; chunk < 3; chunk++)
        {
            alone.Run(input, Steps, team: null, CancellationToken.None);
            using ThreadTeam? team = chunk == 1 ? ThreadTeam.Take(pool, most: 2) : null;
            loop.Run(input, Steps, team, CancellationToken.None);

            AssertSame(plan.Layout, expected, tape);
        }
    }

    [Fact]
    public void A_cancelled_run_gives_its_threads_back()
    {
        var draw = new Draw(7);
        var plan = new CellPlan<double>(CellOf(RnnCellKind.Lstm, draw, 3, 128), KernelSet<double>.Best, inBlocks: false);
        CellTape<double> tape = TapeOf(plan, Tape.None);
        var loop = new CellLoop<double>(plan, tape, threads: 2);
        var pool = new Stack<TeamThread>([new TeamThread()]);
        for (int i = 0; i < 20; i++)
        {
            using (ThreadTeam team = ThreadTeam.Take(pool, most: 2)!)
            {
                Assert.Throws<OperationCanceledException>(
                    () => loop.Run(new double[Steps * 3], Steps, team, new CancellationToken(canceled: true)));
            }

            Assert.Single(pool);
        }
    }

    [Fact]
    public void Small_weights_short_chunks_batches_and_training_are_not_shared()
    {
        Assert.Null(TryTake(hidden: 32, rows: 1, Steps, threads: 2));
        Assert.Null(TryTake(hidden: 512, rows: 1, steps: 4, threads: 2));
        Assert.Null(TryTake(hidden: 512, rows: 2, Steps, threads: 2));
        Assert.Null(TryTake(hidden: 512, rows: 1, Steps, threads: 1));
        Assert.Null(TryTake(hidden: 512, rows: 1, Steps, threads: 2, Tape.Train));
    }

    [Fact]
    public void Units_that_need_all_others_within_a_step_are_not_shared()
    {
        var draw = new Draw(11);
        var cell = new LstmCell(
            draw.Contracting(2, 4, 256), draw.Contracting(200, 4, 256), options: new LstmOptions { ProjectionWeights = draw.Contracting(256, 1, 200) });

        Assert.False(StepSplit<double>.CanSplit(new CellPlan<double>(cell, KernelSet<double>.Best, inBlocks: false)));
    }

    private static ThreadTeam? TryTake(int hidden, int rows, int steps, int threads, Tape kept = Tape.None)
    {
        var plan = new CellPlan<double>(CellOf(RnnCellKind.Elman, new Draw(3), 2, hidden), KernelSet<double>.Best, inBlocks: false);
        var tape = new CellTape<double>(plan.Layout, kept, rows, rows * steps)
        {
            Packing = new Packing([.. Enumerable.Repeat(steps, rows)]),
        };
        return StepSplit<double>.TryTake(plan, tape, steps, threads);
    }

    private static RnnCell CellOf(RnnCellKind kind, Draw draw, int inputs, int hidden) => kind switch
    {
        RnnCellKind.Lstm => new LstmCell(draw.Contracting(inputs, 4, hidden), draw.Contracting(hidden, 4, hidden), draw.Vector(4 * hidden)),
        RnnCellKind.Gru => new GruCell(
            draw.Contracting(inputs, 3, hidden), draw.Contracting(hidden, 3, hidden), draw.Vector(3 * hidden), draw.Vector(3 * hidden)),
        _ => new ElmanCell(draw.Contracting(inputs, 1, hidden), draw.Contracting(hidden, 1, hidden), draw.Vector(hidden)),
    };

    private static CellTape<T> TapeOf<T>(CellPlan<T> plan, Tape kept)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(plan.Layout, kept, rows: 1, Steps) { Packing = new Packing([Steps]) };

    private static void SameBits<T>(RnnCell cell, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] input = [.. new Draw(threads).Matrix(Steps, cell.InputSize).AsSpan().ToArray().Select(T.CreateTruncating)];
        var pool = new Stack<TeamThread>(Enumerable.Range(1, threads - 1).Select(_ => new TeamThread()));
        foreach (KernelSet<T> kernels in KernelSet<T>.All())
        {
            var plan = new CellPlan<T>(cell, kernels, inBlocks: false);
            foreach (Tape kept in (Tape[])[Tape.None, Tape.Trace])
            {
                CellTape<T> alone = TapeOf(plan, kept);
                new CellLoop<T>(plan, alone, threads: 1).Run(input, Steps, team: null, CancellationToken.None);
                CellTape<T> shared = TapeOf(plan, kept);
                var loop = new CellLoop<T>(plan, shared, threads);
                // Twice, as a pass does that is run again.
                for (int run = 0; run < 2; run++)
                {
                    shared.Restart();
                    using ThreadTeam team = ThreadTeam.Take(pool, threads)!;
                    loop.Run(input, Steps, team, CancellationToken.None);
                }

                AssertSame(plan.Layout, alone, shared);
            }
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
}
