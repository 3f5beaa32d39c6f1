using System.Runtime.CompilerServices;

namespace RnnPS;

/// <summary>
/// Random numbers by their address: the same seed, stream and element give the same number, in whatever order and on
/// however many threads they are asked for.
/// </summary>
/// <remarks>
/// Philox4x32-10 of Salmon et al. (2011), "Parallel random numbers: as easy as 1, 2, 3".
/// </remarks>
/// <param name="seed">The seed: any integer.</param>
/// <param name="stream">What the numbers are for, so that two uses of a seed share none.</param>
/// <param name="epoch">The epoch of training that they are for.</param>
/// <param name="batch">The batch of the epoch that they are for.</param>
public readonly struct CounterRandom(int seed, int stream, int epoch = 0, int batch = 0)
{
    private const int Rounds = 10;
    private readonly uint _seed = unchecked((uint)seed);
    private readonly uint _stream = unchecked((uint)stream);
    private readonly uint _epoch = unchecked((uint)epoch);
    private readonly uint _batch = unchecked((uint)batch);

    /// <summary>A uniform number.</summary>
    /// <param name="element">Its address.</param>
    /// <returns>In [0, 1), with 53 random bits.</returns>
    public double Uniform(long element)
    {
        (uint a, uint b, _, _) = Block(unchecked((ulong)element));
        return ToUnit(a, b);
    }

    /// <summary>A standard normal number, by the method of Box and Muller (1958).</summary>
    /// <param name="element">Its address.</param>
    /// <returns>Mean 0, variance 1.</returns>
    public double Normal(long element)
    {
        (uint a, uint b, uint c, uint d) = Block(unchecked((ulong)element));
        // 1 − u lies in (0, 1], where the logarithm is finite.
        return Math.Sqrt(-2 * Math.Log(1 - ToUnit(a, b))) * Math.Cos(2 * Math.PI * ToUnit(c, d));
    }

    /// <summary>Four numbers of 32 random bits each.</summary>
    /// <param name="element">Their address.</param>
    internal (uint A, uint B, uint C, uint D) Bits(long element) => Block(unchecked((ulong)element));

    /// <summary>Four 32-bit numbers: the generator itself, as its reference vectors have it.</summary>
    internal static (uint A, uint B, uint C, uint D) Philox(
        (uint A, uint B, uint C, uint D) counter, (uint A, uint B) key)
    {
        for (int round = 0; round < Rounds; round++)
        {
            ulong left = 0xD2511F53UL * counter.A;
            ulong right = 0xCD9E8D57UL * counter.C;
            counter = unchecked((
                (uint)(right >> 32) ^ counter.B ^ key.A,
                (uint)right,
                (uint)(left >> 32) ^ counter.D ^ key.B,
                (uint)left));
            key = unchecked((key.A + 0x9E3779B9u, key.B + 0xBB67AE85u));
        }

        return counter;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double ToUnit(uint high, uint low) => ((((ulong)high << 32) | low) >> 11) * (1.0 / (1UL << 53));

    private (uint A, uint B, uint C, uint D) Block(ulong element) =>
        Philox(unchecked(((uint)element, (uint)(element >> 32), _epoch, _batch)), (_seed, _stream));
}
