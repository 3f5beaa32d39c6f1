using System.Globalization;

namespace RnnPS;

/// <summary>
/// One timestep of a run, with its input, state, output and the internals of its cells. A step owns its data, so it stays valid
/// while the run continues.
/// </summary>
/// <remarks>
/// Each kind of cell has its own step type: <see cref="ElmanStep"/>, <see cref="LstmStep"/> or <see cref="GruStep"/>. A model
/// with several cells emits a <see cref="StackStep"/>. The step types override the properties that should come first, because
/// PowerShell shows a type's own properties before inherited ones in lists, CSV and JSON.
/// </remarks>
public abstract class RnnStep
{
    private const int LineWidth = 40;

    // One array holds all vectors, so a step costs two allocations instead of one per vector.
    private readonly double[] _data;
    private readonly long _step;

    private protected RnnStep(StepLayout layout, double[] data, long step, object? source)
    {
        Layout = layout;
        _data = data;
        _step = step;
        Source = source;
    }

    /// <summary>The key of the step's sequence; 0 if the input has no key.</summary>
    public virtual object Sequence => Layout.Sequence;

    /// <summary>The zero-based number of the step in its sequence. Skipped rows count, so the numbers can have gaps.</summary>
    public virtual long Step => _step;

    /// <summary>The input: a double if the model has one input, otherwise an <see cref="RnnVector"/>.</summary>
    public virtual object Input => Plain(InputVector);

    /// <summary>The hidden state h(t) after the step. In a model with several cells, the output of the last recurrent layer.</summary>
    public RnnVector State => Vector(Layout.State);

    /// <summary>The output: a double if the model has one output, otherwise an <see cref="RnnVector"/>.</summary>
    public object Output => Plain(OutputVector);

    /// <summary>
    /// The prediction of the target: the output, after the inverse of the <see cref="RnnModel.Link"/>. A double if the model has one
    /// output, otherwise an <see cref="RnnVector"/>.
    /// </summary>
    public object Prediction => Plain(PredictionVector);

    /// <summary>The source row of the input, with all its properties; null if there is none.</summary>
    public object? Source { get; }

    /// <summary>The identity of the run: the same object for all steps of one run.</summary>
    internal object Run => Layout.Run;

    /// <summary>Whether the step is masked: it repeats the output of another step, and has no loss.</summary>
    internal bool IsMasked => Layout.IsMasked;

    /// <summary><see cref="Input"/> as a vector, whatever its size.</summary>
    internal RnnVector InputVector => Vector(Layout.Input);

    /// <summary><see cref="Output"/> as a vector, whatever its size.</summary>
    internal RnnVector OutputVector => Vector(Layout.Output);

    /// <summary><see cref="Prediction"/> as a vector, whatever its size.</summary>
    internal RnnVector PredictionVector => (Link ?? RnnLink.Identity).Predict(OutputVector);

    /// <summary>The link that the model was trained with; null if it was not trained.</summary>
    internal RnnLink? Link => Layout.Link;

    /// <summary>Whether <see cref="Prediction"/> differs from <see cref="Output"/>.</summary>
    internal bool HasLink => Link is not (null or RnnLink.Identity);

    /// <summary>The number of steps from this step to the one that it predicts; 0 if the model was not trained.</summary>
    internal int Lead => Layout.Training?.Lead ?? 0;

    /// <summary>The names of the targets that the model was trained with; empty if there are none.</summary>
    internal IReadOnlyList<string> TargetNames => Layout.Training?.TargetNames ?? [];

    /// <summary>The names of the classes that the model was trained on; empty if there are none.</summary>
    internal IReadOnlyList<string> Classes => Layout.Training?.Classes ?? [];

    /// <summary>The activation function of the output layer.</summary>
    internal RnnOutputActivation OutputActivation => Layout.OutputActivation;

    /// <summary>The kind of the step's cell; null for a step with several cells.</summary>
    internal string? CellKind => Layout.Cell?.Kind;

    private protected StepLayout Layout { get; }

    private protected CellWindows Cell => Layout.Cell!;

    /// <summary>
    /// Returns all vectors of the step, named and ordered like the columns of an exported table: Input, PreActivation, gates,
    /// State, Output, and Prediction if it is not the output. In a model with several cells, the name of the layer precedes each of
    /// the cell's vectors. A model with an embedding has the vector of the token as Embedding, and a model with dense layers has the
    /// vectors of each after State, such as Dense0PreActivation and Dense0Output.
    /// </summary>
    /// <returns>The names and vectors. All steps of a model have the same names.</returns>
    public IReadOnlyList<KeyValuePair<string, RnnVector>> ToVectors()
    {
        int count = Layout.Vectors.Length;
        var vectors = new KeyValuePair<string, RnnVector>[count + (HasLink ? 1 : 0)];
        for (int i = 0; i < count; i++)
        {
            (string name, Window window) = Layout.Vectors[i];
            vectors[i] = new KeyValuePair<string, RnnVector>(name, Vector(window));
        }

        if (HasLink)
        {
            vectors[count] = new KeyValuePair<string, RnnVector>(nameof(Prediction), PredictionVector);
        }

        return vectors;
    }

    /// <summary>Whether the vectors of two steps have the same names and lengths, as the steps of one model have.</summary>
    /// <param name="other">The other step.</param>
    /// <returns>True if <see cref="ToVectors"/> of both have the same shape.</returns>
    public bool HasVectorsOf(RnnStep other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return HasLink == other.HasLink
            && (Layout.Vectors == other.Layout.Vectors
                || Layout.Vectors.Select(vector => (vector.Name, vector.Window.Length))
                    .SequenceEqual(other.Layout.Vectors.Select(vector => (vector.Name, vector.Window.Length))));
    }

    /// <summary>Returns a component of one of <see cref="ToVectors"/>, without an object for the vector.</summary>
    /// <param name="vector">The zero-based index of the vector.</param>
    /// <param name="component">The zero-based index of the component.</param>
    /// <returns>The number.</returns>
    /// <exception cref="IndexOutOfRangeException">There is no such vector or component.</exception>
    public double GetComponent(int vector, int component) =>
        vector < Layout.Vectors.Length ? Layout.Vectors[vector].Window.Of(_data.AsSpan())[component] : PredictionVector[component];

    /// <summary>Returns the probability of each class, if the model was trained on classes with names.</summary>
    /// <returns>The names and probabilities, in the order of the outputs; empty if there are no names.</returns>
    public IReadOnlyList<KeyValuePair<string, double>> ToProbabilities()
    {
        RnnVector prediction = PredictionVector;
        // One output is the probability of the second of two classes.
        return prediction.Length == 1
            ? [.. Classes.Select((name, index) => KeyValuePair.Create(name, index == 0 ? 1 - prediction[0] : prediction[0]))]
            : [.. Classes.Select((name, index) => KeyValuePair.Create(name, prediction[index]))];
    }

    /// <summary>Returns the name of the class with the largest probability.</summary>
    /// <returns>The name; null if the model was not trained on classes with names.</returns>
    public string? PredictedClass() => Classes.Count == 0 ? null : ToProbabilities().MaxBy(one => one.Value).Key;

    /// <summary>
    /// Writes the step as JSON, to leave its process: all vectors, with all digits. The key of the sequence and the source row are not
    /// part of it.
    /// </summary>
    /// <returns>The text, for <see cref="FromJson"/>.</returns>
    public string ToJson() => StepJson.Write(this, Layout, _data);

    /// <summary>Reads a step that <see cref="ToJson"/> wrote. Steps of one run belong to one run again.</summary>
    /// <param name="json">The text.</param>
    /// <param name="sequence">The key of the sequence.</param>
    /// <param name="source">The source row; null for none.</param>
    /// <returns>The step.</returns>
    /// <exception cref="RnnException">The text is not that of a step (<see cref="RnnErrorId.StepExpected"/>).</exception>
    public static RnnStep FromJson(string json, object sequence, object? source) => StepJson.Read(json, sequence, source);

    /// <summary>Formats the step as one line.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Sequence}/{Step}: {RnnFormat.Fit(Input, LineWidth)} → {PredictedClass() ?? RnnFormat.Fit(Prediction, LineWidth)}");

    /// <summary>Computes the logits of the output layer, x·W + b. Only a step of another process stores them.</summary>
    internal double[] Logits()
    {
        if (Layout.Logits is { } window)
        {
            return Vector(window).ToArray();
        }

        if (Layout.OutputLayer is not { Activation: not RnnOutputActivation.Identity } layer)
        {
            return OutputVector.ToArray();
        }

        double[] logits = layer.Bias?.ToArray() ?? new double[layer.Weights.Columns];
        ReadOnlySpan<double> weights = layer.Weights.AsSpan();
        RnnVector input = Vector(Layout.OutputInput);
        for (int row = 0; row < layer.Weights.Rows; row++)
        {
            for (int column = 0; column < logits.Length; column++)
            {
                logits[column] += input[row] * weights[(row * logits.Length) + column];
            }
        }

        return logits;
    }

    /// <summary>The step of the only cell, as the steps of a stack are.</summary>
    internal RnnStep OnlyLayer() => LayerStep(0);

    private protected RnnVector Vector(Window window) => window.Of(_data);

    private protected RnnStep LayerStep(int cell) => Layout.Layers[cell].CreateStep(_data, _step, Source);

    // With a one-element vector, Where-Object Output -lt 1 finds nothing and Sort-Object compares text.
    private static object Plain(RnnVector vector) => vector.Length == 1 ? vector[0] : vector;
}
