using System.Numerics;

namespace RnnPS;

/// <summary>
/// The loop. It owns every matrix product and time: a chunk of timesteps goes through all layers, and a cell only
/// adds its pointwise maths, phase by phase.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class ForwardPass<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly WeightPlan<T> _plan;
    private readonly LayerTape<T>[] _tapes;
    private readonly Slots<T> _input;
    private readonly Slots<T> _output;
    private readonly int _rows;
    private int _steps;

    /// <summary>Makes the buffers for chunks of one size.</summary>
    /// <param name="plan">The weights.</param>
    /// <param name="tape">What is kept of a chunk.</param>
    /// <param name="capacity">The most steps of a chunk.</param>
    /// <param name="rows">How many sequences run side by side.</param>
    public ForwardPass(WeightPlan<T> plan, Tape tape, int capacity, int rows = 1)
    {
        _plan = plan;
        _rows = rows;
        _tapes = [.. plan.Layers.Select(layer => new LayerTape<T>(layer.Layout, tape, capacity, rows))];
        _input = new Slots<T>(capacity, rows, plan.Layers[0].Layout.InputSize);
        _output = new Slots<T>(capacity, rows, plan.OutputSize);
    }

    /// <summary>What came in at a step of the chunk, [rows × input size]; to be written before <see cref="Run"/>.</summary>
    public Span<T> Input(int step) => _input[step];

    /// <summary>What the output layer made of a step, [rows × output size].</summary>
    public ReadOnlySpan<T> Output(int step) => _output[step];

    /// <summary>What entered a layer's activations at a step, [rows × gates·hidden].</summary>
    public ReadOnlySpan<T> PreActivation(int layer, int step) => _tapes[layer].Projection[step];

    /// <summary>A gate that a layer's cell left on the trace at a step, [rows × size].</summary>
    public ReadOnlySpan<T> Trace(int layer, int part, int step) => _tapes[layer].Traces[part][step];

    /// <summary>A part of a layer's state after a step of the chunk, [rows × size].</summary>
    public ReadOnlySpan<T> State(int layer, int part, int step) => _tapes[layer].States[part][step + 1];

    /// <summary>A part of a layer's state that the next chunk starts from, [rows × size].</summary>
    public Span<T> NextState(int layer, int part) => _tapes[layer].States[part][_steps];

    /// <summary>Takes the chunk that was written to <see cref="Input"/> through all layers.</summary>
    /// <param name="steps">How many steps it has.</param>
    /// <param name="cancellation">Stops between steps; the state is then undefined.</param>
    public void Run(int steps, CancellationToken cancellation = default)
    {
        CarryState();
        _steps = steps;
        Span<T> values = _input.Range(0, steps);
        for (int layer = 0; layer < _tapes.Length; layer++)
        {
            RunLayer(_plan.Layers[layer], _tapes[layer], values, steps, cancellation);
            values = _tapes[layer].States[0].Range(1, steps);
        }

        if (_plan.OutputSize > 0)
        {
            Span<T> output = _output.Range(0, steps);
            MatrixKernels.SetRows(_plan.OutputBias, output, _plan.OutputSize);
            MatrixKernels.MultiplyAdd<T>(
                values, _plan.OutputWeights, output, steps * _rows, _plan.OutputSize, _plan.OutputSize);
        }
    }

    private static void RunLayer(
        LayerPlan<T> plan, LayerTape<T> tape, ReadOnlySpan<T> input, int steps, CancellationToken cancellation)
    {
        CellLayout layout = plan.Layout;
        int columns = layout.ProjectionColumns;
        Span<T> projection = tape.Projection.Range(0, steps);
        MatrixKernels.SetRows(plan.Bias, projection, columns);
        MatrixKernels.MultiplyAdd(input, plan.InputWeights, projection, steps * tape.Rows, columns, columns);
        for (int step = 0; step < steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            tape.Recurrent[step].Clear();
            for (int phase = 0; phase < layout.PhaseCount; phase++)
            {
                MakeProducts(plan, tape, step, phase);
                plan.Maths.Forward(phase, new Frame<T>(tape, step));
            }
        }
    }

    private static void MakeProducts(LayerPlan<T> plan, LayerTape<T> tape, int step, int phase)
    {
        CellLayout layout = plan.Layout;
        bool fused = layout.RecurrentColumns == 0;
        foreach (Product product in layout.Products)
        {
            if (product.Phase != phase)
            {
                continue;
            }

            MatrixKernels.MultiplyAdd<T>(
                product.Operand == 0 ? tape.States[0][step] : tape.Operands[product.Operand - 1][step],
                plan.RecurrentMatrices[product.Matrix],
                fused ? tape.Projection[step] : tape.Recurrent[step],
                tape.Rows,
                product.Columns,
                fused ? layout.ProjectionColumns : layout.RecurrentColumns,
                product.Column);
        }
    }

    private void CarryState()
    {
        if (_steps == 0)
        {
            return;
        }

        foreach (LayerTape<T> tape in _tapes)
        {
            foreach (Slots<T> part in tape.States)
            {
                part[_steps].CopyTo(part[0]);
            }
        }

        _steps = 0;
    }
}
