namespace RnnPS;

/// <summary>Creates a step from its data array.</summary>
internal delegate RnnStep StepFactory(StepLayout layout, double[] data, long step, object? source);

/// <summary>Maps each kind of cell to its step types. A new kind of cell adds its line here.</summary>
/// <remarks>
/// A step has one property for each vector in its cell's <see cref="CellLayout.Trace"/> and <see cref="CellLayout.States"/>, with
/// the same name. A test checks this.
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

    /// <summary>Gets the factory for the steps of a model with a single cell.</summary>
    /// <param name="cell">The cell.</param>
    public static StepFactory Alone(RnnCell cell) => Known[cell.GetType()].Alone;

    /// <summary>Gets the factory for the steps of a cell in a stack. They also have a layer and a direction.</summary>
    /// <param name="cell">The cell.</param>
    public static StepFactory InStack(RnnCell cell) => Known[cell.GetType()].InStack;
}
