namespace RnnPS;

/// <summary>A named parameter array of a cell, as a matrix. A vector is a matrix with one row.</summary>
/// <param name="Name">The name of the property, for example <c>InputWeights</c>.</param>
/// <param name="Values">The values.</param>
/// <param name="IsVector">Whether the array is a vector.</param>
internal readonly record struct CellWeight(string Name, RnnMatrix Values, bool IsVector = false);
