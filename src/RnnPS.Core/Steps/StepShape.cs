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

/// <summary>The position of a vector in a step's data array, with its name.</summary>
/// <param name="Name">The name of the vector's table column.</param>
/// <param name="Window">The position.</param>
internal readonly record struct NamedWindow(string Name, Window Window);

/// <summary>The positions of one cell's vectors in a step's data array.</summary>
/// <param name="Layer">The zero-based index of the cell's layer.</param>
/// <param name="Direction">Forward or Reverse.</param>
/// <param name="Kind">The kind of the cell.</param>
/// <param name="Input">The input of the cell.</param>
/// <param name="PreActivation">The inputs of the activations.</param>
/// <param name="Trace">The gates, with their names.</param>
/// <param name="States">The parts of the state, with their names; part 0 is h.</param>
internal sealed record CellWindows(
    int Layer,
    RnnDirection Direction,
    string Kind,
    Window Input,
    Window PreActivation,
    ImmutableArray<NamedWindow> Trace,
    ImmutableArray<NamedWindow> States);

/// <summary>The positions of the vectors of one hidden dense layer in a step's data array.</summary>
/// <param name="PreActivation">The inputs of the activation.</param>
/// <param name="Output">The output.</param>
internal readonly record struct DenseWindows(Window PreActivation, Window Output);

/// <summary>The positions of the vectors in a step's data array, the same for all steps of a model.</summary>
internal sealed class StepShape
{
    private readonly ImmutableArray<RnnStackLayer> _stack;

    /// <summary>Assigns a position to each vector.</summary>
    /// <param name="weights">The weights of the model.</param>
    public StepShape(WeightSet weights)
    {
        ImmutableArray<RnnStackLayer> stack = _stack = weights.Stack;
        OutputLayer = weights.Output;
        Input = new Window(0, weights.InputSize);
        int end = Input.End;
        Embedding = weights.Embedding is { } vectors ? Next(ref end, vectors.Columns) : default;
        var cells = ImmutableArray.CreateBuilder<CellWindows>();
        var merged = ImmutableArray.CreateBuilder<Window>();
        Window input = weights.Embedding is null ? Input : Embedding;
        for (int layer = 0; layer < stack.Length; layer++)
        {
            input = LayOut(layer, input, cells, merged, ref end);
        }

        Cells = cells.ToImmutable();
        Merged = merged.ToImmutable();
        State = input;
        // A reverse cell's final state is its state after the first timestep, so the model's final state needs its own window.
        FinalState = weights.OutputStep == RnnOutputStep.Last && stack[^1].Reverse is not null ? Next(ref end, input.Length) : State;
        var dense = ImmutableArray.CreateBuilder<DenseWindows>();
        foreach (RnnDenseLayer layer in weights.Dense)
        {
            dense.Add(new DenseWindows(Next(ref end, layer.OutputSize), Next(ref end, layer.OutputSize)));
        }

        Dense = dense.ToImmutable();
        OutputInput = Dense.IsEmpty ? FinalState : Dense[^1].Output;
        Output = OutputLayer is null ? OutputInput : Next(ref end, OutputLayer.Weights.Columns);
        Length = end;
        Vectors = [.. AllVectors()];
        Training = weights.Training;
        Link = weights.Link;
        OutputActivation = OutputLayer?.Activation ?? RnnOutputActivation.Identity;
    }

    /// <summary>Takes the positions that another process assigned. The shape has no layers to compute with.</summary>
    /// <param name="saved">The positions, which were checked.</param>
    public StepShape(SavedShape saved)
    {
        _stack = [];
        (Input, State, FinalState) = (saved.Input, saved.State, saved.FinalState);
        (Output, Logits, Length) = (saved.Output, saved.Logits, saved.Length);
        (Cells, Vectors, Merged, Dense) = (saved.Cells, saved.Vectors, [], []);
        OutputActivation = saved.OutputActivation;
        Link = saved.Link;
        Training = saved.Lead is not { } lead ? null : new RnnTraining
        {
            TargetNames = new RnnList<string>([.. saved.TargetNames]),
            Classes = new RnnList<string>([.. saved.Classes]),
            Lead = lead,
        };
    }

    /// <summary>The input of the model.</summary>
    public Window Input { get; }

    /// <summary>The vector of the token; empty if the model has no embedding.</summary>
    public Window Embedding { get; }

    /// <summary>The cells, from the input up, the forward cell before the reverse cell.</summary>
    public ImmutableArray<CellWindows> Cells { get; }

    /// <summary>
    /// The merged state of each layer. It is empty for a layer with one direction, and for Concat, where the two states are already
    /// adjacent.
    /// </summary>
    public ImmutableArray<Window> Merged { get; }

    /// <summary>The output of the last recurrent layer.</summary>
    public Window State { get; }

    /// <summary>
    /// The final state of the last recurrent layer, from which a model outputs once per sequence. Equal to <see cref="State"/>, except where
    /// that layer reads in reverse: its final state belongs to the first timestep.
    /// </summary>
    public Window FinalState { get; }

    /// <summary>Whether the final state belongs to another timestep than the state.</summary>
    public bool HasFinalState => FinalState != State;

    /// <summary>The hidden dense layers, from the recurrent layer up.</summary>
    public ImmutableArray<DenseWindows> Dense { get; }

    /// <summary>What the output layer reads: the output of the last dense layer, or the <see cref="FinalState"/> if there is none.</summary>
    public Window OutputInput { get; }

    /// <summary>The output of the model; equal to <see cref="OutputInput"/> if there is no output layer.</summary>
    public Window Output { get; }

    /// <summary>The output layer, or null.</summary>
    public OutputLayer? OutputLayer { get; }

    /// <summary>The activation function of the output layer.</summary>
    public RnnOutputActivation OutputActivation { get; }

    /// <summary>The logits of the output layer, in the steps of another process; null where they can be computed.</summary>
    public Window? Logits { get; }

    /// <summary>Describes the training of the model; null if it was not trained.</summary>
    public RnnTraining? Training { get; }

    /// <summary>The link between outputs and predictions; null if the model was not trained.</summary>
    public RnnLink? Link { get; }

    /// <summary>The length of the data array.</summary>
    public int Length { get; }

    /// <summary>All vectors, with the names of their table columns.</summary>
    public ImmutableArray<NamedWindow> Vectors { get; }

    /// <summary>Whether the model has more than one cell.</summary>
    public bool IsStack => Cells.Length > 1;

    /// <summary>Gets the named vectors of one cell of a stack.</summary>
    public static ImmutableArray<NamedWindow> CellVectors(CellWindows cell, Window output) =>
    [
        new NamedWindow(nameof(RnnStep.Input), cell.Input),
        .. Inner(cell),
        new NamedWindow(nameof(RnnStep.State), cell.States[0].Window),
        new NamedWindow(nameof(RnnStep.Output), output),
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
                    _stack[layer].Merge!.Value, pair[0].States[0].Window.Of(data), pair[1].States[0].Window.Of(data), Merged[layer].Of(data), rows: 1);
            }
        }
    }

    // The vectors between a cell's input and its h: pre-activation, gates, and the other parts of the state.
    private static IEnumerable<NamedWindow> Inner(CellWindows cell) =>
        [new NamedWindow(nameof(ElmanStep.PreActivation), cell.PreActivation), .. cell.Trace, .. cell.States.Skip(1)];

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

        return new CellWindows(
            layer, direction, cell.Kind, input, preActivation, Named(layout.Trace, trace), Named(layout.States, states));

        static ImmutableArray<NamedWindow> Named(ImmutableArray<CellPart> parts, Window[] windows) =>
            [.. parts.Zip(windows, (part, window) => new NamedWindow(part.Name, window))];
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
            null => cells[^1].States[0].Window,
            RnnMerge.Concat => new Window(cells[^2].States[0].Window.Start, layer.OutputSize),
            _ => merged[^1],
        };
    }

    private IEnumerable<NamedWindow> AllVectors()
    {
        yield return new NamedWindow(nameof(RnnStep.Input), Input);
        if (Embedding.Length > 0)
        {
            yield return new NamedWindow(nameof(Embedding), Embedding);
        }

        foreach (NamedWindow vector in IsStack ? Cells.SelectMany(LayerVectors) : Inner(Cells[0]))
        {
            yield return vector;
        }

        yield return new NamedWindow(nameof(RnnStep.State), State);
        if (HasFinalState)
        {
            yield return new NamedWindow(nameof(FinalState), FinalState);
        }

        for (int i = 0; i < Dense.Length; i++)
        {
            string prefix = string.Create(CultureInfo.InvariantCulture, $"{nameof(Dense)}{i}");
            yield return new NamedWindow(prefix + nameof(DenseWindows.PreActivation), Dense[i].PreActivation);
            yield return new NamedWindow(prefix + nameof(DenseWindows.Output), Dense[i].Output);
        }

        yield return new NamedWindow(nameof(RnnStep.Output), Output);
    }

    private IEnumerable<NamedWindow> LayerVectors(CellWindows cell)
    {
        string direction = _stack[cell.Layer].Merge is null ? string.Empty : cell.Direction.ToString();
        string prefix = string.Create(CultureInfo.InvariantCulture, $"Layer{cell.Layer}{direction}");
        return [.. Inner(cell).Select(vector => vector with { Name = prefix + vector.Name }), new NamedWindow(prefix + nameof(RnnStep.State), cell.States[0].Window)];
    }
}
