using System.Collections.Immutable;

namespace RnnPS;

/// <summary>
/// All weights of a model behind one reference: a run takes the set once and never sees a half-changed one.
/// </summary>
/// <param name="stack">The layers, from the input up.</param>
/// <param name="output">The output layer, or null where the output is the last state.</param>
/// <param name="outputStep">When the model puts out.</param>
/// <param name="scaling">How inputs and outputs are scaled; null for not at all.</param>
/// <param name="dropout">The share of what a layer hands to the next one that training leaves out.</param>
internal sealed class WeightSet(
    ImmutableArray<RnnStackLayer> stack,
    OutputLayer? output,
    RnnOutputStep outputStep = RnnOutputStep.Every,
    ModelScaling? scaling = null,
    double dropout = 0)
{
    private readonly Lazy<WeightPlan<double>> _double = new(() => new WeightPlan<double>(stack, output));
    private readonly Lazy<WeightPlan<float>> _single = new(() => new WeightPlan<float>(stack, output));

    /// <summary>The layers, from the input up.</summary>
    public ImmutableArray<RnnStackLayer> Stack { get; } = stack;

    /// <summary>The output layer, or null where the output is the last state.</summary>
    public OutputLayer? Output { get; } = output;

    /// <summary>When the model puts out.</summary>
    public RnnOutputStep OutputStep { get; } = outputStep;

    /// <summary>How inputs and outputs are scaled: the layers see scaled numbers, and the world raw ones.</summary>
    public ModelScaling? Scaling { get; } = scaling;

    /// <summary>The share of what a layer hands to the next one that training leaves out.</summary>
    public double Dropout { get; } = dropout;

    /// <summary>What the weights were trained to do; null where they were not.</summary>
    public RnnTraining? Training { get; init; }

    /// <summary>The cells of all layers, from the input up, forward before backward.</summary>
    public ImmutableArray<RnnCell> Cells { get; } = [.. stack.SelectMany(layer => layer.Cells)];

    /// <summary>Where each of the cells stands: its layer, and its place in the layer.</summary>
    public ImmutableArray<(int Layer, int Place)> Places { get; } =
        [.. stack.SelectMany((layer, index) => layer.Cells.Select((_, place) => (index, place)))];

    /// <summary>The plan in double precision, made once for the set.</summary>
    public WeightPlan<double> Double => _double.Value;

    /// <summary>The plan in single precision, made once for the set.</summary>
    /// <exception cref="RnnException">A weight is too large for it (<see cref="RnnErrorId.WeightNotFinite"/>).</exception>
    public WeightPlan<float> Single => _single.Value;

    /// <summary>Whether a layer reads from the end, so that a run needs whole sequences.</summary>
    public bool NeedsWholeSequence => Stack.Any(layer => layer.Backward is not null);

    /// <summary>The number of features that come in at a timestep.</summary>
    public int InputSize => Stack[0].InputSize;

    /// <summary>The number of components that come out.</summary>
    public int OutputSize => Output?.Weights.Columns ?? Stack[^1].OutputSize;

    /// <summary>The function behind the output layer's weights.</summary>
    public RnnOutputActivation OutputActivation => Output?.Activation ?? RnnOutputActivation.Identity;

    /// <summary>The same set with one weight changed; names are those of <see cref="RnnModel.SetWeight"/>.</summary>
    public WeightSet With(string name, int row, int column, double value)
    {
        if (!double.IsFinite(value))
        {
            throw new RnnException(
                RnnErrorId.WeightNotFinite,
                FormattableString.Invariant($"{value} can't be a weight: expected a finite number."),
                value);
        }

        if (Output is not null && Is(name, nameof(RnnModel.OutputWeights)))
        {
            return WithOutput(Output with { Weights = Set(name, Output.Weights, row, column, value) });
        }

        if (Output?.Bias is { } outputBias && Is(name, nameof(RnnModel.OutputBias)))
        {
            return WithOutput(Output with { Bias = Set(name, outputBias.ToRow(), row, column, value)[0] });
        }

        for (int i = 0; i < Cells.Length; i++)
        {
            foreach (CellWeight weight in Cells[i].Weights)
            {
                if (Is(name, FullName(i, weight.Name)))
                {
                    return WithCell(i, weight.Name, Set(name, weight.Values, row, column, value));
                }
            }
        }

        throw new RnnException(
            RnnErrorId.UnknownWeight,
            $"The model has no weights named '{name}': expected one of {string.Join(", ", Arrays().Select(array => array.Name))}.",
            name);
    }

    /// <summary>The same set with another scaling.</summary>
    /// <exception cref="RnnException">It does not fit (<see cref="RnnErrorId.Scaling"/>).</exception>
    public WeightSet With(ModelScaling? scaling)
    {
        if (scaling?.Input is { } input && input.Count != InputSize)
        {
            throw new RnnException(
                RnnErrorId.Scaling,
                FormattableString.Invariant($"The scaling of {input.Count} inputs does not fit a model of {InputSize}: fit it to the model's inputs."),
                input);
        }

        if (scaling?.Output is { } outputs
            && (Output is not { Activation: RnnOutputActivation.Identity } || outputs.Count != Output.Weights.Columns))
        {
            throw new RnnException(
                RnnErrorId.Scaling,
                FormattableString.Invariant($"The scaling of {outputs.Count} outputs does not fit: only an output layer without an activation can be ")
                + "scaled back, by one number for each of its outputs.",
                outputs);
        }

        return Copy(Stack, Output, scaling);
    }

    /// <summary>All arrays of parameters, by the names of <see cref="RnnModel.SetWeight"/>: the cells' first.</summary>
    public IEnumerable<CellWeight> Arrays()
    {
        for (int i = 0; i < Cells.Length; i++)
        {
            foreach (CellWeight weight in Cells[i].Weights)
            {
                yield return weight with { Name = FullName(i, weight.Name) };
            }
        }

        if (Output is not null)
        {
            yield return new CellWeight(nameof(RnnModel.OutputWeights), Output.Weights);
        }

        if (Output?.Bias is { } bias)
        {
            yield return new CellWeight(nameof(RnnModel.OutputBias), bias.ToRow());
        }
    }

    /// <summary>The same set with other numbers in every array.</summary>
    /// <param name="values">The numbers of an array of <see cref="Arrays"/>, in its shape.</param>
    public WeightSet With(Func<CellWeight, RnnMatrix> values)
    {
        ImmutableArray<RnnStackLayer> layers = Stack;
        for (int i = 0; i < Cells.Length; i++)
        {
            (int layer, int place) = Places[i];
            var weights = Cells[i].Weights.ToDictionary(
                weight => weight.Name, weight => values(weight with { Name = FullName(i, weight.Name) }));
            layers = layers.SetItem(layer, layers[layer].With(place, Cells[i].With(weights)));
        }

        OutputLayer? output = Output is null ? null : Output with
        {
            Weights = WeightRules.Matrix(
                values(new CellWeight(nameof(RnnModel.OutputWeights), Output.Weights)), nameof(RnnModel.OutputWeights)),
            Bias = Output.Bias is not { } bias ? null : WeightRules.OptionalVector(
                values(new CellWeight(nameof(RnnModel.OutputBias), bias.ToRow()))[0], nameof(RnnModel.OutputBias), bias.Length),
        };
        return Copy(layers, output, Scaling);
    }

    /// <summary>An array's name in the model.</summary>
    public static string FullName(int cell, string weight) =>
        FormattableString.Invariant($"{nameof(RnnModel.Layers)}[{cell}].{weight}");

    private static RnnMatrix Set(string name, RnnMatrix matrix, int row, int column, double value) =>
        row >= 0 && row < matrix.Rows && column >= 0 && column < matrix.Columns
            ? matrix.With(row, column, value)
            : throw new RnnException(
                RnnErrorId.UnknownWeight,
                $"{name} is {matrix} (rows×columns) and has no element [{row}, {column}]: both count from 0.",
                (row, column));

    private static bool Is(string name, string known) => name.Equals(known, StringComparison.OrdinalIgnoreCase);

    private WeightSet WithCell(int index, string weight, RnnMatrix values)
    {
        var weights = Cells[index].Weights.ToDictionary(entry => entry.Name, entry => entry.Values);
        weights[weight] = values;
        (int layer, int place) = Places[index];
        return Copy(Stack.SetItem(layer, Stack[layer].With(place, Cells[index].With(weights))), Output, Scaling);
    }

    /// <summary>The same set with what it was trained to do.</summary>
    public WeightSet With(RnnTraining training) => new(Stack, Output, OutputStep, Scaling, Dropout) { Training = training };

    private WeightSet WithOutput(OutputLayer output) => Copy(Stack, output, Scaling);

    private WeightSet Copy(ImmutableArray<RnnStackLayer> layers, OutputLayer? output, ModelScaling? scaling) =>
        new(layers, output, OutputStep, scaling, Dropout) { Training = Training };
}
