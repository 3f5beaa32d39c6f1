namespace RnnPS.Files;

/// <summary>A weight of a Keras layer.</summary>
/// <param name="Name">Where it is in the file.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Values">Its numbers, row by row.</param>
internal sealed record KerasTensor(string Name, IReadOnlyList<int> Shape, double[] Values)
{
    /// <summary>Gets the tensor as a matrix.</summary>
    /// <param name="rows">The number of rows; null for any.</param>
    /// <param name="columns">The number of columns; null for any.</param>
    /// <returns>The matrix.</returns>
    /// <exception cref="RnnException">It has another shape (<see cref="RnnErrorId.ModelFile"/>).</exception>
    public RnnMatrix Matrix(long? rows, long? columns) =>
        Shape is [> 0, > 0] && Shape[0] == (rows ?? Shape[0]) && Shape[1] == (columns ?? Shape[1])
            ? new RnnMatrix(Shape[0], Shape[1], Values)
            : throw WrongShape($"a matrix of {Text(rows)} rows and {Text(columns)} columns");

    /// <summary>Gets the tensor as a vector.</summary>
    /// <param name="size">Its size.</param>
    /// <returns>The vector.</returns>
    /// <exception cref="RnnException">It has another shape (<see cref="RnnErrorId.ModelFile"/>).</exception>
    public RnnVector Vector(long size) => Shape is [> 0] && Shape[0] == size
        ? new RnnVector(Values)
        : throw WrongShape(FormattableString.Invariant($"a vector of {size} numbers"));

    /// <summary>The error that the tensor has another shape.</summary>
    /// <param name="expected">What was expected.</param>
    /// <returns>The error.</returns>
    public RnnException WrongShape(string expected) => ModelFaults.Damaged(
        $"has the weight '{MessageText.Excerpt(Name)}' [{string.Join(" × ", Shape.Select(size => FormattableString.Invariant($"{size}")))}] where its configuration asks for {expected}");

    private static string Text(long? size) => size is { } given ? FormattableString.Invariant($"{given}") : "any number of";
}
