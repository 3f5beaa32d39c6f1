using System.Numerics;
using System.Runtime.CompilerServices;

namespace RnnPS;

/// <summary>The loop of one cell over the steps of a chunk. The loop multiplies, the cell does the pointwise maths.</summary>
internal static class CellLoop
{
    /// <summary>Takes a cell through a chunk.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="plan">The cell's weights.</param>
    /// <param name="tape">Its buffers, with the chunk's packing.</param>
    /// <param name="input">[slots × input size], in the order in which the cell reads.</param>
    /// <param name="steps">The number of steps.</param>
    /// <param name="threads">The most threads that share the steps of one sequence.</param>
    /// <param name="cancellation">Stops between steps.</param>
    public static void Run<T>(
        CellPlan<T> plan, CellTape<T> tape, ReadOnlySpan<T> input, int steps, int threads, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using ProductSplit<T>? split = ProductSplit<T>.TryStart(plan, tape, steps, threads);
        Run(plan, tape, input, steps, split, cancellation);
    }

    /// <summary>Takes a cell through a chunk, with a split that was started.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="plan">The cell's weights.</param>
    /// <param name="tape">Its buffers, with the chunk's packing.</param>
    /// <param name="input">[slots × input size].</param>
    /// <param name="steps">The number of steps.</param>
    /// <param name="split">Shares the recurrent products; null for one thread.</param>
    /// <param name="cancellation">Stops between steps.</param>
    // Compiled once and for all, as its caller is: what the compiler makes of other models' profiles is slower for a single step.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run<T>(
        CellPlan<T> plan, CellTape<T> tape, ReadOnlySpan<T> input, int steps, ProductSplit<T>? split, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        tape.Begin();
        for (int step = 0; step < steps;)
        {
            cancellation.ThrowIfCancellationRequested();
            int end = EndOfProjection(tape, step, steps);
            split = split is { Pays: false } ? null : split;
            Project(plan, tape, input, step, end, split);
            if (split is null && TryFused(plan, tape, step, end))
            {
                step = end;
            }

            for (; step < end; step++)
            {
                cancellation.ThrowIfCancellationRequested();
                split = split is { Pays: false } ? null : split;
                for (int phase = 0; phase < plan.Layout.PhaseCount; phase++)
                {
                    MakeProducts(plan, tape, step, phase, split);
                    plan.Maths.Forward(phase, new Frame<T>(tape, step));
                }
            }
        }

        tape.End(steps);
    }

    // The step after those whose input is projected at once.
    private static int EndOfProjection<T>(CellTape<T> tape, int first, int steps)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int start = tape.Packing.Offset(first);
        int end = first + 1;
        while (end < steps && tape.Packing.Offset(end + 1) - start <= tape.ProjectedSlots)
        {
            end++;
        }

        return end;
    }

    // P = b + X·W for some steps.
    private static void Project<T>(
        CellPlan<T> plan, CellTape<T> tape, ReadOnlySpan<T> input, int first, int end, ProductSplit<T>? split)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int start = tape.Packing.Offset(first);
        int slots = tape.Packing.Offset(end) - start;
        int size = plan.Layout.InputSize;
        ReadOnlySpan<T> x = input.Slice(start * size, slots * size);
        Span<T> projection = tape.NextProjection(start, slots);
        if (split is not null)
        {
            split.Project(x, start, slots);
        }
        else
        {
            plan.Project(x, projection, slots);
        }
    }

    // The steps themselves, where a kernel has the recurrent product and the maths in one.
    private static bool TryFused<T>(CellPlan<T> plan, CellTape<T> tape, int first, int end)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
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

    private static void MakeProducts<T>(CellPlan<T> plan, CellTape<T> tape, int step, int phase, ProductSplit<T>? split)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (Product product in plan.Layout.Products)
        {
            if (product.Phase != phase)
            {
                continue;
            }

            if (split is not null && ProductSplit<T>.CanSplit(plan.RecurrentMatrices[product.Matrix]))
            {
                split.Multiply(step, product);
            }
            else
            {
                product.Multiply(plan, tape, step);
            }
        }
    }
}
