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
    private static readonly Dictionary<string, (StepFactory Alone, StepFactory InStack, int Gates, int States)> Known = new()
    {
        [nameof(RnnCellKind.Elman)] = ((layout, data, step, source) => new ElmanStep(layout, data, step, source),
            (layout, data, step, source) => new ElmanLayerStep(layout, data, step, source),
            Gates: 0,
            States: 1),
        [nameof(RnnCellKind.Lstm)] = ((layout, data, step, source) => new LstmStep(layout, data, step, source),
            (layout, data, step, source) => new LstmLayerStep(layout, data, step, source),
            Gates: 4,
            States: 2),
        [nameof(RnnCellKind.Gru)] = ((layout, data, step, source) => new GruStep(layout, data, step, source),
            (layout, data, step, source) => new GruLayerStep(layout, data, step, source),
            Gates: 3,
            States: 1),
    };

    /// <summary>Gets the factory for the steps of a model with a single cell.</summary>
    /// <param name="kind">The kind of the cell.</param>
    public static StepFactory Alone(string kind) => Known[kind].Alone;

    /// <summary>Gets the factory for the steps of a cell in a stack. They also have a layer and a direction.</summary>
    /// <param name="kind">The kind of the cell.</param>
    public static StepFactory InStack(string kind) => Known[kind].InStack;

    /// <summary>Whether steps of a kind of cell can have some vectors.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="cell">The positions of the vectors.</param>
    public static bool Fit(string kind, CellWindows cell) =>
        Known.TryGetValue(kind, out var steps) && !cell.Trace.IsDefault && !cell.States.IsDefault
        && cell.Trace.Length == steps.Gates && cell.States.Length == steps.States;
}
