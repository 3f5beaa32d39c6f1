using System.Numerics;

namespace RnnPS;

/// <summary>The hidden dense layers over some rows, one for each output. It keeps their pre-activations and outputs.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class DensePass<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly DensePlan<T>[] _layers;
    private readonly RowBuffer<T>[] _preActivations;
    private readonly RowBuffer<T>[] _outputs;

    /// <summary>Allocates the buffers.</summary>
    /// <param name="layers">The layers, from the last recurrent layer up.</param>
    /// <param name="capacity">The largest number of rows.</param>
    /// <param name="cancellation">Stops while the buffers are cleared, which takes seconds for gigabytes.</param>
    public DensePass(DensePlan<T>[] layers, int capacity, CancellationToken cancellation = default)
    {
        _layers = layers;
        _preActivations = [.. layers.Select(layer => new RowBuffer<T>(capacity, layer.Size, cancellation))];
        _outputs = [.. layers.Select(layer => new RowBuffer<T>(capacity, layer.Size, cancellation))];
    }

    /// <summary>The number of bytes that the buffers take.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="capacity">The largest number of rows.</param>
    public static long Bytes(DensePlan<T>[] layers, int capacity) => layers.Sum(layer => 2 * RowBuffer<T>.Bytes(capacity, layer.Size));

    /// <summary>The number of layers.</summary>
    public int Count => _layers.Length;

    /// <summary>The pre-activations of a layer, [count × size].</summary>
    public Span<T> PreActivation(int layer, int start, int count) => _preActivations[layer].Rows(start, count);

    /// <summary>The outputs of a layer, [count × size].</summary>
    public Span<T> Output(int layer, int start, int count) => _outputs[layer].Rows(start, count);

    /// <summary>Takes some rows through all layers.</summary>
    /// <param name="states">The outputs of the last recurrent layer, [count × hidden].</param>
    /// <param name="start">The first row.</param>
    /// <param name="count">The number of rows.</param>
    /// <returns>The outputs of the last layer, [count × size]; the states if there is no layer.</returns>
    public ReadOnlySpan<T> Run(ReadOnlySpan<T> states, int start, int count)
    {
        for (int layer = 0; layer < _layers.Length; layer++)
        {
            Span<T> sums = PreActivation(layer, start, count);
            _layers[layer].Sum(states, sums, count);
            Span<T> output = Output(layer, start, count);
            _layers[layer].Activation.Apply(_layers[layer].Kernels, sums, output);
            states = output;
        }

        return states;
    }

    /// <summary>Whether all pre-activations and outputs of the first rows are finite.</summary>
    /// <param name="count">The number of rows.</param>
    public bool IsFinite(int count)
    {
        bool isFinite = true;
        for (int layer = 0; layer < _layers.Length; layer++)
        {
            isFinite &= FiniteCheck.AllFinite<T>(PreActivation(layer, 0, count)) && FiniteCheck.AllFinite<T>(Output(layer, 0, count));
        }

        return isFinite;
    }

    /// <summary>Reads what a step shows of a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="shape">The positions of a step's vectors.</param>
    /// <param name="data">The step's array.</param>
    public void Copy(int row, StepShape shape, Span<double> data)
    {
        for (int layer = 0; layer < _layers.Length; layer++)
        {
            PrecisionKernels.Convert((ReadOnlySpan<T>)PreActivation(layer, row, 1), shape.Dense[layer].PreActivation.Of(data));
            PrecisionKernels.Convert((ReadOnlySpan<T>)Output(layer, row, 1), shape.Dense[layer].Output.Of(data));
        }
    }
}
