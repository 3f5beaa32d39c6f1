using System.Numerics;

namespace RnnPS;

/// <summary>
/// The inputs of a chunk, as the first layer reads them and as steps show them. Numbers are scaled, if the model scales its inputs, and
/// tokens are looked up in the embedding.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class InputBuffer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly EmbeddingPlan<T>? _embedding;
    private readonly RnnScaler? _scaler;
    private readonly RowBuffer<T> _values;
    // The inputs before they are scaled or looked up; empty if the first layer reads what steps show.
    private readonly RowBuffer<double> _raw;

    /// <summary>Allocates the buffers.</summary>
    /// <param name="plan">The weights.</param>
    /// <param name="scaler">The scaler of the inputs; null for none.</param>
    /// <param name="capacity">The largest number of slots.</param>
    /// <param name="cancellation">Stops while the buffers are cleared, which takes seconds for gigabytes.</param>
    public InputBuffer(WeightPlan<T> plan, RnnScaler? scaler, int capacity, CancellationToken cancellation = default)
    {
        _embedding = plan.Embedding;
        _scaler = scaler;
        _values = new RowBuffer<T>(capacity, plan.Layers[0].InputSize, cancellation);
        _raw = new RowBuffer<double>(_embedding is null && scaler is null ? 0 : capacity, RawSize(plan));
    }

    /// <summary>The number of bytes that the buffers take.</summary>
    /// <param name="plan">The weights.</param>
    /// <param name="scales">Whether the inputs are scaled.</param>
    /// <param name="capacity">The largest number of slots.</param>
    public static long Bytes(WeightPlan<T> plan, bool scales, int capacity) =>
        RowBuffer<T>.Bytes(capacity, plan.Layers[0].InputSize)
        + RowBuffer<double>.Bytes(plan.Embedding is null && !scales ? 0 : capacity, RawSize(plan));

    /// <summary>The inputs of the first layer, [count × input size].</summary>
    public Span<T> Rows(int start, int count) => _values.Rows(start, count);

    /// <summary>The token of a slot, if the model has an embedding.</summary>
    public int Token(int slot) => (int)_raw.Rows(slot, 1)[0];

    /// <summary>Sets the input of a slot.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="values">The numbers before scaling, or the token.</param>
    /// <exception cref="RnnException">The number is not a token of the embedding (<see cref="RnnErrorId.Token"/>).</exception>
    public void Set(int slot, ReadOnlySpan<double> values)
    {
        Span<T> input = _values.Rows(slot, 1);
        if (_embedding is null && _scaler is null)
        {
            PrecisionKernels.Convert(values, input);
            return;
        }

        values.CopyTo(_raw.Rows(slot, 1));
        if (_embedding is not null)
        {
            _embedding.VectorOf(values[0]).CopyTo(input);
            return;
        }

        for (int i = 0; i < values.Length; i++)
        {
            input[i] = T.CreateTruncating(_scaler!.Apply(i, values[i]));
        }
    }

    /// <summary>Reads what a step shows of its input.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="shape">The positions of a step's vectors.</param>
    /// <param name="data">The step's array.</param>
    public void Copy(int slot, StepShape shape, Span<double> data)
    {
        ReadOnlySpan<T> values = _values.Rows(slot, 1);
        if (_embedding is null && _scaler is null)
        {
            PrecisionKernels.Convert(values, shape.Input.Of(data));
            return;
        }

        _raw.Rows(slot, 1).CopyTo(shape.Input.Of(data));
        if (_embedding is not null)
        {
            PrecisionKernels.Convert(values, shape.Embedding.Of(data));
        }
    }

    private static int RawSize(WeightPlan<T> plan) => plan.Embedding is null ? plan.Layers[0].InputSize : 1;
}
