using System.Globalization;

namespace RnnPS;

/// <summary>
/// One timestep of a run, with everything that can be seen of it. It owns its data: the run goes on without touching it.
/// </summary>
/// <remarks>
/// Each kind of cell has a step of its own, <see cref="ElmanStep"/>, <see cref="LstmStep"/>, <see cref="GruStep"/>, and a
/// model of several cells a <see cref="StackStep"/>. They override what should come first: PowerShell shows a type's own
/// properties before those of its base, in lists, CSV and JSON.
/// </remarks>
public abstract class RnnStep
{
    private const int LineWidth = 40;

    // All vectors, one after the other, so that a step costs two allocations, not one a vector.
    private readonly double[] _data;
    private readonly long _step;

    private protected RnnStep(StepLayout layout, double[] data, long step, object? source)
    {
        Layout = layout;
        _data = data;
        _step = step;
        Source = source;
    }

    /// <summary>The key of the sequence that the step belongs to; 0 for input that has none.</summary>
    public virtual object Sequence => Layout.Sequence;

    /// <summary>The number of the step in its sequence, from 0. Rows that were left out keep theirs.</summary>
    public virtual long Step => _step;

    /// <summary>What came in: a double where there is one input, else an <see cref="RnnVector"/>.</summary>
    public virtual object Input => Plain(InputVector);

    /// <summary>The state h(t) after the step; of a model with several cells, what its last layer hands on.</summary>
    public RnnVector State => Vector(Layout.State);

    /// <summary>What comes out: a double where there is one output, else an <see cref="RnnVector"/>.</summary>
    public object Output => Plain(OutputVector);

    /// <summary>The row that the step's input came from, with all its properties; null where there is none.</summary>
    public object? Source { get; }

    /// <summary>The run that the step came from: the same object for all its steps.</summary>
    internal object Run => Layout.Run;

    /// <summary><see cref="Input"/> as a vector, whatever its size.</summary>
    internal RnnVector InputVector => Vector(Layout.Input);

    /// <summary><see cref="Output"/> as a vector, whatever its size.</summary>
    internal RnnVector OutputVector => Vector(Layout.Output);

    /// <summary>The function that made the output.</summary>
    internal RnnOutputActivation OutputActivation => Layout.OutputLayer?.Activation ?? RnnOutputActivation.Identity;

    /// <summary>The kind of the cell that the step shows; null in a stack, which has several.</summary>
    internal string? CellKind => Layout.Cell?.Cell.Kind;

    private protected StepLayout Layout { get; }

    private protected CellWindows Cell => Layout.Cell!;

    /// <summary>
    /// All the step's vectors with the names of a table's columns, in its order: Input, PreActivation, gates, State, Output;
    /// of a model with several cells, those of each behind the name of its layer.
    /// </summary>
    /// <returns>Names and vectors; the same names for all steps of a model.</returns>
    public IReadOnlyList<KeyValuePair<string, RnnVector>> ToVectors()
    {
        var vectors = new KeyValuePair<string, RnnVector>[Layout.Vectors.Length];
        for (int i = 0; i < vectors.Length; i++)
        {
            (string name, Window window) = Layout.Vectors[i];
            vectors[i] = new KeyValuePair<string, RnnVector>(name, Vector(window));
        }

        return vectors;
    }

    /// <summary>The step in one line.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Sequence}/{Step}: {RnnFormat.Fit(Input, LineWidth)} → {RnnFormat.Fit(Output, LineWidth)}");

    /// <summary>What entered the output layer's activation, state·W + b, computed again: the step does not keep it.</summary>
    internal double[] Logits()
    {
        if (Layout.OutputLayer is not { Activation: not RnnOutputActivation.Identity } layer)
        {
            return OutputVector.ToArray();
        }

        double[] logits = layer.Bias?.ToArray() ?? new double[layer.Weights.Columns];
        ReadOnlySpan<double> weights = layer.Weights.AsSpan();
        for (int row = 0; row < layer.Weights.Rows; row++)
        {
            for (int column = 0; column < logits.Length; column++)
            {
                logits[column] += State[row] * weights[(row * logits.Length) + column];
            }
        }

        return logits;
    }

    private protected RnnVector Vector(Window window) => window.Of(_data);

    private protected RnnStep LayerStep(int cell) => Layout.Layers[cell].CreateStep(_data, _step, Source);

    // With one-element vectors, Where-Object Output -lt 1 finds nothing and Sort-Object sorts as text.
    private static object Plain(RnnVector vector) => vector.Length == 1 ? vector[0] : vector;
}
