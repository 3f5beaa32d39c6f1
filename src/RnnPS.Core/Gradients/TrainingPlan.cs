using System.Numerics;

namespace RnnPS;

/// <summary>The weights of a model in training, packed for the forward and the backward pass.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class TrainingPlan<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // From this number of parameters on, packing them takes longer than waking a thread.
    private const int WorthAThread = 1 << 17;

    private readonly ParameterSet<T> _parameters;
    private readonly bool _inputGradients;

    /// <summary>Allocates the packed weights. <see cref="Load"/> fills them.</summary>
    /// <param name="weights">The model that gives kinds, shapes and directions. Its numbers are not used.</param>
    /// <param name="parameters">The parameters that <see cref="Load"/> reads.</param>
    /// <param name="inputGradients">Whether to compute derivatives with respect to the model's input.</param>
    public TrainingPlan(WeightSet weights, ParameterSet<T> parameters, bool inputGradients)
    {
        _parameters = parameters;
        _inputGradients = inputGradients;
        Weights = new WeightPlan<T>(weights.Stack, weights.Output, kernels: null, inBlocks: true);
        OutputSize = weights.OutputSize;
        CellPlan<T>[] plans = [.. Weights.Layers.SelectMany(layer => new[] { layer.Forward, layer.Reverse }).OfType<CellPlan<T>>()];
        Cells = [.. plans.Select((plan, i) => new CellTrainingPlan<T>(plan, parameters.OfCell(i, weights.Cells[i])))];
        FirstLayerCells = weights.Stack[0].Cells.Count();
        if (Weights.Output is not null)
        {
            OutputTransposed = new PackedMatrix<T>(OutputSize, Weights.Layers[^1].OutputSize, Weights.Kernels.Lanes, inBlocks: true);
        }
    }

    /// <summary>The weights for the forward pass.</summary>
    public WeightPlan<T> Weights { get; }

    /// <summary>The cells, from the input layer up; in each layer, forward before reverse.</summary>
    public CellTrainingPlan<T>[] Cells { get; }

    /// <summary>The number of cells that read the model's input.</summary>
    public int FirstLayerCells { get; }

    /// <summary>The number of components of the output.</summary>
    public int OutputSize { get; }

    /// <summary>The transposed weights of the output layer; null without an output layer.</summary>
    public PackedMatrix<T>? OutputTransposed { get; }

    /// <summary>Packs the current parameters.</summary>
    /// <param name="threads">The largest number of threads to share the work.</param>
    public void Load(int threads)
    {
        ParallelRanges.Run(2 * Cells.Length, _parameters.Groups.Sum(group => group.Values.Length) > WorthAThread ? threads : 1, i =>
        {
            CellTrainingPlan<T> cell = Cells[i / 2];
            if (i % 2 == 0)
            {
                cell.Load();
            }
            else
            {
                cell.LoadTransposed(inputs: _inputGradients || i / 2 >= FirstLayerCells);
            }
        });

        if (Weights.Output is { } output)
        {
            output.Load(_parameters);
            OutputTransposed!.FillTransposed(_parameters[nameof(RnnModel.OutputWeights)].Values, OutputSize, OutputSize);
        }
    }
}
