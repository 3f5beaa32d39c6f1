using System.Numerics;

namespace RnnPS;

/// <summary>One call of a kernel on guarded copies of its operands.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <param name="kernel">The kernel, for the error.</param>
/// <param name="room">The numbers of a register, which the kernel may read or write beyond an operand.</param>
internal sealed class GuardedCall<T>(string kernel, int room)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly List<GuardedCopy<T>> _copies = [];

    /// <summary>A copy of an operand that the kernel only reads.</summary>
    /// <param name="values">The operand.</param>
    /// <param name="name">Its name, for the error.</param>
    public ReadOnlySpan<T> In(ReadOnlySpan<T> values, string name) => InOut(values, name);

    /// <summary>A copy of an operand that the kernel may write.</summary>
    /// <param name="values">The operand.</param>
    /// <param name="name">Its name, for the error.</param>
    public Span<T> InOut(ReadOnlySpan<T> values, string name)
    {
        var copy = new GuardedCopy<T>(values, room, name);
        _copies.Add(copy);
        return copy.Values;
    }

    /// <summary>Requires that all guard zones are as they were.</summary>
    /// <exception cref="InvalidOperationException">The kernel wrote to one of them.</exception>
    public void End() => _copies.ForEach(copy => copy.Verify(kernel));
}
