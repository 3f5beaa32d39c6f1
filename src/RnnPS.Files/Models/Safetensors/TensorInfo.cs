namespace RnnPS.Files;

/// <summary>Where a tensor of a file is, and how its numbers are stored.</summary>
/// <param name="Name">The name.</param>
/// <param name="Type">The type of the numbers.</param>
/// <param name="Shape">The sizes of its dimensions. Numbers are in row-major order.</param>
/// <param name="Start">The first byte, counted from the end of the header.</param>
/// <param name="Length">The number of bytes.</param>
internal sealed record TensorInfo(string Name, TensorType Type, IReadOnlyList<long> Shape, long Start, long Length)
{
    /// <summary>The number of numbers.</summary>
    public long Count => Length / Type.Size;

    /// <summary>Formats the name, the type and the shape.</summary>
    /// <returns>The text, for example <c>fc.weight F32 [2 × 5]</c>.</returns>
    public override string ToString() => $"{Name} {Type.Name} [{string.Join(" × ", Shape)}]";
}
