using System.Collections.Immutable;
using System.Globalization;

namespace RnnPS;

/// <summary>The position of a vector in a step's data array.</summary>
/// <param name="Start">The index of the first component.</param>
/// <param name="Length">The number of components.</param>
internal readonly record struct Window(int Start, int Length)
{
    public int End => Start + Length;

    public Span<double> Of(Span<double> data) => data.Slice(Start, Length);

    public RnnVector Of(double[] data) => new(data, Start, Length);
}

/// <summary>The positions of one cell's vectors in a step's data array.</summary>
/// <param name="Layer">The zero-based index of the cell's layer.</param>
/// <param name="Direction">Forward or Reverse.</param>
/// <param name="Cell">The cell.</param>
/// <param name="Input">The input of the cell.</param>
/// <param name="PreActivation">The inputs of the activations.</param>
/// <param name="Trace">The gates.</param>
/// <param name="States">The parts of the state; part 0 is h.</param>
internal sealed record CellWindows(
    int Layer,
    RnnDirection Direction,
    RnnCell Cell,
    Window Input,
    Window PreActivation,
    ImmutableArray<Window> Trace,
    ImmutableArray<Window> States);

/// <summary>The positions of the vectors in a step's data array, the same for all steps of a model.</summary>
internal sealed class StepShape
{
    private readonly ImmutableArray<RnnStackLayer> _stack;

    /// <summary>Assigns a position to each vector.</summary>
    /// <param name="stack">The layers.</param>
    /// <param name="output">The output layer, or null.</param>
    /// <param name="outputStep">Whether the model outputs at every timestep or once per sequence.</param>
    public StepShape(ImmutableArray<RnnStackLayer> stack, OutputLayer? output, RnnOutputStep outputStep)
    {
        _stack = stack;
        OutputLayer = output;
        Input = new Window(0, stack[0].InputSize);
        int end = Input.End;
        var cells = ImmutableArray.CreateBuilder<CellWindows>();
        var merged = ImmutableArray.CreateBuilder<Window>();
        Window input = Input;
        for (int layer = 0; layer < stack.Length; layer++)
        {
            input = LayOut(layer, input, cells, merged, ref end);
        }

        Cells = cells.ToImmutable();
        Merged = merged.ToImmutable();
        // A reverse cell's final state is its state after the first timestep, so the model's final state needs its own window.
        State = outputStep == RnnOutputStep.Last && stack[^1].Reverse is not null ? Next(ref end, input.Length) : input;
        Output = output is null ? State : Next(ref end, output.Weights.Columns);
        Length = end;
        Vectors = stack.Length == 1 && Cells.Length == 1 ? CellVectors(Cells[0], Output) : StackVectors();
    }

    /// <summary>The input of the model.</summary>
    public Window Input { get; }

    /// <summary>The cells, from the input up, the forward cell before the reverse cell.</summary>
    public ImmutableArray<CellWindows> Cells { get; }

    /// <summary>
    /// The merged state of each layer. It is empty for a layer with one direction, and for Concat, where the two states are already
    /// adjacent.
    /// </summary>
    public ImmutableArray<Window> Merged { get; }

    /// <summary>The output of the last layer.</summary>
    public Window State { get; }

    /// <summary>The output of the model; equal to <see cref="State"/> if there is no output layer.</summary>
    public Window Output { get; }

    /// <summary>The output layer, or null.</summary>
    public OutputLayer? OutputLayer { get; }

    /// <summary>Describes the training of the model; null if it was not trained.</summary>
    public RnnTraining? Training { get; init; }

    /// <summary>The link between outputs and predictions; null if the model was not trained.</summary>
    public RnnLink? Link { get; init; }

    /// <summary>The length of the data array.</summary>
    public int Length { get; }

    /// <summary>All vectors, with the names of their table columns.</summary>
    public ImmutableArray<(string Name, Window Window)> Vectors { get; }

    /// <summary>Whether the model has more than one cell.</summary>
    public bool IsStack => Cells.Length > 1;

    /// <summary>Gets the named vectors of one cell.</summary>
    public static ImmutableArray<(string Name, Window Window)> CellVectors(CellWindows cell, Window output) =>
    [
        (nameof(RnnStep.Input), cell.Input),
        .. Inner(cell),
        (nameof(RnnStep.State), cell.States[0]),
        (nameof(RnnStep.Output), output),
    ];

    /// <summary>Returns the prediction of a step, and overwrites its output.</summary>
    public Span<double> TakePrediction(Span<double> data)
    {
        Span<double> output = Output.Of(data);
        (Link ?? RnnLink.Identity).Invert(output);
        return output;
    }

    /// <summary>Computes the merged states of a step after the states of its cells have been written.</summary>
    public void Merge(Span<double> data)
    {
        for (int layer = 0; layer < _stack.Length; layer++)
        {
            if (Merged[layer].Length > 0)
            {
                CellWindows[] pair = [.. Cells.Where(cell => cell.Layer == layer)];
                MergeKernels.Merge<double>(
                    _stack[layer].Merge!.Value, pair[0].States[0].Of(data), pair[1].States[0].Of(data), Merged[layer].Of(data), rows: 1);
            }
        }
    }

    // The vectors between a cell's input and its h: pre-activation, gates, and the other parts of the state.
    private static IEnumerable<(string Name, Window Window)> Inner(CellWindows cell)
    {
        CellLayout layout = cell.Cell.Layout;
        yield return (nameof(ElmanStep.PreActivation), cell.PreActivation);
        for (int i = 0; i < layout.Trace.Length; i++)
        {
            yield return (layout.Trace[i].Name, cell.Trace[i]);
        }

        for (int i = 1; i < layout.States.Length; i++)
        {
            yield return (layout.States[i].Name, cell.States[i]);
        }
    }

    private static Window Next(ref int end, int length)
    {
        var window = new Window(end, length);
        end += length;
        return window;
    }

    private static CellWindows LayOutCell(int layer, RnnDirection direction, RnnCell cell, Window input, bool stateFirst, ref int end)
    {
        CellLayout layout = cell.Layout;
        var states = new Window[layout.States.Length];
        if (stateFirst)
        {
            states[0] = Next(ref end, layout.States[0].Size);
        }

        Window preActivation = Next(ref end, layout.ProjectionColumns);
        var trace = new Window[layout.Trace.Length];
        for (int i = 0; i < trace.Length; i++)
        {
            trace[i] = Next(ref end, layout.Trace[i].Size);
        }

        for (int i = 1; i < states.Length; i++)
        {
            states[i] = Next(ref end, layout.States[i].Size);
        }

        if (!stateFirst)
        {
            states[0] = Next(ref end, layout.States[0].Size);
        }

        return new CellWindows(layer, direction, cell, input, preActivation, [.. trace], [.. states]);
    }

    private Window LayOut(
        int index,
        Window input,
        ImmutableArray<CellWindows>.Builder cells,
        ImmutableArray<Window>.Builder merged,
        ref int end)
    {
        RnnStackLayer layer = _stack[index];
        if (layer.Forward is not null)
        {
            cells.Add(LayOutCell(index, RnnDirection.Forward, layer.Forward, input, stateFirst: false, ref end));
        }

        if (layer.Reverse is not null)
        {
            // Adjacent to the forward cell's state, so that the concatenated state needs no copy.
            cells.Add(LayOutCell(index, RnnDirection.Reverse, layer.Reverse, input, stateFirst: true, ref end));
        }

        merged.Add(layer.Merge is null or RnnMerge.Concat ? default : Next(ref end, layer.OutputSize));
        return layer.Merge switch
        {
            null => cells[^1].States[0],
            RnnMerge.Concat => new Window(cells[^2].States[0].Start, layer.OutputSize),
            _ => merged[^1],
        };
    }

    private ImmutableArray<(string Name, Window Window)> StackVectors()
    {
        var vectors = ImmutableArray.CreateBuilder<(string Name, Window Window)>();
        vectors.Add((nameof(RnnStep.Input), Input));
        foreach (CellWindows cell in Cells)
        {
            string direction = _stack[cell.Layer].Merge is null ? string.Empty : cell.Direction.ToString();
            string prefix = string.Create(CultureInfo.InvariantCulture, $"Layer{cell.Layer}{direction}");
            vectors.AddRange(Inner(cell).Select(vector => (prefix + vector.Name, vector.Window)));
            vectors.Add((prefix + nameof(RnnStep.State), cell.States[0]));
        }

        vectors.Add((nameof(RnnStep.State), State));
        vectors.Add((nameof(RnnStep.Output), Output));
        return vectors.ToImmutable();
    }
}
