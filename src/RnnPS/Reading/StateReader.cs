using System.Collections;
using System.Management.Automation;

namespace RnnPS;

/// <summary>Reads states: numbers, lists of them, or a state that was made before, in this process or another.</summary>
internal static class StateReader
{
    /// <summary>Reads a state for a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="value">
    /// A flat list, h of the first cell; a list of lists, h of each of the model's Layers; or an RnnState, also one that came
    /// back from a file as an object with Values and CellStates.
    /// </param>
    /// <param name="cellState">c in the same form; null for zeros.</param>
    /// <returns>The state, of its own.</returns>
    /// <exception cref="RnnException">It does not fit the model, or is no state.</exception>
    public static RnnState Read(RnnModel model, object? value, object? cellState = null)
    {
        if (NumberReader.Unwrap(value) is RnnState state)
        {
            return cellState is null ? state.Copy(model) : Read(model, state.Copy(model).Values, cellState, state.StepCount);
        }

        if (Saved(value, nameof(RnnState.Values)) is { } values)
        {
            return Read(model, values, cellState ?? Saved(value, nameof(RnnState.CellStates)), StepCount(value));
        }

        return Read(model, value, cellState, stepCount: 0);
    }

    private static RnnState Read(RnnModel model, object? value, object? cellState, long stepCount)
    {
        IReadOnlyList<RnnVector> zeros = new RnnState(model).Values;
        RnnVector?[] given = Cells(model, value) ?? new RnnVector?[zeros.Count];
        return new RnnState(
            model,
            [.. given.Select((vector, cell) => vector ?? (cell < zeros.Count ? zeros[cell] : default))],
            Cells(model, cellState),
            stepCount);
    }

    // 0 for a state that was saved without it.
    private static long StepCount(object? value)
    {
        object? saved = Saved(value, nameof(RnnState.StepCount));
        return saved is null ? 0 : LanguagePrimitives.TryConvertTo(saved, out long count) ? count : throw new RnnException(
            RnnErrorId.StateShape,
            $"The state has a StepCount of {NumberReader.Describe(saved)}: expected the number of timesteps that it has advanced.",
            saved);
    }

    // One vector a cell, null for one that is left out; a flat list is the first cell's.
    private static RnnVector?[]? Cells(RnnModel model, object? value)
    {
        object? plain = NumberReader.Unwrap(value);
        if (plain is null)
        {
            return null;
        }

        object?[] items = NumberReader.IsList(plain) ? [.. ((IEnumerable)plain).Cast<object?>().Select(NumberReader.Unwrap)] : [plain];
        if (items.Any(item => NumberReader.IsList(item)))
        {
            return [.. items.Select(item => item is null ? (RnnVector?)null : WeightReader.Vector(item))];
        }

        var cells = new RnnVector?[model.Layers.Count];
        // The cell states of a model that has none come back from a file as a list of nulls.
        cells[0] = items.Length > 0 && items.All(item => item is null) ? null : WeightReader.Vector(value);
        return cells;
    }

    private static object? Saved(object? value, string property) =>
        value is PSObject { BaseObject: PSCustomObject } saved ? saved.Properties[property]?.Value : null;
}
