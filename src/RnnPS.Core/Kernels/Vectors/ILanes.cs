using System.Numerics;
using System.Runtime.CompilerServices;

namespace RnnPS;

/// <summary>
/// Some numbers side by side in a register, so that one source of a kernel serves vectors of every width and none.
/// </summary>
/// <typeparam name="TSelf">The type itself.</typeparam>
/// <typeparam name="T">float or double.</typeparam>
internal interface ILanes<TSelf, T>
    where TSelf : struct, ILanes<TSelf, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The number of lanes.</summary>
    static abstract int Count { get; }

    /// <summary>Whether the machine has registers of this width.</summary>
    static abstract bool IsSupported { get; }

    /// <summary>Reads numbers that follow each other.</summary>
    static abstract TSelf Load(ref T source, nint offset);

    /// <summary>The same number in all places.</summary>
    static abstract TSelf Broadcast(T value);

    /// <summary>Four numbers that follow each other, each in all places.</summary>
    static virtual void Broadcast(ref T source, nint offset, out TSelf a, out TSelf b, out TSelf c, out TSelf d)
    {
        a = TSelf.Broadcast(Unsafe.Add(ref source, offset));
        b = TSelf.Broadcast(Unsafe.Add(ref source, offset + 1));
        c = TSelf.Broadcast(Unsafe.Add(ref source, offset + 2));
        d = TSelf.Broadcast(Unsafe.Add(ref source, offset + 3));
    }

    /// <summary>The number that stands in one place, in all places.</summary>
    static abstract TSelf Pick(TSelf a, nint place);

    /// <summary>The number nearest to this one, in all places.</summary>
    static abstract TSelf Constant(double value);

    /// <summary>a·b + c, rounded once where the machine can.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>The same with numbers for b that follow each other: of such a call, the compiler makes one instruction.</summary>
    static virtual TSelf MultiplyAdd(TSelf a, ref T b, nint offset, TSelf c) => TSelf.MultiplyAdd(a, TSelf.Load(ref b, offset), c);

    /// <summary>sum += a·b, rounded once where the machine can.</summary>
    /// <remarks>The compiler keeps a sum that is changed in place in its register. Of a returned one it makes a copy.</remarks>
    static virtual void Accumulate(ref TSelf sum, TSelf a, TSelf b) => sum = TSelf.MultiplyAdd(a, b, sum);

    /// <summary>a + b.</summary>
    static abstract TSelf operator +(TSelf a, TSelf b);

    /// <summary>a − b.</summary>
    static abstract TSelf operator -(TSelf a, TSelf b);

    /// <summary>a·b.</summary>
    static abstract TSelf operator *(TSelf a, TSelf b);

    /// <summary>a / b.</summary>
    static abstract TSelf operator /(TSelf a, TSelf b);

    /// <summary>The smaller of each pair; NaN where the value is, in one instruction.</summary>
    static abstract TSelf Min(TSelf bound, TSelf value);

    /// <summary>The larger of each pair; NaN where the value is, in one instruction.</summary>
    static abstract TSelf Max(TSelf bound, TSelf value);

    /// <summary>|a|.</summary>
    static abstract TSelf Abs(TSelf a);

    /// <summary>|a| with the sign of b.</summary>
    static abstract TSelf CopySign(TSelf a, TSelf b);

    /// <summary>2^n, where a is n + 1.5·2^(mantissa bits): the integer then stands in the low bits.</summary>
    static abstract TSelf PowerOfTwo(TSelf a);

    /// <summary>Writes the numbers.</summary>
    void Store(ref T target, nint offset);
}
