namespace RnnPS;

/// <summary>Reads and writes the states of a run's cells, sequence by sequence.</summary>
internal interface ICellStates
{
    /// <summary>Sets one part of the state from which a sequence starts the next chunk.</summary>
    /// <param name="cell">The cell's index among the model's cells.</param>
    /// <param name="part">The index of the part of the state; 0 is h.</param>
    /// <param name="row">The row of the sequence.</param>
    /// <param name="values">The new values.</param>
    void SetState(int cell, int part, int row, ReadOnlySpan<double> values);

    /// <summary>Gets one part of a cell's state after a step. Steps count in the direction in which the cell reads.</summary>
    /// <param name="cell">The cell's index among the model's cells.</param>
    /// <param name="part">The index of the part of the state; 0 is h.</param>
    /// <param name="step">The step within the chunk.</param>
    /// <param name="row">The row of the sequence.</param>
    /// <param name="values">The span that receives the values.</param>
    void GetState(int cell, int part, int step, int row, Span<double> values);
}
