using System.Collections.Immutable;

namespace RnnPS;

/// <summary>
/// The immutable set of all weights of a model. A run reads the reference once, so it never sees a partial change.
/// </summary>
internal sealed class WeightSet
{
    private readonly Lazy<WeightPlan<double>> _double;
    private readonly Lazy<WeightPlan<float>> _single;

    /// <summary>Creates a set.</summary>
    /// <param name="stack">The recurrent layers, from the input up.</param>
    /// <param name="output">The output layer; null if the output is that of the layer below.</param>
    public WeightSet(ImmutableArray<RnnStackLayer> stack, OutputLayer? output)
    {
        (Stack, Output) = (stack, output);
        Cells = [.. stack.SelectMany(layer => layer.Cells)];
        Places = [.. stack.SelectMany((layer, index) => layer.Cells.Select((_, place) => (index, place)))];
        _double = new(() => new WeightPlan<double>(this));
        _single = new(() => new WeightPlan<float>(this));
    }

    private WeightSet(WeightSet from, ImmutableArray<RnnStackLayer> stack, OutputLayer? output)
        : this(stack, output)
    {
        (Embedding, Dense, Dropout) = (from.Embedding, from.Dense, from.Dropout);
        (OutputStep, Scaling, Training, MaskValue) = (from.OutputStep, from.Scaling, from.Training, from.MaskValue);
    }

    /// <summary>The vectors of the tokens, [vocabulary × size]; null if the model reads numbers.</summary>
    public RnnMatrix? Embedding { get; init; }

    /// <summary>The recurrent layers, from the input up.</summary>
    public ImmutableArray<RnnStackLayer> Stack { get; }

    /// <summary>The hidden dense layers, from the last recurrent layer up.</summary>
    public ImmutableArray<RnnDenseLayer> Dense { get; init; } = [];

    /// <summary>The output layer; null if the output is that of the layer below.</summary>
    public OutputLayer? Output { get; }

    /// <summary>Whether the model outputs at every timestep or once per sequence.</summary>
    public RnnOutputStep OutputStep { get; init; }

    /// <summary>
    /// The scalers of inputs and outputs; null for none. Layers compute with scaled values, callers see raw values.
    /// </summary>
    public ModelScaling? Scaling { get; private init; }

    /// <summary>The fraction of each layer's outputs that training drops before the next layer.</summary>
    public double Dropout { get; init; }

    /// <summary>A timestep whose inputs all equal it is masked; null for none.</summary>
    public double? MaskValue { get; private init; }

    /// <summary>Describes the training of the weights; null if they were not trained.</summary>
    public RnnTraining? Training { get; init; }

    /// <summary>The link between outputs and predictions; null if the weights were not trained.</summary>
    public RnnLink? Link => Training?.Loss.Link(OutputActivation);

    /// <summary>The cells of all layers, from the input up, the forward cell before the reverse cell.</summary>
    public ImmutableArray<RnnCell> Cells { get; }

    /// <summary>The position of each cell: the index of its layer, and its index in that layer.</summary>
    public ImmutableArray<(int Layer, int Place)> Places { get; }

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

    /// <summary>The number of input features of a timestep: 1, the token, if there is an embedding.</summary>
    public int InputSize => Embedding is null ? Stack[0].InputSize : 1;

    /// <summary>The number of tokens that the model knows; null if it reads numbers.</summary>
    public int? VocabularySize => Embedding?.Rows;

    /// <summary>The number of outputs of a timestep.</summary>
    public int OutputSize => Output?.Weights.Columns ?? (Dense.IsEmpty ? Stack[^1].OutputSize : Dense[^1].OutputSize);

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

        CellWeight array = Find(name);
        return row >= 0 && row < array.Values.Rows && column >= 0 && column < array.Values.Columns
            ? With(name, array.Values.With(row, column, value))
            : throw new RnnException(
                RnnErrorId.UnknownWeight,
                $"{name} is {array.Values} (rows×columns) and has no element [{row}, {column}]: rows and columns count from 0.",
                (row, column));
    }

    /// <summary>Creates a copy with one array changed. Names are the same as for <see cref="RnnModel.SetWeight"/>.</summary>
    public WeightSet With(string name, RnnMatrix values)
    {
        CellWeight changed = Find(name);
        if ((values.Rows, values.Columns) != (changed.Values.Rows, changed.Values.Columns))
        {
            throw new RnnException(
                RnnErrorId.WeightShape,
                $"{changed.Name} is {changed.Values} (rows×columns), and the new values are {values}: give values of the same shape.",
                values);
        }

        return With(array => array.Name == changed.Name ? values : array.Values);
    }

    /// <summary>Finds an array by its name.</summary>
    /// <exception cref="RnnException">There is no such array (<see cref="RnnErrorId.UnknownWeight"/>).</exception>
    public CellWeight Find(string name)
    {
        CellWeight[] arrays = [.. Arrays()];
        int index = Array.FindIndex(arrays, array => array.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return index >= 0 ? arrays[index] : throw new RnnException(
            RnnErrorId.UnknownWeight,
            $"The model has no weights named '{MessageText.Excerpt(name)}': expected one of {string.Join(", ", arrays.Select(array => array.Name))}.",
            name);
    }

    /// <summary>Creates a copy with other scalers.</summary>
    /// <exception cref="RnnException">A scaler does not fit the model (<see cref="RnnErrorId.Scaling"/>).</exception>
    public WeightSet With(ModelScaling? scaling)
    {
        if (scaling?.Input is not null && Embedding is not null)
        {
            throw new RnnException(
                RnnErrorId.Scaling,
                "The inputs of the model are tokens, which can't be scaled: leave the scaler of the inputs out.",
                scaling.Input);
        }

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

        return new WeightSet(this, Stack, Output) { Scaling = scaling };
    }

    /// <summary>Creates a copy with a description of its training; null for none.</summary>
    public WeightSet With(RnnTraining? training) => new(this, Stack, Output) { Training = training };

    /// <summary>Creates a copy that outputs at other steps.</summary>
    public WeightSet With(RnnOutputStep outputStep) => new(this, Stack, Output) { OutputStep = outputStep };

    /// <summary>Creates a copy with another mask value; null for none.</summary>
    /// <exception cref="RnnException">The value is not finite (<see cref="RnnErrorId.MaskValue"/>).</exception>
    public WeightSet WithMask(double? value) => value is { } number && !double.IsFinite(number)
        ? throw new RnnException(
            RnnErrorId.MaskValue,
            FormattableString.Invariant($"{number} can't mask timesteps: expected a finite number, or $null for no mask. -MissingValue Mask masks missing values."),
            number)
        : new WeightSet(this, Stack, Output) { MaskValue = value };

    /// <summary>All parameter arrays, from the input up, named as for <see cref="RnnModel.SetWeight"/>.</summary>
    public IEnumerable<CellWeight> Arrays()
    {
        if (Embedding is not null)
        {
            yield return new CellWeight(nameof(RnnModel.EmbeddingWeights), Embedding);
        }

        foreach (CellWeight array in Cells.SelectMany(ArraysOf).Concat(Dense.SelectMany((layer, index) => layer.Arrays(index))))
        {
            yield return array;
        }

        if (Output is not null)
        {
            yield return new CellWeight(nameof(RnnModel.OutputWeights), Output.Weights);
        }

        if (Output?.Bias is { } bias)
        {
            yield return new CellWeight(nameof(RnnModel.OutputBias), bias.ToRow(), IsVector: true);
        }
    }

    /// <summary>Creates a copy with other values in every array.</summary>
    /// <param name="values">Returns the new values of an array in <see cref="Arrays"/>, in the same shape.</param>
    public WeightSet With(Func<CellWeight, RnnMatrix> values)
    {
        ImmutableArray<RnnStackLayer> layers = Stack;
        for (int i = 0; i < Cells.Length; i++)
        {
            RnnCell cell = With(Cells[i], i, values);
            if (!ReferenceEquals(cell, Cells[i]))
            {
                (int layer, int place) = Places[i];
                layers = layers.SetItem(layer, layers[layer].With(place, cell));
            }
        }

        OutputLayer? output = Output is null ? null : Output with
        {
            Weights = WeightRules.Change(new CellWeight(nameof(RnnModel.OutputWeights), Output.Weights), values),
            Bias = Output.Bias is { } bias ? WeightRules.Change(new CellWeight(nameof(RnnModel.OutputBias), bias.ToRow(), IsVector: true), values)[0] : null,
        };
        return new WeightSet(this, layers, output)
        {
            Dense = [.. Dense.Select((layer, index) => layer.With(index, values))],
            Embedding = Embedding is null ? null : WeightRules.Change(new CellWeight(nameof(RnnModel.EmbeddingWeights), Embedding), values),
        };
    }

    /// <summary>Whether another set has the same arrays: the same names and shapes in the same order.</summary>
    public bool HasShapesOf(WeightSet other) => Arrays().Select(ShapeOf).SequenceEqual(other.Arrays().Select(ShapeOf));

    /// <summary>Gets the name of a cell's array within the model.</summary>
    public static string FullName(int cell, string weight) =>
        FormattableString.Invariant($"{nameof(RnnModel.Layers)}[{cell}].{weight}");

    private static (string Name, int Rows, int Columns) ShapeOf(CellWeight array) => (array.Name, array.Values.Rows, array.Values.Columns);

    private static IEnumerable<CellWeight> ArraysOf(RnnCell cell, int index) =>
        cell.Weights.Select(weight => weight with { Name = FullName(index, weight.Name) });

    // A cell that does not change stays the same object.
    private static RnnCell With(RnnCell cell, int index, Func<CellWeight, RnnMatrix> values)
    {
        bool changes = false;
        var weights = new Dictionary<string, RnnMatrix>();
        foreach (CellWeight weight in cell.Weights)
        {
            RnnMatrix now = values(weight with { Name = FullName(index, weight.Name) });
            changes |= !ReferenceEquals(now, weight.Values);
            weights.Add(weight.Name, now);
        }

        return changes ? cell.With(weights) : cell;
    }
}
