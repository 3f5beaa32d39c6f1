using System.Globalization;

namespace RnnPS.Files.Onnx;

/// <summary>Writes dense layers and affine maps. They act on the last axis, whatever the axes before it are.</summary>
internal static class DenseWriter
{
    /// <summary>Writes a dense layer: f(x·W + b).</summary>
    /// <param name="graph">The graph to which the operators are added.</param>
    /// <param name="x">The name of the layer's input.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="index">The number of dense layers and affine maps below it.</param>
    /// <returns>The name of the layer's output.</returns>
    public static string Write(OnnxGraph graph, string x, DenseLayer layer, int index)
    {
        string name = Name(index);
        (string weights, string bias) = layer.IsOutput == true
            ? (nameof(RnnModel.OutputWeights), nameof(RnnModel.OutputBias))
            : (Text($"DenseLayers[{index}].Weights"), Text($"DenseLayers[{index}].Bias"));
        string values = graph.Add("MatMul", [x, graph.Matrix(name + "weights", layer.Weights, weights)]);
        if (layer.Bias is { } shift)
        {
            values = graph.Add("Add", [values, graph.Vector(name + "bias", shift, bias)]);
        }

        return layer.Softmax
            ? graph.Add("Softmax", [values], AttributeProto.Of("axis", -1L))
            : OnnxActivation.Apply(graph, values, layer.Activation, Text($"dense layer {index}"));
    }

    /// <summary>Writes an affine map: x·scale + shift.</summary>
    /// <param name="graph">The graph to which the operators are added.</param>
    /// <param name="x">The name of the map's input.</param>
    /// <param name="layer">The map.</param>
    /// <param name="index">The number of dense layers and affine maps below it.</param>
    /// <returns>The name of the map's output.</returns>
    public static string Write(OnnxGraph graph, string x, AffineLayer layer, int index)
    {
        string name = Name(index);
        string product = graph.Add("Mul", [x, graph.Vector(name + "scale", layer.Scale, "The scale of an affine layer")]);
        return graph.Add("Add", [product, graph.Vector(name + "shift", layer.Shift, "The shift of an affine layer")]);
    }

    private static string Name(int index) => Text($"dense.{index}.");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
