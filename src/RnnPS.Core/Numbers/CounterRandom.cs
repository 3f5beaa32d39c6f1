using System.Runtime.CompilerServices;

namespace RnnPS;

/// <summary>
/// A counter-based random number generator. The same seed, stream, epoch, batch and element give the same number, in any order
/// and on any number of threads.
/// </summary>
/// <remarks>
/// The generator is Philox4x32-10 of Salmon et al. (2011), "Parallel random numbers: as easy as 1, 2, 3".
/// </remarks>
/// <param name="seed">The seed, any integer.</param>
/// <param name="stream">The purpose of the numbers. Different streams of the same seed are independent.</param>
/// <param name="epoch">The training epoch.</param>
/// <param name="batch">The batch within the epoch.</param>
public readonly struct CounterRandom(int seed, int stream, int epoch = 0, int batch = 0)
{
    private const int Rounds = 10;
    private readonly uint _seed = unchecked((uint)seed);
    private readonly uint _stream = unchecked((uint)stream);
    private readonly uint _epoch = unchecked((uint)epoch);
    private readonly uint _batch = unchecked((uint)batch);

    /// <summary>Returns a uniform random number.</summary>
    /// <param name="element">The index of the number.</param>
    /// <returns>A number in [0, 1) with 53 random bits.</returns>
    public double Uniform(long element)
    {
        (uint a, uint b, _, _) = Block(unchecked((ulong)element));
        return ToUnit(a, b);
    }

    /// <summary>Returns a standard normal random number, using the method of Box and Muller (1958).</summary>
    /// <param name="element">The index of the number.</param>
    /// <returns>A number from the distribution with mean 0 and variance 1.</returns>
    public double Normal(long element)
    {
        (uint a, uint b, uint c, uint d) = Block(unchecked((ulong)element));
        // 1 − u is in (0, 1], so the logarithm is finite.
        return Math.Sqrt(-2 * Math.Log(1 - ToUnit(a, b))) * Math.Cos(2 * Math.PI * ToUnit(c, d));
    }

    /// <summary>Returns four numbers of 32 random bits each.</summary>
    /// <param name="element">The index of the four numbers.</param>
    internal (uint A, uint B, uint C, uint D) Bits(long element) => Block(unchecked((ulong)element));

    /// <summary>
    /// Computes one block of the generator: four 32-bit numbers. Tests compare it with the reference vectors of the paper.
    /// </summary>
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
