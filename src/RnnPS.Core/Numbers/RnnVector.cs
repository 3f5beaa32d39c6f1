using System.Collections;
using System.Globalization;

namespace RnnPS;

/// <summary>
/// A read-only vector: a window of a longer array that its owner never changes. It can be indexed and enumerated,
/// becomes an array in JSON, and prints as <c>[0.537 0.4621]</c>.
/// </summary>
/// <remarks>A step keeps one array for all its vectors, so that a step costs two allocations, not one a vector.</remarks>
public readonly struct RnnVector : IReadOnlyList<double>, IEquatable<RnnVector>
{
    private readonly double[]? _data;
    private readonly int _start;

    /// <summary>Creates a vector over a whole array, which the caller must not change any more.</summary>
    /// <param name="values">The components.</param>
    public RnnVector(double[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        _data = values;
        Length = values.Length;
    }

    internal RnnVector(double[] data, int start, int length)
    {
        _data = data;
        _start = start;
        Length = length;
    }

    /// <summary>The number of components.</summary>
    public int Length { get; }

    /// <summary>The number of components; the same as <see cref="Length"/>.</summary>
    public int Count => Length;

    /// <summary>One component.</summary>
    /// <param name="index">From 0 to <see cref="Length"/> − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The index is outside that range.</exception>
    public double this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Length);
            return _data![_start + index];
        }
    }

    /// <summary>The components without a copy.</summary>
    /// <returns>A span of <see cref="Length"/> numbers.</returns>
    public ReadOnlySpan<double> AsSpan() => _data.AsSpan(_start, Length);

    /// <summary>The components as an array of their own.</summary>
    /// <returns>A new array of <see cref="Length"/> numbers.</returns>
    public double[] ToArray() => AsSpan().ToArray();

    /// <summary>The components as a matrix of one row.</summary>
    internal RnnMatrix ToRow() => new(1, Length, ToArray());

    /// <summary>Enumerates the components in order.</summary>
    /// <returns>An enumerator.</returns>
    public IEnumerator<double> GetEnumerator()
    {
        for (int i = 0; i < Length; i++)
        {
            yield return _data![_start + i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>All components with four significant digits, as <c>[0.537 0.4621]</c>, in the invariant culture.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => ToString(Length);

    /// <summary>As <see cref="ToString()"/>, but a long vector is cut and its length told: <c>[0.1 0.2 … of 256]</c>.</summary>
    /// <param name="most">How many components to show at the most.</param>
    /// <returns>The text.</returns>
    public string ToString(int most)
    {
        int shown = Math.Min(Length, Math.Max(most, 0));
        IEnumerable<string> parts = this.Take(shown).Select(RnnFormat.Number);
        if (shown < Length)
        {
            parts = parts.Append(string.Create(CultureInfo.InvariantCulture, $"… of {Length}"));
        }

        return $"[{string.Join(' ', parts)}]";
    }

    /// <summary>Whether two vectors have the same components.</summary>
    /// <param name="other">The other vector.</param>
    /// <returns>True where lengths and all components are equal.</returns>
    public bool Equals(RnnVector other) => AsSpan().SequenceEqual(other.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is RnnVector other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (double value in AsSpan())
        {
            hash.Add(value);
        }

        return hash.ToHashCode();
    }

    /// <summary>Whether two vectors have the same components.</summary>
    /// <param name="left">One vector.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(RnnVector left, RnnVector right) => left.Equals(right);

    /// <summary>Whether two vectors differ.</summary>
    /// <param name="left">One vector.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(RnnVector left, RnnVector right) => !left.Equals(right);
}
