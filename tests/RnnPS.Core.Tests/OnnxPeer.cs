using Microsoft.ML.OnnxRuntime;
using RnnPS.OnnxModels;

namespace RnnPS.Core.Tests;

/// <summary>What ONNX Runtime makes of a batch.</summary>
/// <param name="Y">[time][direction][batch][hidden], zeros beyond a sequence's length.</param>
/// <param name="FinalH">[direction][batch][hidden].</param>
/// <param name="FinalC">The same of c; null where there is none.</param>
internal sealed record OnnxResult(double[][][][] Y, double[][][] FinalH, double[][][]? FinalC);

/// <summary>Runs a layer in ONNX Runtime, an engine that shares nothing with ours but the meaning of the operators.</summary>
internal static class OnnxPeer
{
    public static OnnxResult Run(RnnStackLayer layer, RnnSequence[] sequences, RnnState[] states, bool withConstants = true)
    {
        RnnCell cell = (layer.Forward ?? layer.Reverse)!;
        int time = sequences.Max(sequence => sequence.Length);
        int batch = sequences.Length;
        int directions = layer.Direction == RnnDirection.Bidirectional ? 2 : 1;
        int hidden = cell.HiddenSize;
        bool hasCellState = cell is LstmCell;
        long[] stateShape = [directions, batch, hidden];
        float[] input = [.. Enumerable.Range(0, time).SelectMany(t => sequences.SelectMany(sequence =>
            t < sequence.Length ? Floats(sequence.Values[t]) : new float[cell.InputSize]))];

        var inputs = new Dictionary<string, OrtValue>
        {
            ["X"] = OrtValue.CreateTensorValueFromMemory(input, [time, batch, cell.InputSize]),
            ["sequence_lens"] = OrtValue.CreateTensorValueFromMemory(sequences.Select(sequence => sequence.Length).ToArray(), [batch]),
            ["initial_h"] = OrtValue.CreateTensorValueFromMemory(States(state => state.Values), stateShape),
        };
        if (hasCellState)
        {
            inputs.Add(
                "initial_c",
                OrtValue.CreateTensorValueFromMemory(States(state => [.. state.CellStates.Select(c => c!.Value)]), stateShape));
        }

        try
        {
            using var options = new RunOptions();
            using var session = new InferenceSession(OnnxRecurrentModel.Create(layer, withConstants));
            using IDisposableReadOnlyCollection<OrtValue> outputs =
                session.Run(options, inputs, hasCellState ? ["Y", "Y_h", "Y_c"] : ["Y", "Y_h"]);
            return new OnnxResult(
                [.. outputs[0].GetTensorDataAsSpan<float>().ToArray().Chunk(directions * batch * hidden).Select(Split)],
                Split(outputs[1].GetTensorDataAsSpan<float>().ToArray()),
                hasCellState ? Split(outputs[2].GetTensorDataAsSpan<float>().ToArray()) : null);
        }
        finally
        {
            foreach (OrtValue value in inputs.Values)
            {
                value.Dispose();
            }
        }

        // [direction][batch][hidden]
        double[][][] Split(float[] values) =>
            [.. values.Select(value => (double)value).Chunk(hidden).Chunk(batch)];

        float[] States(Func<RnnState, IReadOnlyList<RnnVector>> values) => [.. Enumerable.Range(0, directions)
            .SelectMany(direction => states.SelectMany(state => Floats(values(state)[direction])))];
    }

    /// <summary>What a model of forward layers puts out, [time × output].</summary>
    public static float[] RunChain(RnnModel model, RnnSequence sequence)
    {
        float[] values = [.. Enumerable.Range(0, sequence.Length).SelectMany(step => Floats(sequence.Values[step]))];
        using var input = OrtValue.CreateTensorValueFromMemory(values, [sequence.Length, 1, model.InputSize]);
        using var options = new RunOptions();
        using var session = new InferenceSession(OnnxRecurrentModel.Create(model));
        using IDisposableReadOnlyCollection<OrtValue> outputs =
            session.Run(options, new Dictionary<string, OrtValue> { ["X"] = input }, ["output"]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    private static float[] Floats(RnnVector vector) => [.. vector.Select(value => (float)value)];
}
