namespace RnnPS;

/// <summary>A row of a <see cref="TraceTable"/> that any thread can write.</summary>
/// <param name="Step">The step.</param>
/// <param name="Foreign">The cells of the foreign columns, in their order: each is a double, a long, a text or null.</param>
internal readonly record struct TraceRow(RnnStep Step, object?[] Foreign);

/// <summary>A column of a <see cref="TraceTable"/>: a component of one of the step's vectors, or a value that Read gets from the step.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Property">The property that it belongs to, as -Property names it.</param>
/// <param name="Read">Reads the value; null for a component of a vector.</param>
/// <param name="Vector">The index of the vector; -1 for a value.</param>
/// <param name="Component">The index of the component.</param>
/// <param name="IsForeign">Whether the value may be an object of the user's, whose code runs on the pipeline's thread only.</param>
internal sealed record TraceColumn(
    string Name, string Property, Func<RnnStep, object?>? Read, int Vector = -1, int Component = 0, bool IsForeign = false);
