using System.Numerics;

namespace RnnPS;

/// <summary>Computes the recurrent products of a cell.</summary>
internal static class CellProduct
{
    /// <summary>Computes a product of a step, or one part of its columns.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="product">The product.</param>
    /// <param name="plan">The cell's weights.</param>
    /// <param name="tape">Its buffers.</param>
    /// <param name="step">The step.</param>
    /// <param name="part">The part.</param>
    /// <param name="parts">The number of parts; more than 1 for one row only.</param>
    public static void Multiply<T>(
        this Product product, CellPlan<T> plan, CellTape<T> tape, int step, int part = 0, int parts = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = tape.Packing.Rows(step);
        ReadOnlySpan<T> x = product.Operand == 0 ? tape.StateBefore(0, step) : tape.Operand(product.Operand - 1, step);
        PackedMatrix<T> w = plan.RecurrentMatrices[product.Matrix];
        // Where Q is kept apart, it starts from the bias; else it is added to P.
        ReadOnlySpan<T> start = product.Apart ? plan.RecurrentBias.AsSpan(product.Column, product.Columns) : default;
        Span<T> y = (product.Apart ? tape.Recurrent(step) : tape.Projection(tape.Packing.Offset(step), rows))[product.Column..];
        // Every other step reads the panels from the last: the cache still holds what was read last.
        bool reversePanels = (step & 1) == 1;
        if (parts == 1)
        {
            int stride = product.Apart ? plan.Layout.RecurrentColumns : plan.Layout.ProjectionColumns;
            plan.Kernels.Multiply(x, w, start, y, rows, stride, reversePanels);
        }
        else
        {
            plan.Kernels.MultiplyPart(x, w, start, y, part, parts, reversePanels);
        }
    }
}
