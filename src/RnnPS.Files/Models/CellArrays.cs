namespace RnnPS.Files;

/// <summary>An array of a cell.</summary>
internal enum CellArray
{
    /// <summary>The input weights, [input × gates·hidden].</summary>
    InputWeights,

    /// <summary>The recurrent weights, [h × gates·hidden].</summary>
    RecurrentWeights,

    /// <summary>The bias, [gates·hidden].</summary>
    Bias,

    /// <summary>The bias of the recurrent product, [gates·hidden].</summary>
    RecurrentBias,

    /// <summary>The peepholes of an LSTM.</summary>
    Peepholes,

    /// <summary>The projection of an LSTM, [hidden × projection].</summary>
    ProjectionWeights,
}

/// <summary>The weights of a cell. A vector is a matrix of one row.</summary>
internal sealed class CellArrays : Dictionary<CellArray, RnnMatrix>
{
    /// <summary>Gets the weights of a cell.</summary>
    /// <param name="cell">The cell.</param>
    /// <returns>The arrays that it has.</returns>
    public static CellArrays Of(RnnCell cell)
    {
        var arrays = new CellArrays
        {
            [CellArray.InputWeights] = cell.InputWeights,
            [CellArray.RecurrentWeights] = cell.RecurrentWeights,
        };
        arrays.Set(CellArray.Bias, cell.Bias);
        arrays.Set(CellArray.RecurrentBias, cell.RecurrentBias);
        if (cell is LstmCell lstm)
        {
            arrays.Set(CellArray.Peepholes, lstm.Peepholes);
            if (lstm.ProjectionWeights is { } projection)
            {
                arrays[CellArray.ProjectionWeights] = projection;
            }
        }

        return arrays;
    }

    /// <summary>Sets a vector.</summary>
    /// <param name="array">The array.</param>
    /// <param name="vector">Its numbers; null for none.</param>
    public void Set(CellArray array, RnnVector? vector)
    {
        if (vector is { } numbers)
        {
            this[array] = new RnnMatrix(1, numbers.Length, numbers.ToArray());
        }
    }

    /// <summary>Gets a matrix.</summary>
    /// <param name="array">The array.</param>
    /// <returns>The matrix; null if the cell does not have it.</returns>
    public RnnMatrix? Matrix(CellArray array) => this.GetValueOrDefault(array);

    /// <summary>Gets a vector.</summary>
    /// <param name="array">The array.</param>
    /// <returns>The vector; null if the cell does not have it.</returns>
    public RnnVector? Vector(CellArray array) => Matrix(array) is { } row ? row[0] : null;
}
