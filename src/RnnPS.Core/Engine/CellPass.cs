using System.Numerics;
using System.Runtime.CompilerServices;

namespace RnnPS;

/// <summary>The loop of one cell over the steps of a chunk: products by the loop, pointwise maths by the cell.</summary>
internal static class CellPass
{
    // With fewer steps it is not worth while to wake a thread.
    private const int SharedSteps = 16;

    /// <summary>Takes a cell through a chunk.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="plan">The cell's weights.</param>
    /// <param name="tape">Its buffers, with the chunk's packing.</param>
    /// <param name="input">[slots × input size], in the order in which the cell reads.</param>
    /// <param name="steps">How many steps.</param>
    /// <param name="threads">The most threads that share the steps of one sequence.</param>
    /// <param name="cancellation">Stops between steps.</param>
    public static void Run<T>(
        CellPlan<T> plan, CellTape<T> tape, ReadOnlySpan<T> input, int steps, int threads, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        tape.Begin();
        bool shares = threads > 1 && steps >= SharedSteps && tape.Packing.Rows(0) == 1;
        if (!shares
            || (!TryShared(plan, tape, input, steps, threads, cancellation) && !TryAhead(plan, tape, input, steps, threads, cancellation)))
        {
            RunSteps(plan, tape, input, steps, shared: null, ahead: null, cancellation);
        }

        tape.End(steps);
    }

    private static bool TryShared<T>(
        CellPlan<T> plan, CellTape<T> tape, ReadOnlySpan<T> input, int steps, int threads, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool byUnits = SharedUnits<T>.Fits(plan);
        using ThreadTeam? team = ThreadTeam.TryTake(
            Math.Min(threads, byUnits ? SharedUnits<T>.MostParts(plan) : plan.RecurrentMatrices[0].PanelCount),
            plan.RecurrentBytes,
            byUnits ? SharedUnits<T>.SavedRoundTrips : SharedStep<T>.SavedRoundTrips);
        if (team is null)
        {
            return false;
        }

        if (!byUnits)
        {
            RunSteps(plan, tape, input, steps, new SharedStep<T>(plan, tape, team), ahead: null, cancellation);
            return true;
        }

        for (int step = 0; step < steps;)
        {
            cancellation.ThrowIfCancellationRequested();
            int end = EndOfProjection(tape, step, steps);
            RunUnits(plan, tape, team, input, step, end);
            step = end;
        }

        return true;
    }

    private static bool TryAhead<T>(
        CellPlan<T> plan, CellTape<T> tape, ReadOnlySpan<T> input, int steps, int threads, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int useful = SharedProjection<T>.ThreadsFor(plan, steps, threads);
        using ThreadTeam? team = useful > 1 ? ThreadTeam.Take(useful) : null;
        if (team is null)
        {
            return false;
        }

        SharedProjection<T>.Run(team, plan, tape, input, steps, cancellation);
        return true;
    }

    /// <summary>The loop itself.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="plan">The cell's weights.</param>
    /// <param name="tape">Its buffers, with the chunk's packing.</param>
    /// <param name="input">[slots × input size].</param>
    /// <param name="steps">How many steps.</param>
    /// <param name="shared">Who shares the recurrent products; null for nobody.</param>
    /// <param name="ahead">Who projects the input; null for the loop.</param>
    /// <param name="cancellation">Stops between steps.</param>
    // Compiled once and for all, as what calls it: what the compiler makes of other models' profiles is slower for a single step.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RunSteps<T>(
        CellPlan<T> plan,
        CellTape<T> tape,
        ReadOnlySpan<T> input,
        int steps,
        SharedStep<T>? shared,
        SharedProjection<T>? ahead,
        CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int step = 0; step < steps;)
        {
            cancellation.ThrowIfCancellationRequested();
            if (tape.Packing.Rows(step) > 1 && plan.HasBothAtOnce)
            {
                MultiplyBoth(plan, tape, input, step);
                plan.Maths.Forward(0, new Frame<T>(tape, step++));
                continue;
            }

            int end = EndOfProjection(tape, step, steps);
            bool isProjected = ahead is not null && ahead.TryAwait(step);
            if (isProjected ? TryFused(plan, tape, default, step, end) : Project(plan, tape, input, step, end, fuses: shared is null))
            {
                step = end;
            }

            for (; step < end; step++)
            {
                cancellation.ThrowIfCancellationRequested();
                for (int phase = 0; phase < plan.Layout.PhaseCount; phase++)
                {
                    MakeProducts(plan, tape, step, phase, shared);
                    plan.Maths.Forward(phase, new Frame<T>(tape, step));
                }
            }
        }
    }

    private static void MultiplyBoth<T>(CellPlan<T> plan, CellTape<T> tape, ReadOnlySpan<T> input, int step)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int start = tape.Packing.Offset(step);
        int rows = tape.Packing.Rows(step);
        int size = plan.Layout.InputSize;
        plan.Kernels.MultiplyBoth(
            input.Slice(start * size, rows * size),
            plan.InputWeights,
            tape.StateBefore(0, step),
            plan.RecurrentMatrices[0],
            plan.Bias,
            tape.NextProjection(start, rows),
            rows,
            backward: (step & 1) == 1);
    }

    private static void RunUnits<T>(
        CellPlan<T> plan, CellTape<T> tape, ThreadTeam team, ReadOnlySpan<T> input, int first, int end)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SharedUnits<T> units = tape.Units?.Parts == team.Size ? tape.Units : new SharedUnits<T>(plan, tape, team.Size);
        // Where something fails, messages are left that nobody wants.
        tape.Units = null;
        units.Run(team, input, first, end);
        tape.Units = units;
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

    // P = b + X·W for some steps; and the steps themselves where a kernel has all in one, and may.
    private static bool Project<T>(CellPlan<T> plan, CellTape<T> tape, ReadOnlySpan<T> input, int first, int end, bool fuses)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int start = tape.Packing.Offset(first);
        int slots = tape.Packing.Offset(end) - start;
        int size = plan.Layout.InputSize;
        ReadOnlySpan<T> x = input.Slice(start * size, slots * size);
        Span<T> projection = tape.NextProjection(start, slots);
        bool alone = tape.Packing.Rows(0) == 1;
        if (fuses && alone && TryFused(plan, tape, x, first, end))
        {
            return true;
        }

        plan.Kernels.Multiply(x, plan.InputWeights, plan.Bias, projection, slots, plan.Layout.ProjectionColumns);
        return fuses && !alone && TryFused(plan, tape, default, first, end);
    }

    private static bool TryFused<T>(CellPlan<T> plan, CellTape<T> tape, ReadOnlySpan<T> x, int first, int end)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Of one sequence alone, all slots follow each other; its first state may lie elsewhere, in buffers made for more sequences.
        bool alone = tape.Packing.Rows(0) == 1;
        int together = alone ? end - first : 1;
        for (int step = first; step < end; step += together)
        {
            int start = tape.Packing.Offset(step);
            int slots = tape.Packing.Offset(step + together) - start;
            if (!plan.Maths.TryFused(
                plan,
                x,
                tape.Projection(start, slots),
                tape.StateBefore(0, step),
                tape.StatesAfter(0, start, slots),
                slots,
                alone))
            {
                return false;
            }
        }

        return true;
    }

    private static void MakeProducts<T>(CellPlan<T> plan, CellTape<T> tape, int step, int phase, SharedStep<T>? shared)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (Product product in plan.Layout.Products)
        {
            if (product.Phase != phase)
            {
                continue;
            }

            if (shared is not null && plan.Kernels.HasParts(plan.RecurrentMatrices[product.Matrix]))
            {
                shared.Multiply(step, product);
            }
            else
            {
                Multiply(plan, tape, step, product);
            }
        }
    }

    /// <summary>Makes a product of a step, or one part of it.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="plan">The cell's weights.</param>
    /// <param name="tape">Its buffers.</param>
    /// <param name="step">The step.</param>
    /// <param name="product">The product.</param>
    /// <param name="part">Which part.</param>
    /// <param name="parts">How many there are; more than 1 for one row only.</param>
    public static void Multiply<T>(
        CellPlan<T> plan, CellTape<T> tape, int step, Product product, int part = 0, int parts = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = tape.Packing.Rows(step);
        ReadOnlySpan<T> x = product.Operand == 0 ? tape.StateBefore(0, step) : tape.Operand(product.Operand - 1, step);
        PackedMatrix<T> w = plan.RecurrentMatrices[product.Matrix];
        // Where Y is apart, it starts from the bias; else it is added to the projection.
        ReadOnlySpan<T> start = product.Apart ? plan.RecurrentBias.AsSpan(product.Column, product.Columns) : default;
        Span<T> y = (product.Apart ? tape.Recurrent(step) : tape.Projection(tape.Packing.Offset(step), rows))[product.Column..];
        bool backward = (step & 1) == 1;
        if (parts == 1)
        {
            int stride = product.Apart ? plan.Layout.RecurrentColumns : plan.Layout.ProjectionColumns;
            plan.Kernels.Multiply(x, w, start, y, rows, stride, backward);
        }
        else
        {
            plan.Kernels.MultiplyPart(x, w, start, y, rows, part, parts, backward);
        }
    }
}
