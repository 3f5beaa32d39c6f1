namespace RnnPS.Charts.Page;

/// <summary>Collects the steps of one sequence for the page.</summary>
internal sealed class PageSequenceBuilder
{
    // Up to so many numbers are written with all digits, and more with 16 bits.
    private const int MostExact = 40_000;
    private const int MostTextColumns = 6;
    private const int ManySteps = 2000;

    // Some browsers draw no wider canvas.
    private const int MostColumns = 16_000;

    // A double in place of 16 bits.
    private const int ExactCost = 4;

    private readonly Dictionary<string, PageTrack> _tracks = [];
    private readonly List<long> _steps = [];
    private readonly PageTrack _inputs;
    private readonly PageTrack _outputs;
    private readonly PageTrack? _targets;
    private readonly PageTrack? _losses;
    private readonly PageTrack? _inputGradient;
    private readonly Func<object, IReadOnlyList<KeyValuePair<string, string>>>? _readRow;
    private readonly List<IReadOnlyList<string>> _texts = [];
    private readonly int _length;
    private string[] _rowNames = [];
    private int _count;

    /// <summary>Begins a sequence.</summary>
    /// <param name="first">The first step, which tells the vectors.</param>
    /// <param name="length">The number of steps.</param>
    /// <param name="most">The largest number of values to keep.</param>
    /// <param name="targetSize">The number of components of a target; null without targets.</param>
    /// <param name="readRow">Reads the texts of a source row; null for none.</param>
    public PageSequenceBuilder(
        RnnStep first, int length, long most, int? targetSize, Func<object, IReadOnlyList<KeyValuePair<string, string>>>? readRow)
    {
        (_length, _readRow) = (length, readRow);
        (string Name, string Role, int Units)[] vectors = [.. first.ToVectors().Select(vector => (vector.Key, RoleOf(vector.Key), vector.Value.Length)).Where(vector => vector.Item2.Length > 0)];
        // The state of a stack is that of its last layer.
        vectors = vectors.Length > 1 && first is StackStep ? [.. vectors.Where(vector => vector.Name != nameof(RnnStep.State))] : vectors;
        int units = vectors.Sum(vector => vector.Units);
        int values = (2 * first.InputVector.Length) + first.OutputVector.Length + (targetSize ?? 0) + 1;
        int columns = (int)Math.Clamp(most / (units + (ExactCost * values)), 1, Math.Min(length, MostColumns));
        Bin = (length + columns - 1) / columns;
        Columns = (length + Bin - 1) / Bin;
        IsExact = Bin == 1 && (long)units * length <= MostExact;
        foreach ((string name, string role, int size) in vectors)
        {
            _tracks.Add(name, new PageTrack(name, role, size, Columns, Bin));
        }

        _inputs = Values("Input", first.InputVector.Length);
        _outputs = Values("Output", first.OutputVector.Length);
        _targets = targetSize is { } size2 ? Values("Target", size2) : null;
        _losses = targetSize is null ? null : Values("Loss", 1);
        _inputGradient = targetSize is null ? null : Values("InputGradient", first.InputVector.Length);
    }

    /// <summary>The number of steps in a column.</summary>
    public int Bin { get; }

    /// <summary>The number of columns.</summary>
    public int Columns { get; }

    /// <summary>Whether all digits are written.</summary>
    public bool IsExact { get; }

    /// <summary>Adds the next step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="source">Its source row; null for none.</param>
    /// <param name="number">Its number in the series.</param>
    /// <param name="output">The output; null if the step has none.</param>
    /// <param name="target">The target of the output; null if it has none.</param>
    /// <param name="loss">The loss; null if there is none.</param>
    public void Add(RnnStep step, object? source, long number, RnnVector? output, double[]? target, double? loss)
    {
        if (_count >= _length)
        {
            return;
        }

        if (_count % Bin == 0)
        {
            _steps.Add(number);
            AddRow(source);
        }

        _inputs.Add(_count, step.InputVector.AsSpan());
        if (output is not null)
        {
            _outputs.Add(_count, output.Value.AsSpan());
        }

        if (target is not null)
        {
            _targets?.Add(_count, target);
        }

        if (loss is { } value)
        {
            _losses?.Add(_count, [value]);
        }

        foreach ((string name, RnnVector vector) in step.ToVectors())
        {
            if (_tracks.TryGetValue(name, out PageTrack? track))
            {
                track.Add(_count, vector.AsSpan());
            }
        }

        _count++;
    }

    /// <summary>Adds the derivatives of the loss by the inputs of a step.</summary>
    public void AddInputGradient(int step, ReadOnlySpan<double> gradient)
    {
        if (step < _length && gradient.Length == _inputGradient?.Units)
        {
            _inputGradient.Add(step, gradient);
        }
    }

    /// <summary>Completes the sequence.</summary>
    public PageSequence Complete(string key, int lead, IReadOnlyList<string> inputNames, IReadOnlyList<PageState>? initial, bool hasInputGradient) => new()
    {
        Key = key,
        Steps = _steps,
        Bin = Bin,
        Lead = lead,
        Rows = _rowNames.Length == 0 ? null : new PageRows(_rowNames, _texts),
        InputNames = inputNames,
        Inputs = _inputs.ToVector(isExact: true),
        Outputs = _outputs.ToVector(isExact: true),
        Targets = _targets?.ToVector(isExact: true),
        Losses = _losses?.ToVector(isExact: true),
        InputGradient = hasInputGradient ? _inputGradient?.ToVector(isExact: true) : null,
        Vectors = [.. _tracks.Values.Select(track => track.ToVector(IsExact))],
        Initial = initial,
    };

    // Pre-activations are left out: the page computes those of small models, and they would double a large page.
    private static string RoleOf(string name) =>
        name.EndsWith("Gate", StringComparison.Ordinal) ? "gate"
        : name.EndsWith("State", StringComparison.Ordinal) || name.EndsWith("Candidate", StringComparison.Ordinal) ? "state"
        : name.StartsWith("Dense", StringComparison.Ordinal) && name.EndsWith("Output", StringComparison.Ordinal) ? "dense"
        : string.Empty;

    private PageTrack Values(string name, int units) => new(name, "value", units, Columns, Bin);

    private void AddRow(object? source)
    {
        IReadOnlyList<KeyValuePair<string, string>> texts = source is null || _readRow is null ? [] : _readRow(source);
        // The texts of a long sequence would be larger than its numbers.
        int most = Columns > ManySteps ? 2 : MostTextColumns;
        if (_rowNames.Length == 0 && texts.Count > 0)
        {
            _rowNames = [.. texts.Take(most).Select(text => ChartText.Name(text.Key))];
            // Rows before the first with texts have none.
            _texts.AddRange(Enumerable.Range(0, _steps.Count - 1).Select(_ => (IReadOnlyList<string>)[]));
        }

        if (_rowNames.Length > 0)
        {
            _texts.Add([.. texts.Take(most).Select(text => ChartText.Title(text.Value))]);
        }
    }
}
