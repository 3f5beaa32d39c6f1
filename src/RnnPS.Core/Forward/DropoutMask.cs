using System.Numerics;

namespace RnnPS;

/// <summary>
/// Dropout between layers (Srivastava et al. 2014, "Dropout: a simple way to prevent neural networks from overfitting"): of what
/// a layer hands on, each number is left out with a chance, and the others are scaled up so that the mean stays.
/// </summary>
/// <remarks>
/// Which numbers are left out depends on seed, epoch, batch, layer, sequence, step and component alone, not on how the batch is
/// cut or packed.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class DropoutMask<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // "Drop": apart from every other use of the seed.
    private const int Stream = 0x44726F70;
    private const int RowShift = 40;
    private const int NumbersOfBlock = 4;

    private readonly double _rate;
    private readonly int _seed;
    private readonly RowBuffer<T>[] _factors;
    private readonly RowBuffer<T>[] _values;
    private (int Epoch, int Batch) _key;
    private int[] _sequences = [];

    /// <summary>Makes the buffers.</summary>
    /// <param name="rate">The chance to be left out, from 0 to below 1.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="sizes">The output size of each layer but the last.</param>
    /// <param name="capacity">The most slots of a chunk.</param>
    /// <param name="cancellation">Stops while the buffers are cleared, which takes seconds for gigabytes.</param>
    public DropoutMask(double rate, int seed, IEnumerable<int> sizes, int capacity, CancellationToken cancellation = default)
    {
        _rate = rate;
        _seed = seed;
        _factors = [.. sizes.Select(size => new RowBuffer<T>(capacity, size, cancellation))];
        _values = [.. _factors.Select(factors => new RowBuffer<T>(capacity, factors.Size, cancellation))];
    }

    /// <summary>Tells what the next chunk is.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="batch">The update in the epoch.</param>
    /// <param name="sequences">For each row of the packing its sequence's place in the batch.</param>
    public void Begin(int epoch, int batch, int[] sequences)
    {
        _key = (epoch, batch);
        _sequences = sequences;
    }

    /// <summary>The input of the next layer.</summary>
    /// <param name="layer">The layer that hands on.</param>
    /// <param name="values">[slots × size], in time order.</param>
    /// <param name="packing">How the sequences lie.</param>
    public Span<T> Forward(int layer, ReadOnlySpan<T> values, Packing packing)
    {
        int slots = values.Length / _values[layer].Size;
        Span<T> result = _values[layer].Rows(0, slots);
        Draw(layer, packing, slots);
        PointwiseKernels.Multiply(values, _factors[layer].Rows(0, slots), result);
        return result;
    }

    /// <summary>The input of the next layer, as it was.</summary>
    public Span<T> Values(int layer, int slots) => _values[layer].Rows(0, slots);

    /// <summary>Turns the derivatives with respect to what the next layer read into those of what was handed on, in place.</summary>
    public void Backward(int layer, Span<T> gradient) =>
        PointwiseKernels.Multiply(gradient, _factors[layer].Rows(0, gradient.Length / _factors[layer].Size), gradient);

    private void Draw(int layer, Packing packing, int slots)
    {
        var random = new CounterRandom(_seed, Stream + layer, _key.Epoch, _key.Batch);
        int size = _factors[layer].Size;
        int blocks = (size + NumbersOfBlock - 1) / NumbersOfBlock;
        var threshold = (uint)Math.Round(_rate * uint.MaxValue);
        T kept = T.CreateChecked(1 / (1 - _rate));
        Span<uint> bits = stackalloc uint[NumbersOfBlock];
        for (int step = 0; packing.Offset(step) < slots; step++)
        {
            for (int row = 0; row < packing.Rows(step); row++)
            {
                long element = ((long)_sequences[row] << RowShift) + ((long)step * blocks);
                Span<T> factors = _factors[layer].Rows(packing.Offset(step) + row, 1);
                for (int i = 0; i < size; i++)
                {
                    if (i % NumbersOfBlock == 0)
                    {
                        (bits[0], bits[1], bits[2], bits[3]) = random.Bits(element + (i / NumbersOfBlock));
                    }

                    factors[i] = bits[i % NumbersOfBlock] < threshold ? T.Zero : kept;
                }
            }
        }
    }
}
