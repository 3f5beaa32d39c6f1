using System.Numerics;

namespace RnnPS;

/// <summary>The weights of a model in training, laid out for the way there and back.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class TrainingPlan<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // So many parameters take longer to lay out than a thread takes to wake.
    private const int WorthAThread = 1 << 17;

    private readonly ParameterSet<T> _parameters;
    private readonly bool _inputGradients;

    /// <summary>Makes the room.</summary>
    /// <param name="weights">Weights of the shapes of the parameters, which give all else.</param>
    /// <param name="parameters">The parameters, which <see cref="Load"/> reads.</param>
    /// <param name="inputGradients">Whether derivatives with respect to the model's input are wanted.</param>
    public TrainingPlan(WeightSet weights, ParameterSet<T> parameters, bool inputGradients)
    {
        _parameters = parameters;
        _inputGradients = inputGradients;
        Weights = new WeightPlan<T>(weights.Stack, weights.Output, kernels: null, inBlocks: true);
        OutputSize = weights.OutputSize;
        CellPlan<T>[] plans = [.. Weights.Layers.SelectMany(layer => new[] { layer.Forward, layer.Backward }).OfType<CellPlan<T>>()];
        Cells = [.. plans.Select((plan, i) => new CellTrainingPlan<T>(plan, parameters.OfCell(i, weights.Cells[i])))];
        FirstLayerCells = weights.Stack[0].Cells.Count();
        if (Weights.Output is not null)
        {
            OutputTransposed = new PackedMatrix<T>(OutputSize, Weights.Layers[^1].OutputSize, Weights.Kernels.Lanes, inBlocks: true);
        }
    }

    /// <summary>The weights for the way there.</summary>
    public WeightPlan<T> Weights { get; }

    /// <summary>The cells, from the input up, forward before backward.</summary>
    public CellTrainingPlan<T>[] Cells { get; }

    /// <summary>How many of the cells read the model's input.</summary>
    public int FirstLayerCells { get; }

    /// <summary>The components of the output.</summary>
    public int OutputSize { get; }

    /// <summary>The transpose of the output layer's weights; null where there is none.</summary>
    public PackedMatrix<T>? OutputTransposed { get; }

    /// <summary>Takes over the parameters as they are now.</summary>
    /// <param name="threads">The most threads that share the work.</param>
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
