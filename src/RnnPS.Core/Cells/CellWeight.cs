namespace RnnPS;

/// <summary>One of a cell's named arrays of parameters, as a matrix; a vector is one row.</summary>
/// <param name="Name">The property's name, as <c>InputWeights</c>.</param>
/// <param name="Values">The numbers.</param>
internal readonly record struct CellWeight(string Name, RnnMatrix Values);
