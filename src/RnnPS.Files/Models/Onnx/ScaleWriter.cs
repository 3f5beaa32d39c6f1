namespace RnnPS.Files.Onnx;

/// <summary>Writes the scaling of inputs and outputs, so that the graph takes and returns raw values.</summary>
internal static class ScaleWriter
{
    private const string Input = nameof(RnnModel.InputScaler);
    private const string Output = nameof(RnnModel.OutputScaler);

    /// <summary>Scales inputs: (x − offset) / scale.</summary>
    /// <param name="graph">The graph to which the operators are added.</param>
    /// <param name="values">The name of the raw inputs.</param>
    /// <param name="scaler">The scaler.</param>
    /// <returns>The name of the scaled inputs.</returns>
    /// <exception cref="RnnException">A scale is 0 in single precision (<see cref="RnnErrorId.ModelUnsupported"/>).</exception>
    public static string Scale(OnnxGraph graph, string values, RnnScaler scaler)
    {
        foreach (double scale in scaler.Scale)
        {
            if (!float.IsNormal((float)scale))
            {
                throw new RnnException(
                    RnnErrorId.ModelUnsupported,
                    FormattableString.Invariant($"{Input}.{nameof(RnnScaler.Scale)} holds {scale}, which has no value in the single precision of an ONNX file: ")
                    + "train the model on data in other units, or export it as .safetensors instead.",
                    scale);
            }
        }

        string centred = graph.Add("Sub", [values, graph.Vector("input.offset", scaler.Offset, $"{Input}.{nameof(RnnScaler.Offset)}")]);
        return graph.Add("Div", [centred, graph.Vector("input.scale", scaler.Scale, $"{Input}.{nameof(RnnScaler.Scale)}")]);
    }

    /// <summary>Turns outputs back into raw values: y·scale + offset.</summary>
    /// <param name="graph">The graph to which the operators are added.</param>
    /// <param name="values">The name of the scaled outputs.</param>
    /// <param name="scaler">The scaler.</param>
    /// <returns>The name of the raw outputs.</returns>
    public static string Unscale(OnnxGraph graph, string values, RnnScaler scaler)
    {
        string wide = graph.Add("Mul", [values, graph.Vector("output.scale", scaler.Scale, $"{Output}.{nameof(RnnScaler.Scale)}")]);
        return graph.Add("Add", [wide, graph.Vector("output.offset", scaler.Offset, $"{Output}.{nameof(RnnScaler.Offset)}")]);
    }
}
