using System.Globalization;

namespace RnnPS.Files.Onnx;

/// <summary>
/// An integer of a graph, most often a size: a number, or a product of sizes that are known only at run time times a number plus a number.
/// </summary>
internal sealed class Extent : IEquatable<Extent>
{
    // The products of a graph have few factors. A longer one is an integer of which nothing is known.
    private const int MostSymbols = 8;

    private static long _symbolCount;

    private readonly long _factor;
    private readonly long[] _symbols;
    private readonly long _offset;

    private Extent(long factor, long[] symbols, long offset)
    {
        bool isNumber = factor == 0 || symbols.Length == 0;
        _factor = isNumber ? 0 : factor;
        _symbols = isNumber ? [] : symbols;
        _offset = isNumber && symbols.Length == 0 ? factor + offset : offset;
    }

    /// <summary>The number 1.</summary>
    public static Extent One { get; } = Of(1);

    /// <summary>The number; null if it is known only at run time.</summary>
    public long? Value => _symbols.Length == 0 ? _offset : null;

    // Sizes have positive symbols, and are not negative. Of integers with negative symbols nothing is known.
    private bool IsNegative => Value < 0;

    private bool IsSize => _offset >= 0 && _factor >= 0 && Array.TrueForAll(_symbols, symbol => symbol > 0);

    /// <summary>Creates a number.</summary>
    /// <param name="value">The number.</param>
    public static Extent Of(long value) => new(0, [], value);

    /// <summary>Creates a size that is known only at run time and differs from all others.</summary>
    public static Extent NewSize() => new(1, [Interlocked.Increment(ref _symbolCount)], 0);

    /// <summary>Creates an integer of which nothing is known.</summary>
    public static Extent NewUnknown() => new(1, [-Interlocked.Increment(ref _symbolCount)], 0);

    public static Extent operator +(Extent left, Extent right) => Try(() => left._symbols.SequenceEqual(right._symbols)
        ? new Extent(checked(left._factor + right._factor), left._symbols, checked(left._offset + right._offset))
        : left.Value is { } first ? new Extent(right._factor, right._symbols, checked(first + right._offset))
        : right.Value is { } second ? new Extent(left._factor, left._symbols, checked(left._offset + second))
        : null);

    public static Extent operator -(Extent left, Extent right) => left + (right * Of(-1));

    public static Extent operator *(Extent left, Extent right) => Try(() =>
        left.Value is { } first ? right.Times(first)
        : right.Value is { } second ? left.Times(second)
        : left._offset == 0 && right._offset == 0 && left._symbols.Length + right._symbols.Length <= MostSymbols
            ? new Extent(checked(left._factor * right._factor), [.. left._symbols.Concat(right._symbols).Order()], 0)
        : null);

    /// <summary>Divides, and rounds to zero.</summary>
    public static Extent operator /(Extent left, Extent right) => Try(() =>
        left.Value is { } first && right.Value is { } second ? second == 0 ? null : Of(checked(first / second)) : left.Quotient(right));

    /// <summary>Multiplies sizes.</summary>
    /// <param name="sizes">The sizes.</param>
    public static Extent Product(IEnumerable<Extent> sizes) => sizes.Aggregate(One, (product, size) => product * size);

    /// <summary>Compares integers.</summary>
    /// <param name="left">An integer.</param>
    /// <param name="right">Another.</param>
    /// <returns>1 if they are equal, 0 if not, and an unknown integer if that is known only at run time.</returns>
    public static Extent AreEqual(Extent left, Extent right) =>
        left.Equals(right) ? One
        : (left.Value is not null && right.Value is not null) || (left.IsNegative && right.IsSize) || (right.IsNegative && left.IsSize) ? Of(0)
        : NewUnknown();

    /// <summary>Divides without a rest.</summary>
    /// <param name="divisor">The divisor.</param>
    /// <returns>The quotient; null if there is a rest, or it is known only at run time.</returns>
    public Extent? Quotient(Extent divisor)
    {
        if (Value is { } number && divisor.Value is { } other)
        {
            return other != 0 && number % other == 0 ? Of(number / other) : null;
        }

        long factor = divisor._symbols.Length == 0 ? divisor._offset : divisor._factor;
        if (_offset != 0 || (divisor._symbols.Length > 0 && divisor._offset != 0) || factor == 0 || _factor % factor != 0)
        {
            return null;
        }

        List<long> rest = [.. _symbols];
        return divisor._symbols.All(rest.Remove) ? new Extent(_factor / factor, [.. rest], 0) : null;
    }

    public bool Equals(Extent? other) =>
        other is not null && _factor == other._factor && _offset == other._offset && _symbols.AsSpan().SequenceEqual(other._symbols);

    public override bool Equals(object? obj) => Equals(obj as Extent);

    public override int GetHashCode() => HashCode.Combine(_factor, _offset, _symbols.Length);

    /// <summary>Formats the number, or a question mark.</summary>
    public override string ToString() => Value?.ToString(CultureInfo.InvariantCulture) ?? "?";

    private static Extent Try(Func<Extent?> compute)
    {
        try
        {
            return compute() ?? NewUnknown();
        }
        catch (OverflowException)
        {
            return NewUnknown();
        }
    }

    private Extent Times(long number) => new(checked(_factor * number), _symbols, checked(_offset * number));
}
