namespace RnnPS;

/// <summary>Creates a step of its array.</summary>
internal delegate RnnStep StepFactory(StepLayout layout, double[] data, long step, object? source);

/// <summary>The steps that show each kind of cell. A new kind of cell adds its line here.</summary>
/// <remarks>
/// A step has a property for each of its cell's <see cref="CellLayout.Trace"/> and <see cref="CellLayout.States"/>, by the names that
/// the cell gives them; a test says so.
/// </remarks>
internal static class CellSteps
{
    private static readonly Dictionary<Type, (StepFactory Alone, StepFactory InStack)> Known = new()
    {
        [typeof(ElmanCell)] = ((layout, data, step, source) => new ElmanStep(layout, data, step, source),
            (layout, data, step, source) => new ElmanLayerStep(layout, data, step, source)),
        [typeof(LstmCell)] = ((layout, data, step, source) => new LstmStep(layout, data, step, source),
            (layout, data, step, source) => new LstmLayerStep(layout, data, step, source)),
        [typeof(GruCell)] = ((layout, data, step, source) => new GruStep(layout, data, step, source),
            (layout, data, step, source) => new GruLayerStep(layout, data, step, source)),
    };

    /// <summary>Creates the steps of a model that is a cell alone.</summary>
    /// <param name="cell">The cell.</param>
    public static StepFactory Alone(RnnCell cell) => Known[cell.GetType()].Alone;

    /// <summary>Creates the records of a cell in a stack, which also tell its layer and direction.</summary>
    /// <param name="cell">The cell.</param>
    public static StepFactory InStack(RnnCell cell) => Known[cell.GetType()].InStack;
}
