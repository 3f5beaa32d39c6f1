using System.Globalization;

namespace RnnPS;

/// <summary>
/// One timestep of a run, with everything that can be seen of it. It owns its data: the run goes on without touching it.
/// </summary>
public sealed class RnnStep
{
    private const int LineWidth = 40;

    private readonly StepLayout _layout;

    // Input, pre-activation, state and, where there is an output layer, output, one after the other.
    private readonly double[] _data;

    internal RnnStep(StepLayout layout, double[] data, object sequence, long step, object? source)
    {
        _layout = layout;
        _data = data;
        Sequence = sequence;
        Step = step;
        Source = source;
    }

    /// <summary>The key of the sequence that the step belongs to; 0 for input that has none.</summary>
    public object Sequence { get; }

    /// <summary>The number of the step in its sequence, from 0. Rows that were left out keep theirs.</summary>
    public long Step { get; }

    /// <summary>What came in: a double where the model has one input, else an <see cref="RnnVector"/>.</summary>
    public object Input => Plain(InputVector);

    /// <summary>What entered the activation: x·W + h(t−1)·R + b, [gates·hidden].</summary>
    public RnnVector PreActivation => new(_data, _layout.PreActivation, _layout.State - _layout.PreActivation);

    /// <summary>The state h(t) after the step, [hidden].</summary>
    public RnnVector State => new(_data, _layout.State, _layout.HiddenSize);

    /// <summary>What comes out: a double where the model has one output, else an <see cref="RnnVector"/>.</summary>
    public object Output => Plain(OutputVector);

    /// <summary>The row that the step's input came from, with all its properties; null where there is none.</summary>
    public object? Source { get; }

    /// <summary>The run that the step came from: the same object for all its steps.</summary>
    internal object Run => _layout;

    /// <summary><see cref="Input"/> as a vector, whatever its size.</summary>
    internal RnnVector InputVector => new(_data, 0, _layout.PreActivation);

    /// <summary><see cref="Output"/> as a vector, whatever its size.</summary>
    internal RnnVector OutputVector => new(_data, _layout.Output, _layout.OutputSize);

    /// <summary>The step in one line.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Sequence}/{Step}: {RnnFormat.Fit(Input, LineWidth)} → {RnnFormat.Fit(Output, LineWidth)}");

    // With one-element vectors, Where-Object Output -lt 1 finds nothing and Sort-Object sorts as text.
    private static object Plain(RnnVector vector) => vector.Length == 1 ? vector[0] : vector;
}

/// <summary>Where the vectors of a step lie in its array; one for all steps of a run.</summary>
/// <param name="PreActivation">Where the pre-activation starts, after the input.</param>
/// <param name="State">Where the state starts.</param>
/// <param name="HiddenSize">The length of the state.</param>
/// <param name="Output">Where the output starts: the state's place where there is no output layer.</param>
/// <param name="OutputSize">The length of the output.</param>
/// <param name="Length">The length of the array.</param>
internal sealed record StepLayout(int PreActivation, int State, int HiddenSize, int Output, int OutputSize, int Length)
{
    public static StepLayout Of(WeightSet weights)
    {
        CellLayout last = weights.Cells[^1].Layout;
        int preActivation = weights.Cells[0].InputSize;
        int state = preActivation + last.ProjectionColumns;
        int hidden = last.StateSizes[0];
        int end = state + hidden;
        return weights.Output is { } output
            ? new StepLayout(preActivation, state, hidden, end, output.Weights.Columns, end + output.Weights.Columns)
            : new StepLayout(preActivation, state, hidden, state, hidden, end);
    }
}
