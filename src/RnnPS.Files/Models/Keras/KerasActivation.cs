using System.Text.Json;

namespace RnnPS.Files;

/// <summary>The activation functions of Keras.</summary>
/// <param name="Function">The function of each component.</param>
/// <param name="IsSoftmax">Whether it is the softmax over all components instead.</param>
internal readonly record struct KerasActivation(RnnActivationFunction Function, bool IsSoftmax = false)
{
    /// <summary>Whether it is the identity.</summary>
    public bool IsLinear => !IsSoftmax && Function.Kind == RnnActivation.Identity;

    /// <summary>Reads the activation that an option of a layer names.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="key">The option.</param>
    /// <param name="version">The version of Keras; null if the file does not say it.</param>
    /// <returns>The activation.</returns>
    /// <exception cref="RnnException">RnnPS does not have it (<see cref="RnnErrorId.ModelUnsupported"/>).</exception>
    public static KerasActivation Of(KerasLayer layer, string key, Version? version)
    {
        if (layer.Option(key) is not { ValueKind: JsonValueKind.Object } value)
        {
            return Named(layer, layer.Word(key) ?? "linear", version);
        }

        // A function has its name as its configuration, and a layer its options.
        var function = KerasLayer.Parse(value);
        return function.IsCustom
            ? throw Unknown(layer, function.Class)
            : KerasLayer.Member(value, "config") is { ValueKind: JsonValueKind.String } name
                ? Named(layer, name.GetString()!, version)
                : OfLayer(function) ?? Named(layer, function.Class, version);
    }

    /// <summary>Reads an activation that is a layer of its own.</summary>
    /// <param name="layer">The layer.</param>
    /// <returns>The activation; null if the layer is none of these.</returns>
    /// <exception cref="RnnException">RnnPS does not have it (<see cref="RnnErrorId.ModelUnsupported"/>).</exception>
    public static KerasActivation? OfLayer(KerasLayer layer) => layer.Class switch
    {
        "ReLU" => Relu(layer),
        "LeakyReLU" => new(new RnnActivationFunction(RnnActivation.LeakyRelu, layer.Number("negative_slope") ?? layer.Number("alpha") ?? 0.3)),
        "ELU" => new(new RnnActivationFunction(RnnActivation.Elu, layer.Number("alpha") ?? 1)),
        // Keras takes x > θ, and RnnPS x ≥ α.
        "ThresholdedReLU" => new(new RnnActivationFunction(RnnActivation.ThresholdedRelu, Math.BitIncrement(layer.Number("theta") ?? 1))),
        "Softmax" => layer.Option("axis") is null or { ValueKind: JsonValueKind.Number } && layer.Number("axis") is null or -1
            ? new(RnnActivation.Identity, IsSoftmax: true)
            : throw KerasFaults.Create(layer, "is a softmax over another axis than the last", "Save the model with axis=-1"),
        _ => null,
    };

    private static KerasActivation Relu(KerasLayer layer)
    {
        double slope = layer.Number("negative_slope") ?? 0;
        return layer.Number("max_value") is null && layer.Number("threshold") is null or 0
            ? new(slope == 0 ? RnnActivation.Relu : new RnnActivationFunction(RnnActivation.LeakyRelu, slope))
            : throw KerasFaults.Create(
                layer, "has a max_value or a threshold, which no activation of RnnPS has", "Train the model with max_value=None and threshold=0");
    }

    private static KerasActivation Named(KerasLayer layer, string name, Version? version) => name switch
    {
        "linear" => new(RnnActivation.Identity),
        "tanh" => new(RnnActivation.Tanh),
        "sigmoid" => new(RnnActivation.Sigmoid),
        "relu" => new(RnnActivation.Relu),
        "softplus" => new(RnnActivation.Softplus),
        "softsign" => new(RnnActivation.Softsign),
        "softmax" => new(RnnActivation.Identity, IsSoftmax: true),
        "elu" => new(new RnnActivationFunction(RnnActivation.Elu, 1)),
        "leaky_relu" => new(new RnnActivationFunction(RnnActivation.LeakyRelu, 0.2)),
        "hard_sigmoid" => HardSigmoid(layer, version),
        _ => throw Unknown(layer, name),
    };

    // 0.2·x + 0.5 up to Keras 2, x/6 + 0.5 from Keras 3 on.
    private static KerasActivation HardSigmoid(KerasLayer layer, Version? version) => version is null
        ? throw KerasFaults.Create(
            layer,
            "has the activation hard_sigmoid, whose slope depends on the version of Keras, and the file does not say its keras_version",
            "Load it in the version of Keras that wrote it, and save it again")
        : new(new RnnActivationFunction(RnnActivation.HardSigmoid, version.Major >= 3 ? 1.0 / 6 : 0.2, 0.5));

    private static RnnException Unknown(KerasLayer layer, string name) => KerasFaults.Create(
        layer,
        $"has the activation '{MessageText.Excerpt(name)}', which RnnPS does not have",
        "Train the model with tanh, sigmoid, hard_sigmoid, relu, leaky_relu, elu, softplus, softsign or linear");
}
