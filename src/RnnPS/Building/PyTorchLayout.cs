namespace RnnPS;

/// <summary>Brings weights of PyTorch into the layout of a cell.</summary>
internal static class PyTorchLayout
{
    /// <summary>Transposes a matrix, and puts its gates in the order of the cell.</summary>
    /// <param name="weights">PyTorch's weight_ih or weight_hh, [gates·hidden × columns].</param>
    /// <param name="kind">The kind of the cell.</param>
    /// <returns>The matrix, [columns × gates·hidden].</returns>
    /// <exception cref="RnnException">The rows are not the same number for each gate (<see cref="RnnErrorId.WeightShape"/>).</exception>
    public static RnnMatrix Matrix(RnnMatrix weights, RnnCellKind kind)
    {
        int[] places = Places(weights.Rows, kind, weights);
        var values = new double[weights.AsSpan().Length];
        for (int row = 0; row < weights.Rows; row++)
        {
            for (int column = 0; column < weights.Columns; column++)
            {
                values[(column * weights.Rows) + places[row]] = weights[row, column];
            }
        }

        return new RnnMatrix(weights.Columns, weights.Rows, values);
    }

    /// <summary>Puts the gates of a bias in the order of the cell.</summary>
    /// <param name="bias">PyTorch's bias_ih or bias_hh, [gates·hidden].</param>
    /// <param name="kind">The kind of the cell.</param>
    /// <exception cref="RnnException">The numbers are not as many for each gate (<see cref="RnnErrorId.WeightShape"/>).</exception>
    public static RnnVector Vector(RnnVector bias, RnnCellKind kind)
    {
        int[] places = Places(bias.Length, kind, bias);
        var values = new double[bias.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[places[i]] = bias[i];
        }

        return new RnnVector(values);
    }

    // Where each of PyTorch's rows is among the columns of the cell.
    private static int[] Places(int rows, RnnCellKind kind, object weights)
    {
        IReadOnlyList<int> gates = RnnCellType.Of(kind).PyTorchGates;
        int hidden = rows / gates.Count;
        return hidden * gates.Count == rows
            ? [.. Enumerable.Range(0, rows).Select(row => (gates[row / hidden] * hidden) + (row % hidden))]
            : throw new RnnException(
                RnnErrorId.WeightShape,
                $"PyTorch's weights of {kind} have {gates.Count}·hidden rows, but there are {rows}: give the tensors as they are, without transposing them.",
                weights);
    }
}
