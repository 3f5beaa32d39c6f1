using Microsoft.ML.OnnxRuntime;
using RnnPS.OnnxModels;

namespace RnnPS.Benchmarks;

/// <summary>ONNX Runtime with its default options, in single precision, the only one that it supports.</summary>
internal sealed class OnnxCompetitor : Competitor
{
    /// <summary>The peer's name.</summary>
    public const string PeerName = "ONNX Runtime";

    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();
    private readonly Dictionary<string, OrtValue> _inputs;
    private readonly string[] _outputs;
    private readonly int _last;
    private float[] _lastOutputs = [];

    public OnnxCompetitor(ForwardWork work)
    {
        _session = new InferenceSession(OnnxRecurrentModel.Create(work.Model));
        _inputs = new Dictionary<string, OrtValue>
        {
            ["X"] = OrtValue.CreateTensorValueFromMemory(
                work.Input.Select(value => (float)value).ToArray(), [work.Steps, work.Rows, work.Model.InputSize]),
        };
        _outputs = [.. _session.OutputNames];
        _last = work.Rows * work.Model.OutputSize;
    }

    /// <inheritdoc/>
    public override string Name => PeerName;

    /// <inheritdoc/>
    public override RnnPrecision Precision => RnnPrecision.Single;

    /// <inheritdoc/>
    public override void Run()
    {
        using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(_options, _inputs, _outputs);
        _lastOutputs = outputs[^1].GetTensorDataAsSpan<float>()[^_last..].ToArray();
    }

    /// <inheritdoc/>
    public override double[] LastOutputs() => [.. _lastOutputs.Select(value => (double)value)];

    /// <inheritdoc/>
    public override void Dispose()
    {
        foreach (OrtValue value in _inputs.Values)
        {
            value.Dispose();
        }

        _options.Dispose();
        _session.Dispose();
        base.Dispose();
    }
}
