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
    /// <param name="inputGradients">
    /// Whether to compute derivatives with respect to the model's input. An embedding needs them.
    /// </param>
    public TrainingPlan(WeightSet weights, ParameterSet<T> parameters, bool inputGradients)
    {
        _parameters = parameters;
        _inputGradients = inputGradients || weights.Embedding is not null;
        Weights = new WeightPlan<T>(weights, kernels: null, inBlocks: true);
        OutputSize = weights.OutputSize;
        CellPlan<T>[] plans = [.. Weights.Layers.SelectMany(layer => new[] { layer.Forward, layer.Reverse }).OfType<CellPlan<T>>()];
        Cells = [.. plans.Select((plan, i) => new CellTrainingPlan<T>(plan, parameters.OfCell(i, weights.Cells[i])))];
        FirstLayerCells = weights.Stack[0].Cells.Count();
        Affine = [.. Weights.Dense, .. Weights.Output is { } output ? [output] : Array.Empty<AffinePlan<T>>()];
        AffineTransposed = [.. Affine.Select(layer => new PackedMatrix<T>(layer.Size, layer.InputSize, Weights.Kernels.Lanes, inBlocks: true))];
    }

    /// <summary>The weights for the forward pass.</summary>
    public WeightPlan<T> Weights { get; }

    /// <summary>The cells, from the input layer up; in each layer, forward before reverse.</summary>
    public CellTrainingPlan<T>[] Cells { get; }

    /// <summary>The number of cells that read the model's input.</summary>
    public int FirstLayerCells { get; }

    /// <summary>The number of components of the output.</summary>
    public int OutputSize { get; }

    /// <summary>The hidden dense layers, then the output layer, if there is one.</summary>
    public AffinePlan<T>[] Affine { get; }

    /// <summary>The transposed weights of each layer in <see cref="Affine"/>.</summary>
    public PackedMatrix<T>[] AffineTransposed { get; }

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

        Weights.Embedding?.Load(_parameters);
        for (int i = 0; i < Affine.Length; i++)
        {
            AffinePlan<T> layer = Affine[i];
            layer.Load(_parameters);
            AffineTransposed[i].FillTransposed(_parameters[layer.Names.Weights].Values, layer.Size, layer.Size);
        }
    }
}
