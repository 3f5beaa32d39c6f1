using Microsoft.ML.OnnxRuntime;
using RnnPS.OnnxModels;

namespace RnnPS.Benchmarks;

/// <summary>ONNX Runtime with its default options, in single precision, which is all that it has.</summary>
internal sealed class OnnxCompetitor : Competitor
{
    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();
    private readonly Dictionary<string, OrtValue> _inputs;
    private float[] _last = [];

    public OnnxCompetitor(ForwardWork work)
    {
        _session = new InferenceSession(OnnxRecurrentModel.Create(new RnnStackLayer(work.Cell)));
        long[] state = [1, work.Rows, work.Cell.HiddenSize];
        _inputs = new Dictionary<string, OrtValue>
        {
            ["X"] = OrtValue.CreateTensorValueFromMemory(
                work.Input.Select(value => (float)value).ToArray(), [work.Steps, work.Rows, work.Cell.InputSize]),
            ["sequence_lens"] = OrtValue.CreateTensorValueFromMemory(
                Enumerable.Repeat(work.Steps, work.Rows).ToArray(), [work.Rows]),
            ["initial_h"] = OrtValue.CreateTensorValueFromMemory(new float[work.Rows * work.Cell.HiddenSize], state),
        };
        if (work.Cell is LstmCell)
        {
            _inputs["initial_c"] = OrtValue.CreateTensorValueFromMemory(new float[work.Rows * work.Cell.HiddenSize], state);
        }
    }

    /// <inheritdoc/>
    public override string Name => "ONNX Runtime, float";

    /// <inheritdoc/>
    public override void Run()
    {
        using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(_options, _inputs, ["Y", "Y_h"]);
        _last = outputs[1].GetTensorDataAsSpan<float>().ToArray();
    }

    /// <inheritdoc/>
    public override double[] LastStates() => [.. _last.Select(value => (double)value)];

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
