namespace RnnPS;

/// <summary>The states of some sequences' cells, as a run has them.</summary>
internal interface ICellStates
{
    /// <summary>Writes a part of a cell's state that a sequence starts the next chunk from.</summary>
    /// <param name="cell">The cell's index among the model's cells.</param>
    /// <param name="part">The part of its state; 0 is h.</param>
    /// <param name="row">The sequence.</param>
    /// <param name="values">The numbers.</param>
    void SetState(int cell, int part, int row, ReadOnlySpan<double> values);

    /// <summary>Reads a part of a cell's state after it has read so many steps of a sequence, in its own direction.</summary>
    /// <param name="cell">The cell's index among the model's cells.</param>
    /// <param name="part">The part of its state; 0 is h.</param>
    /// <param name="step">The step within the chunk.</param>
    /// <param name="row">The sequence.</param>
    /// <param name="values">To be written.</param>
    void GetState(int cell, int part, int step, int row, Span<double> values);
}
