using System.Numerics;
using System.Runtime.InteropServices;

namespace RnnPS;

/// <summary>A copy of a kernel's operand with a guard zone on each side, to show that the kernel stays within its room.</summary>
/// <remarks>
/// Behind the numbers is the room of one register that a kernel may read or write. What it must never touch is filled with NaN of a
/// known pattern: a read shows in the result, a write in <see cref="Verify"/>.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class GuardedCopy<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int GuardLength = 64;

    // As two floats or one double, it is not a number, and no arithmetic makes it.
    private const ulong Pattern = 0x7FF8_DEAD_7FC0_BEEF;

    private readonly T[] _values;
    private readonly string _name;
    private readonly int _length;
    private readonly int _room;

    /// <summary>Copies an operand.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="room">The numbers of a register.</param>
    /// <param name="name">What the operand is called, for the error.</param>
    public GuardedCopy(ReadOnlySpan<T> values, int room, string name)
    {
        _name = name;
        _length = values.Length;
        _room = room;
        // An even number, so that the pattern fills it.
        _values = new T[(GuardLength + _length + room + GuardLength + 1) & ~1];
        MemoryMarshal.Cast<T, ulong>(_values.AsSpan()).Fill(Pattern);
        values.CopyTo(Values);
    }

    /// <summary>The copy, for the kernel.</summary>
    public Span<T> Values => _values.AsSpan(GuardLength, _length);

    /// <summary>Requires that the guard zones are as they were.</summary>
    /// <param name="kernel">The kernel, for the error.</param>
    /// <exception cref="InvalidOperationException">The kernel wrote to one of them.</exception>
    public void Verify(string kernel)
    {
        var untouched = new T[_values.Length];
        MemoryMarshal.Cast<T, ulong>(untouched.AsSpan()).Fill(Pattern);
        int end = GuardLength + _length + _room;
        if (!Bytes(_values.AsSpan(0, GuardLength)).SequenceEqual(Bytes(untouched.AsSpan(0, GuardLength)))
            || !Bytes(_values.AsSpan(end)).SequenceEqual(Bytes(untouched.AsSpan(end))))
        {
            throw new InvalidOperationException(
                FormattableString.Invariant($"{kernel} wrote more than a register beyond the {_length} numbers of '{_name}'."));
        }
    }

    private static ReadOnlySpan<byte> Bytes(Span<T> values) => MemoryMarshal.AsBytes(values);
}
