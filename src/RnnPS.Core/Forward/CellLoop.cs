using System.Numerics;
using System.Runtime.CompilerServices;

namespace RnnPS;

/// <summary>The loop of one cell over the steps of a chunk. The loop multiplies, the cell does the pointwise maths.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <param name="plan">The cell's weights.</param>
/// <param name="tape">Its buffers.</param>
/// <param name="threads">The most threads that share the steps of one sequence.</param>
internal sealed class CellLoop<T>(CellPlan<T> plan, CellTape<T> tape, int threads)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private StepSplit<T>? _split;

    /// <summary>Takes the cell through a chunk. The tape has the chunk's packing.</summary>
    /// <param name="input">[slots × input size], in the order in which the cell reads.</param>
    /// <param name="steps">The number of steps.</param>
    /// <param name="cancellation">Stops between steps.</param>
    public void Run(ReadOnlySpan<T> input, int steps, CancellationToken cancellation)
    {
        // Parts have no room for what backpropagation needs. Training shares the sequences of a batch.
        bool canSplit = tape.Packing.Rows(0) == 1 && !tape.KeepsProducts;
        using ThreadTeam? team = canSplit ? StepSplit<T>.TryTake(plan, steps, threads) : null;
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
        tape.Begin();
        for (int step = 0; step < steps;)
        {
            cancellation.ThrowIfCancellationRequested();
            int end = EndOfProjection(step, steps);
            ReadOnlySpan<T> x = InputOf(input, step, end);
            if (team is not null)
            {
                _split ??= new StepSplit<T>(plan, tape, Math.Min(threads, StepSplit<T>.MostParts(plan)));
                step = _split.Run(team, x, step, end, cancellation);
                team = step < end ? null : team;
                continue;
            }

            Project(x, step, end);
            if (TryFused(step, end))
            {
                step = end;
            }

            for (; step < end; step++)
            {
                cancellation.ThrowIfCancellationRequested();
                for (int phase = 0; phase < plan.Layout.PhaseCount; phase++)
                {
                    MakeProducts(step, phase);
                    plan.Maths.Forward(phase, new Frame<T>(tape, step));
                }
            }
        }

        tape.End(steps);
    }

    // The step after those whose input is projected at once.
    private int EndOfProjection(int first, int steps)
    {
        int start = tape.Packing.Offset(first);
        int end = first + 1;
        while (end < steps && tape.Packing.Offset(end + 1) - start <= tape.ProjectedSlots)
        {
            end++;
        }

        return end;
    }

    private ReadOnlySpan<T> InputOf(ReadOnlySpan<T> input, int first, int end)
    {
        int start = tape.Packing.Offset(first);
        int slots = tape.Packing.Offset(end) - start;
        return input.Slice(start * plan.Layout.InputSize, slots * plan.Layout.InputSize);
    }

    // P = b + X·W for some steps.
    private void Project(ReadOnlySpan<T> x, int first, int end)
    {
        int start = tape.Packing.Offset(first);
        int slots = tape.Packing.Offset(end) - start;
        plan.Project(x, tape.NextProjection(start, slots), slots);
    }

    // The steps themselves, where a kernel has the recurrent product and the maths in one.
    private bool TryFused(int first, int end)
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

    private void MakeProducts(int step, int phase)
    {
        foreach (Product product in plan.Layout.Products)
        {
            if (product.Phase == phase)
            {
                product.Multiply(plan, tape, step);
            }
        }
    }
}
