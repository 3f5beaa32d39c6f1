using System.Numerics;

namespace RnnPS;

/// <summary>The loop of one cell over the steps of a chunk: products by the loop, pointwise maths by the cell.</summary>
internal static class CellPass
{
    /// <summary>Takes a cell through a chunk.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="plan">The cell's weights.</param>
    /// <param name="tape">Its buffers, with the chunk's packing.</param>
    /// <param name="input">[slots × input size], in the order in which the cell reads.</param>
    /// <param name="steps">How many steps.</param>
    /// <param name="cancellation">Stops between steps.</param>
    public static void Run<T>(
        CellPlan<T> plan, CellTape<T> tape, ReadOnlySpan<T> input, int steps, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int columns = plan.Layout.ProjectionColumns;
        int slots = tape.Packing.Offset(steps);
        Span<T> projection = tape.Projection(0, slots);
        MatrixKernels.SetRows(plan.Bias, projection, columns);
        MatrixKernels.MultiplyAdd(input, plan.InputWeights, projection, slots, columns, columns);
        tape.Begin();
        for (int step = 0; step < steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            MatrixKernels.SetRows(plan.RecurrentBias, tape.Recurrent(step), plan.Layout.RecurrentColumns);
            for (int phase = 0; phase < plan.Layout.PhaseCount; phase++)
            {
                MakeProducts(plan, tape, step, phase);
                plan.Maths.Forward(phase, new Frame<T>(tape, step));
            }
        }

        tape.End(steps);
    }

    private static void MakeProducts<T>(CellPlan<T> plan, CellTape<T> tape, int step, int phase)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = tape.Packing.Rows(step);
        foreach (Product product in plan.Layout.Products)
        {
            if (product.Phase != phase)
            {
                continue;
            }

            MatrixKernels.MultiplyAdd(
                product.Operand == 0 ? tape.StateBefore(0, step) : tape.Operand(product.Operand - 1, step),
                plan.RecurrentMatrices[product.Matrix],
                product.Apart ? tape.Recurrent(step) : tape.Projection(tape.Packing.Offset(step), rows),
                rows,
                product.Columns,
                product.Apart ? plan.Layout.RecurrentColumns : plan.Layout.ProjectionColumns,
                product.Column);
        }
    }
}
