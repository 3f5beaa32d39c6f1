using Microsoft.ML.OnnxRuntime;
using RnnPS.Core.Tests;

namespace RnnPS.Files.Tests;

/// <summary>A model that was exported to an ONNX file, in ONNX Runtime: an engine that shares nothing with ours but the meaning of the file.</summary>
internal sealed class ExportedModel : IDisposable
{
    // What padded steps hold: any result that depends on one is far off.
    private const float Padding = 1000;

    private readonly RnnModel _model;
    private readonly InferenceSession _session;

    public ExportedModel(RnnModel model, ModelWriteOptions? options = null)
        : this(model, FileOf(model, options))
    {
    }

    /// <summary>Loads a file that should do what a model does.</summary>
    public ExportedModel(RnnModel model, byte[] file)
    {
        using var single = new SessionOptions { IntraOpNumThreads = 1 };
        _session = new InferenceSession(file, single);
        _model = model;
    }

    public InferenceSession Session => _session;

    /// <summary>The inputs that may be left out: ONNX Runtime keeps them apart from the others.</summary>
    public IReadOnlyDictionary<string, NodeMetadata> Optional => _session.OverridableInitializerMetadata;

    /// <summary>The names of the initial states, for example initial_h_0.</summary>
    public IEnumerable<string> States => Optional.Keys.Where(name => name.StartsWith("initial_", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    /// <summary>Runs sequences as one batch.</summary>
    /// <param name="sequences">The sequences. If their lengths differ, the file needs lengths.</param>
    /// <param name="states">The initial states by name, [directions × batch × hidden] each. Afterwards it has the final states, under the same names.</param>
    /// <returns>[sequence][step][output]; one step for a model that outputs once.</returns>
    public double[][][] Run(IReadOnlyList<RnnSequence> sequences, Dictionary<string, float[]>? states = null)
    {
        int time = sequences.Max(sequence => sequence.Length);
        int batch = sequences.Count;
        bool padded = sequences.Any(sequence => sequence.Length != time);
        bool once = _model.OutputStep == RnnOutputStep.Last;
        using var disposables = new Disposables();
        var inputs = new Dictionary<string, OrtValue> { ["input"] = disposables.Keep(Input(sequences, time)) };
        if (padded)
        {
            inputs["sequence_lens"] = disposables.Keep(
                OrtValue.CreateTensorValueFromMemory(sequences.Select(sequence => sequence.Length).ToArray(), [batch]));
        }

        foreach ((string name, float[] values) in states ?? [])
        {
            int[] shape = Optional[name].Dimensions;
            inputs[name] = disposables.Keep(OrtValue.CreateTensorValueFromMemory(values, [shape[0], batch, shape[2]]));
        }

        string[] outputs = ["output", .. (states ?? []).Keys.Select(name => name.Replace("initial", "final", StringComparison.Ordinal))];
        using var options = new RunOptions();
        using IDisposableReadOnlyCollection<OrtValue> results = _session.Run(options, inputs, outputs);
        foreach ((string name, int index) in (states ?? []).Keys.ToArray().Select((name, index) => (name, index)))
        {
            states![name] = results[index + 1].GetTensorDataAsSpan<float>().ToArray();
        }

        int size = _model.OutputSize;
        long[] expected = once ? [batch, size] : [batch, time, size];
        Assert.Equal(expected, results[0].GetTensorTypeAndShape().Shape);
        double[][][] all =
            [.. results[0].GetTensorDataAsSpan<float>().ToArray().Select(value => (double)value).Chunk(size).Chunk(once ? 1 : time)];
        return [.. all.Select((steps, i) => once ? steps : steps[..sequences[i].Length])];
    }

    /// <summary>The states of a batch as the inputs of the file.</summary>
    public Dictionary<string, float[]> StatesOf(IReadOnlyList<RnnState> states) => States.ToDictionary(
        name => name, name => CellsOf(name).SelectMany(cell => states.SelectMany(state => PartOf(state, name, cell).Select(value => (float)value))).ToArray());

    /// <summary>Fails unless the final states of a run are those of a batch.</summary>
    public void AssertStates(Dictionary<string, float[]> actual, IReadOnlyList<RnnState> expected)
    {
        foreach ((string name, float[] values) in actual)
        {
            IEnumerable<double> ours = CellsOf(name).SelectMany(cell => expected.SelectMany(state => PartOf(state, name, cell)));
            Near.Equal(ours, values.Select(value => (double)value), 1e-5, $"{name} of {_model}");
        }
    }

    public void Dispose() => _session.Dispose();

    private static byte[] FileOf(RnnModel model, ModelWriteOptions? options)
    {
        using var folder = new TestFolder();
        ModelFile.Write(folder["model.onnx"], model, options);
        return File.ReadAllBytes(folder["model.onnx"]);
    }

    private static RnnVector PartOf(RnnState state, string name, int cell) =>
        name.StartsWith("initial_c", StringComparison.Ordinal) ? state.CellStates[cell]!.Value : state.Values[cell];

    // The indices of the cells whose state has a name such as initial_h_2 or initial_h_2_reverse.
    private IEnumerable<int> CellsOf(string name)
    {
        string[] parts = name.Split('_');
        int layer = int.Parse(parts[2], System.Globalization.CultureInfo.InvariantCulture);
        int first = _model.Stack.Take(layer).Sum(below => below.Merge is null ? 1 : 2);
        return (parts.Length, parts[^1], _model.Stack[layer].Merge) switch
        {
            (4, "forward", _) => [first],
            (4, _, _) => [first + 1],
            (_, _, null) => [first],
            _ => [first, first + 1],
        };
    }

    private OrtValue Input(IReadOnlyList<RnnSequence> sequences, int time)
    {
        if (_model.EmbeddingWeights is not null)
        {
            long[] tokens = [.. sequences.SelectMany(sequence =>
                Enumerable.Range(0, time).Select(t => t < sequence.Length ? (long)sequence.Values[t][0] : 0))];
            return OrtValue.CreateTensorValueFromMemory(tokens, [sequences.Count, time]);
        }

        float[] values = [.. sequences.SelectMany(sequence => Enumerable.Range(0, time).SelectMany(t => t < sequence.Length
            ? sequence.Values[t].Select(value => (float)value)
            : Enumerable.Repeat(Padding, _model.InputSize)))];
        return OrtValue.CreateTensorValueFromMemory(values, [sequences.Count, time, _model.InputSize]);
    }

    private sealed class Disposables : IDisposable
    {
        private readonly List<OrtValue> _values = [];

        public OrtValue Keep(OrtValue value)
        {
            _values.Add(value);
            return value;
        }

        public void Dispose() => _values.ForEach(value => value.Dispose());
    }
}
