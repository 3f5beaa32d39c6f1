using System.Collections;
using System.Globalization;

namespace RnnPS;

/// <summary>
/// A read-only vector of doubles, stored as a range of an array that never changes. It can be indexed and enumerated, converts
/// to an array in JSON, and formats as <c>[0.537 0.4621]</c>.
/// </summary>
/// <remarks>All vectors of a step share one array, so a step costs two allocations instead of one per vector.</remarks>
public readonly struct RnnVector : IReadOnlyList<double>, IEquatable<RnnVector>, IFormattable
{
    private readonly double[]? _data;
    private readonly int _start;

    /// <summary>Creates a vector over an array without copying it. The caller must not change the array later.</summary>
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

    /// <summary>Gets one component.</summary>
    /// <param name="index">The index of the component, from 0 to <see cref="Length"/> − 1.</param>
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

    /// <summary>Returns the components without copying them.</summary>
    /// <returns>A span of <see cref="Length"/> numbers.</returns>
    public ReadOnlySpan<double> AsSpan() => _data.AsSpan(_start, Length);

    /// <summary>Copies the components to a new array.</summary>
    /// <returns>A new array of <see cref="Length"/> numbers.</returns>
    public double[] ToArray() => AsSpan().ToArray();

    /// <summary>Copies the components to a matrix with one row.</summary>
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

    /// <summary>
    /// Formats all components with all digits in the invariant culture, for example <c>[0.537 0.46211715726000974]</c>. Export-Csv writes
    /// this text.
    /// </summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"[{string.Join(' ', this.Select(value => value.ToString("R", CultureInfo.InvariantCulture)))}]";

    /// <summary>Formats all components with four significant digits in the invariant culture, for messages.</summary>
    /// <param name="format">Not used.</param>
    /// <param name="formatProvider">Not used.</param>
    /// <returns>The text.</returns>
    string IFormattable.ToString(string? format, IFormatProvider? formatProvider) => ToString(Length);

    /// <summary>Formats the first components and, if some are omitted, the length, for example <c>[0.1 0.2 … of 256]</c>.</summary>
    /// <param name="most">The maximum number of components to show.</param>
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

    /// <summary>Determines whether two vectors have equal components.</summary>
    /// <param name="other">The other vector.</param>
    /// <returns>True if the lengths and all components are equal.</returns>
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

    /// <summary>Determines whether two vectors have equal components.</summary>
    /// <param name="left">The first vector.</param>
    /// <param name="right">The second vector.</param>
    public static bool operator ==(RnnVector left, RnnVector right) => left.Equals(right);

    /// <summary>Determines whether two vectors differ.</summary>
    /// <param name="left">The first vector.</param>
    /// <param name="right">The second vector.</param>
    public static bool operator !=(RnnVector left, RnnVector right) => !left.Equals(right);
}
