using Microsoft.ML.OnnxRuntime;
using RnnPS.OnnxModels;

namespace RnnPS.Benchmarks;

/// <summary>
/// ONNX Runtime with one call per step. The final state of each call is the initial state of the next. All calls use the
/// same pre-allocated memory, which makes a call as cheap as possible.
/// </summary>
internal sealed class OnnxStreamCompetitor : Competitor
{
    private static readonly string[] InputNames = ["X", "sequence_lens", "initial_h"];
    private static readonly string[] OutputNames = ["Y", "Y_h"];

    private readonly ForwardWork _work;
    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();
    private readonly float[] _input;
    private readonly float[] _x;
    private readonly float[][] _states;
    private readonly OrtValue[] _values;

    public OnnxStreamCompetitor(ForwardWork work)
    {
        _work = work;
        _session = new InferenceSession(OnnxRecurrentModel.Create(work.Model.Stack[0]));
        int hidden = work.Model.HiddenSize;
        _input = [.. work.Input.Select(value => (float)value)];
        _x = new float[work.Model.InputSize];
        _states = [new float[hidden], new float[hidden]];
        _values =
        [
            OrtValue.CreateTensorValueFromMemory(_x, [1, 1, _x.Length]),
            OrtValue.CreateTensorValueFromMemory<int>(new int[] { 1 }, [1]),
            OrtValue.CreateTensorValueFromMemory(_states[0], [1, 1, hidden]),
            OrtValue.CreateTensorValueFromMemory(_states[1], [1, 1, hidden]),
            OrtValue.CreateTensorValueFromMemory(new float[hidden], [1, 1, 1, hidden]),
        ];
    }

    /// <inheritdoc/>
    public override string Name => OnnxCompetitor.PeerName;

    /// <inheritdoc/>
    public override RnnPrecision Precision => RnnPrecision.Single;

    /// <inheritdoc/>
    public override void Run()
    {
        OrtValue[][] inputs = [[_values[0], _values[1], _values[2]], [_values[0], _values[1], _values[3]]];
        OrtValue[][] outputs = [[_values[4], _values[3]], [_values[4], _values[2]]];
        for (int step = 0; step < _work.Steps; step++)
        {
            _input.AsSpan(step * _x.Length, _x.Length).CopyTo(_x);
            _session.Run(_options, InputNames, inputs[step & 1], OutputNames, outputs[step & 1]);
        }
    }

    /// <inheritdoc/>
    public override double[] LastOutputs() => [.. _states[_work.Steps & 1].Select(value => (double)value)];

    /// <inheritdoc/>
    public override void Dispose()
    {
        foreach (OrtValue value in _values)
        {
            value.Dispose();
        }

        _options.Dispose();
        _session.Dispose();
        base.Dispose();
    }
}
