using System.Numerics;
using System.Runtime.CompilerServices;

namespace RnnPS;

/// <summary>The loop of one cell over the steps of a chunk. The loop multiplies, the cell does the pointwise maths.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class CellLoop<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly CellPlan<T> _plan;
    private readonly CellTape<T> _tape;
    private readonly int _threads;
    private StepSplit<T>? _split;

    /// <summary>Creates a loop.</summary>
    /// <param name="plan">The cell's weights.</param>
    /// <param name="tape">Its buffers.</param>
    /// <param name="threads">The most threads that share the steps of one sequence.</param>
    public CellLoop(CellPlan<T> plan, CellTape<T> tape, int threads) => (_plan, _tape, _threads) = (plan, tape, threads);

    /// <summary>Takes the cell through a chunk. The tape has the chunk's packing.</summary>
    /// <param name="input">[slots × input size], in the order in which the cell reads.</param>
    /// <param name="steps">The number of steps.</param>
    /// <param name="cancellation">Stops between steps.</param>
    public void Run(ReadOnlySpan<T> input, int steps, CancellationToken cancellation)
    {
        using ThreadTeam? team = StepSplit<T>.TryTake(_plan, _tape, steps, _threads);
        Run(input, steps, team, cancellation);
    }

    /// <summary>Takes the cell through a chunk with a team of the caller's, however small the weights are.</summary>
    /// <param name="input">[slots × input size].</param>
    /// <param name="steps">The number of steps.</param>
    /// <param name="team">Shares the steps; null for one thread.</param>
    /// <param name="cancellation">Stops between steps.</param>
    // Compiled once and for all, as its caller is: what the compiler makes of other models' profiles is slower for a single step.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Run(ReadOnlySpan<T> input, int steps, ThreadTeam? team, CancellationToken cancellation)
    {
        CellPlan<T> plan = _plan;
        CellTape<T> tape = _tape;
        tape.Begin();
        for (int step = 0; step < steps;)
        {
            cancellation.ThrowIfCancellationRequested();
            int end = EndOfProjection(tape, step, steps);
            if (team is not null)
            {
                _split ??= new StepSplit<T>(plan, tape, Math.Min(_threads, StepSplit<T>.MostParts(plan)));
                step = _split.Run(team, InputOf(plan, tape, input, step, end), step, end, cancellation);
                team = step < end ? null : team;
                continue;
            }

            Project(plan, tape, input, step, end);
            if (TryFused(plan, tape, step, end))
            {
                step = end;
            }

            for (; step < end; step++)
            {
                cancellation.ThrowIfCancellationRequested();
                for (int phase = 0; phase < plan.Layout.PhaseCount; phase++)
                {
                    MakeProducts(plan, tape, step, phase);
                    plan.Maths.Forward(phase, new Frame<T>(tape, step));
                }
            }
        }

        tape.End(steps);
    }

    // The step after those whose input is projected at once.
    private static int EndOfProjection(CellTape<T> tape, int first, int steps)
    {
        int start = tape.Packing.Offset(first);
        int end = first + 1;
        while (end < steps && tape.Packing.Offset(end + 1) - start <= tape.ProjectedSlots)
        {
            end++;
        }

        return end;
    }

    private static ReadOnlySpan<T> InputOf(CellPlan<T> plan, CellTape<T> tape, ReadOnlySpan<T> input, int first, int end)
    {
        int start = tape.Packing.Offset(first);
        int slots = tape.Packing.Offset(end) - start;
        return input.Slice(start * plan.Layout.InputSize, slots * plan.Layout.InputSize);
    }

    // P = b + X·W for some steps.
    private static void Project(CellPlan<T> plan, CellTape<T> tape, ReadOnlySpan<T> input, int first, int end)
    {
        int start = tape.Packing.Offset(first);
        int slots = tape.Packing.Offset(end) - start;
        plan.Project(InputOf(plan, tape, input, first, end), tape.NextProjection(start, slots), slots);
    }

    // The steps themselves, where a kernel has the recurrent product and the maths in one.
    private static bool TryFused(CellPlan<T> plan, CellTape<T> tape, int first, int end)
    {
        // The slots of a single sequence follow each other, so one call takes all its steps. Its first state may be elsewhere, in
        // buffers made for more sequences.
        bool isSingleSequence = tape.Packing.Rows(0) == 1;
        int stepsOfCall = isSingleSequence ? end - first : 1;
        for (int step = first; step < end; step += stepsOfCall)
        {
            int start = tape.Packing.Offset(step);
            int slots = tape.Packing.Offset(step + stepsOfCall) - start;
            if (!plan.Maths.TryFused(
                plan, tape.Projection(start, slots), tape.StateBefore(0, step), tape.StatesAfter(0, start, slots), slots, isSingleSequence))
            {
                return false;
            }
        }

        return true;
    }

    private static void MakeProducts(CellPlan<T> plan, CellTape<T> tape, int step, int phase)
    {
        foreach (ref readonly Product product in plan.Layout.Products.AsSpan())
        {
            if (product.Phase == phase)
            {
                product.Multiply(plan, tape, step, tape.OperandOf(product, step));
            }
        }
    }
}
