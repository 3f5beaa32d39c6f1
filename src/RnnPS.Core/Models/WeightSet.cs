using System.Collections.Immutable;

namespace RnnPS;

/// <summary>
/// The immutable set of all weights of a model. A run reads the reference once, so it never sees a partial change.
/// </summary>
/// <param name="stack">The layers, from the input up.</param>
/// <param name="output">The output layer; null if the output is the last layer's hidden state.</param>
/// <param name="outputStep">Whether the model outputs at every timestep or once per sequence.</param>
/// <param name="scaling">The scalers of inputs and outputs; null for none.</param>
/// <param name="dropout">The fraction of each layer's outputs that training drops before the next layer.</param>
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

    /// <summary>The output layer; null if the output is the last layer's hidden state.</summary>
    public OutputLayer? Output { get; } = output;

    /// <summary>Whether the model outputs at every timestep or once per sequence.</summary>
    public RnnOutputStep OutputStep { get; } = outputStep;

    /// <summary>
    /// The scalers of inputs and outputs; null for none. Layers compute with scaled values, callers see raw values.
    /// </summary>
    public ModelScaling? Scaling { get; } = scaling;

    /// <summary>The fraction of each layer's outputs that training drops before the next layer.</summary>
    public double Dropout { get; } = dropout;

    /// <summary>Describes the training of the weights; null if they were not trained.</summary>
    public RnnTraining? Training { get; init; }

    /// <summary>The link between outputs and predictions; null if the weights were not trained.</summary>
    public RnnLink? Link => Training?.Loss.Link(OutputActivation);

    /// <summary>The cells of all layers, from the input up, the forward cell before the reverse cell.</summary>
    public ImmutableArray<RnnCell> Cells { get; } = [.. stack.SelectMany(layer => layer.Cells)];

    /// <summary>The position of each cell: the index of its layer, and its index in that layer.</summary>
    public ImmutableArray<(int Layer, int Place)> Places { get; } =
        [.. stack.SelectMany((layer, index) => layer.Cells.Select((_, place) => (index, place)))];

    /// <summary>The plan in double precision, created at the first use.</summary>
    public WeightPlan<double> Double => _double.Value;

    /// <summary>The plan in single precision, created at the first use.</summary>
    /// <exception cref="RnnException">
    /// A weight is too large for single precision (<see cref="RnnErrorId.WeightNotFinite"/>).
    /// </exception>
    public WeightPlan<float> Single => _single.Value;

    /// <summary>Whether the plan of a precision exists.</summary>
    public bool IsPrepared(RnnPrecision precision) => precision == RnnPrecision.Single ? _single.IsValueCreated : _double.IsValueCreated;

    /// <summary>Whether a layer reads in reverse, so that a run needs whole sequences.</summary>
    public bool NeedsWholeSequence => Stack.Any(layer => layer.Reverse is not null);

    /// <summary>The number of input features of a timestep.</summary>
    public int InputSize => Stack[0].InputSize;

    /// <summary>The number of outputs of a timestep.</summary>
    public int OutputSize => Output?.Weights.Columns ?? Stack[^1].OutputSize;

    /// <summary>The activation function of the output layer.</summary>
    public RnnOutputActivation OutputActivation => Output?.Activation ?? RnnOutputActivation.Identity;

    /// <summary>Creates a copy with one weight changed. Names are the same as for <see cref="RnnModel.SetWeight"/>.</summary>
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

    /// <summary>Creates a copy with other scalers.</summary>
    /// <exception cref="RnnException">A scaler does not fit the model (<see cref="RnnErrorId.Scaling"/>).</exception>
    public WeightSet With(ModelScaling? scaling)
    {
        if (scaling?.Input is { } input && input.Count != InputSize)
        {
            throw new RnnException(
                RnnErrorId.Scaling,
                FormattableString.Invariant($"The scaler of {RnnMessages.Count(input.Count, "input")} does not fit a model with {RnnMessages.Count(InputSize, "input")}: fit the scaler to the inputs of the model."),
                input);
        }

        if (scaling?.Output is { } outputs
            && (Output is not { Activation: RnnOutputActivation.Identity } || outputs.Count != Output.Weights.Columns))
        {
            throw new RnnException(
                RnnErrorId.Scaling,
                FormattableString.Invariant($"The scaler of {RnnMessages.Count(outputs.Count, "output")} does not fit the model: expected an output layer ")
                + "without an activation, and one feature of the scaler for each of its outputs.",
                outputs);
        }

        return Copy(Stack, Output, scaling);
    }

    /// <summary>All parameter arrays, named as for <see cref="RnnModel.SetWeight"/>. The arrays of the cells come first.</summary>
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

    /// <summary>Creates a copy with other values in every array.</summary>
    /// <param name="values">Returns the new values of an array in <see cref="Arrays"/>, in the same shape.</param>
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

    /// <summary>Gets the name of a cell's array within the model.</summary>
    public static string FullName(int cell, string weight) =>
        FormattableString.Invariant($"{nameof(RnnModel.Layers)}[{cell}].{weight}");

    private static RnnMatrix Set(string name, RnnMatrix matrix, int row, int column, double value) =>
        row >= 0 && row < matrix.Rows && column >= 0 && column < matrix.Columns
            ? matrix.With(row, column, value)
            : throw new RnnException(
                RnnErrorId.UnknownWeight,
                $"{name} is {matrix} (rows×columns) and has no element [{row}, {column}]: rows and columns count from 0.",
                (row, column));

    private static bool Is(string name, string known) => name.Equals(known, StringComparison.OrdinalIgnoreCase);

    private WeightSet WithCell(int index, string weight, RnnMatrix values)
    {
        var weights = Cells[index].Weights.ToDictionary(entry => entry.Name, entry => entry.Values);
        weights[weight] = values;
        (int layer, int place) = Places[index];
        return Copy(Stack.SetItem(layer, Stack[layer].With(place, Cells[index].With(weights))), Output, Scaling);
    }

    /// <summary>Creates a copy with a description of its training; null for none.</summary>
    public WeightSet With(RnnTraining? training) => new(Stack, Output, OutputStep, Scaling, Dropout) { Training = training };

    private WeightSet WithOutput(OutputLayer output) => Copy(Stack, output, Scaling);

    private WeightSet Copy(ImmutableArray<RnnStackLayer> layers, OutputLayer? output, ModelScaling? scaling) =>
        new(layers, output, OutputStep, scaling, Dropout) { Training = Training };
}
