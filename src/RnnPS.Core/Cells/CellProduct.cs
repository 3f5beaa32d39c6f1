using System.Numerics;

namespace RnnPS;

/// <summary>Computes the products of a cell.</summary>
internal static class CellProduct
{
    /// <summary>Computes P = b + X·W for some slots.</summary>
    /// <typeparam name="T">The precision: float or double.</typeparam>
    /// <param name="plan">The cell's weights.</param>
    /// <param name="input">X, [slots × input size].</param>
    /// <param name="projection">P, [slots × projection columns].</param>
    /// <param name="slots">The number of slots.</param>
    public static void Project<T>(this CellPlan<T> plan, ReadOnlySpan<T> input, Span<T> projection, int slots)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        plan.Kernels.Multiply(input, plan.InputWeights, plan.Bias, projection, slots, plan.Layout.ProjectionColumns);

    /// <summary>Computes a product of a step.</summary>
    /// <typeparam name="T">The precision: float or double.</typeparam>
    /// <param name="product">The product.</param>
    /// <param name="plan">The cell's weights.</param>
    /// <param name="tape">The cell's buffers, which receive the result.</param>
    /// <param name="step">The step within the chunk.</param>
    /// <param name="x">The operand, [rows × depth].</param>
    public static void Multiply<T>(this in Product product, CellPlan<T> plan, CellTape<T> tape, int step, ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = tape.Packing.Rows(step);
        PackedMatrix<T> w = plan.RecurrentMatrices[product.Matrix];
        // A product in Q starts from the recurrent bias. Other products are added to P.
        ReadOnlySpan<T> start = product.Apart ? plan.RecurrentBias.AsSpan(product.Column, product.Columns) : default;
        Span<T> y = (product.Apart ? tape.Recurrent(step) : tape.Projection(tape.Packing.Offset(step), rows))[product.Column..];
        // Every other step reads the panels in reverse order, because the cache still holds the last panels.
        bool reversePanels = (step & 1) == 1;
        int stride = product.Apart ? plan.Layout.RecurrentColumns : plan.Layout.ProjectionColumns;
        plan.Kernels.Multiply(x, w, start, y, rows, stride, reversePanels);
    }
}
