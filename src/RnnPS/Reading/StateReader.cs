using System.Management.Automation;

namespace RnnPS;

/// <summary>Reads states from numbers, from lists of numbers, or from a state of this or another process.</summary>
internal static class StateReader
{
    /// <summary>Reads a state for a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="value">
    /// A flat list with h of the first cell, a list of lists with h of each of the model's Layers, or an RnnState. A state that was
    /// read back from a file is an object with Values and CellStates.
    /// </param>
    /// <param name="cellState">c, in the same form; null for zeros.</param>
    /// <returns>A new state.</returns>
    /// <exception cref="RnnException">The value is not a state, or does not match the model.</exception>
    public static RnnState Read(RnnModel model, object? value, object? cellState = null)
    {
        if (Live(value) is RnnState state)
        {
            return cellState is null ? state.Copy(model) : Read(model, state.Copy(model).Values, cellState, state.StepCount);
        }

        if (Saved(value, nameof(RnnState.Values)) is { } values)
        {
            return Read(model, values, cellState ?? Saved(value, nameof(RnnState.CellStates)), StepCount(value));
        }

        return Read(model, value, cellState, stepCount: 0);
    }

    /// <summary>Reads the states that sequences start from.</summary>
    /// <param name="model">The model.</param>
    /// <param name="value">A list of states, one for each sequence; or one state for all of them, as for <see cref="Read(RnnModel, object?, object?)"/>.</param>
    /// <exception cref="RnnException">The value is not a state or a list of states, or does not match the model.</exception>
    public static InitialStates ReadInitial(RnnModel model, object? value)
    {
        object?[] items = NumberReader.AsList(value) is { } list ? ListReader.ToArray(list) : [];
        return items.Any(IsState)
            ? new InitialStates(model, [.. items.Select((item, index) => ReadItem(model, item, index))], isShared: false)
            : new InitialStates(model, [Read(model, value)], isShared: true);
    }

    private static RnnState ReadItem(RnnModel model, object? item, int index)
    {
        try
        {
            return IsState(item) ? Read(model, item) : throw new RnnException(
                RnnErrorId.StateShape, $"{ValueDescription.Of(item)} is not a state: give an output of New-RnnState for each sequence.", item);
        }
        catch (RnnException error)
        {
            throw new RnnException(error.Id, FormattableString.Invariant($"State {index}: {error.Message}"), item, error);
        }
    }

    // A state that was read back without its serialized form, by an older version or from JSON, has the numbers.
    private static object? Live(object? value) => Saved(value, SerializedForm.Property) is null ? NumberReader.Unwrap(value) : SerializedForm.Revive(value);

    private static bool IsState(object? value) => NumberReader.Unwrap(value) is RnnState || Saved(value, nameof(RnnState.Values)) is not null;

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
        try
        {
            return saved is null ? 0 : LanguagePrimitives.ConvertTo<long>(NumberArgument.Read(saved, integer: true));
        }
        catch (Exception error) when (error is RnnException or PSInvalidCastException)
        {
            throw new RnnException(
                RnnErrorId.StateShape,
                $"The state has a StepCount of {ValueDescription.Of(saved)}: expected the number of timesteps that it has advanced.",
                saved,
                error);
        }
    }

    // One vector for each cell, null for a skipped cell. A flat list belongs to the first cell.
    private static RnnVector?[]? Cells(RnnModel model, object? value)
    {
        if (NumberReader.Unwrap(value) is null)
        {
            return null;
        }

        object?[] items = NumberReader.AsList(value) is { } list ? [.. ListReader.ToArray(list).Select(NumberReader.Unwrap)] : [NumberReader.Unwrap(value)];
        if (items.Any(NumberReader.IsList))
        {
            return [.. items.Select(item => item is null ? (RnnVector?)null : WeightReader.Vector(item))];
        }

        var cells = new RnnVector?[model.Layers.Count];
        // In a file, the cell states of a model without cell states are a list of nulls.
        cells[0] = items.Length > 0 && items.All(item => item is null) ? null : WeightReader.Vector(value);
        return cells;
    }

    private static object? Saved(object? value, string property)
    {
        try
        {
            return value is PSObject { BaseObject: PSCustomObject } saved ? saved.Properties[property]?.Value : null;
        }
        catch (Exception error) when (ForeignCode.IsFault(error))
        {
            throw new RnnException(
                RnnErrorId.PropertyUnreadable, $"The {property} of the state can't be read: {error.Message} Correct the property.", value, error);
        }
    }
}
