namespace RnnPS.Files;

/// <summary>The errors of layers that RnnPS can't take over.</summary>
internal static class KerasFaults
{
    private const string Parts = "A model has, from the input up: an optional embedding, recurrent layers, dense layers";

    // The classes that people have in models with recurrent layers, and what to do about them.
    private static readonly Dictionary<string, string> Remedies = new(StringComparer.Ordinal)
    {
        ["Lambda"] = "It holds Python code, and RnnPS runs no code of a file. Build the model without it, and save it again",
        ["TFOpLambda"] = "It is an operation of TensorFlow. Build the model of Keras' layers only, and save it again",
        ["TensorFlowOpLayer"] = "It is an operation of TensorFlow. Build the model of Keras' layers only, and save it again",
        ["RepeatVector"] = $"It starts a decoder. {Parts}: import encoder and decoder as two models",
        ["LayerNormalization"] = "It divides by the deviation of each timestep, which can't be folded into weights. Train the model without it",
        ["Sequential"] = "It is a model within the model. Build one model of its layers, set its weights, and save it",
        ["Functional"] = "It is a model within the model. Build one model of its layers, set its weights, and save it",
        ["Model"] = "It is a model within the model. Build one model of its layers, set its weights, and save it",
        ["TextVectorization"] = "It turns text into tokens: turn text into tokens before, and save the model without it",
        ["StringLookup"] = "It turns text into tokens: turn text into tokens before, and save the model without it",
        ["ConvLSTM2D"] = "Its inputs are images. RnnPS reads sequences of numbers or tokens",
    };

    /// <summary>A layer has no counterpart in RnnPS.</summary>
    /// <param name="layer">The layer.</param>
    /// <returns>The error.</returns>
    public static RnnException Unknown(KerasLayer layer) => Create(
        layer,
        "has no counterpart in RnnPS",
        Remedies.GetValueOrDefault(layer.Class) ?? $"{Parts}. Save a model without this layer, for example the part above it or below it");

    /// <summary>A layer has a class that is not of Keras.</summary>
    /// <param name="layer">The layer.</param>
    /// <returns>The error.</returns>
    public static RnnException Custom(KerasLayer layer) => Create(
        layer, "is a custom class, of which the file has no description", "RnnPS runs no Python code. Save a model of Keras' own layers");

    /// <summary>A layer is known, but not with this option or in this place.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="what">What it does that RnnPS can't represent, as a predicate.</param>
    /// <param name="remedy">What to do, as a sentence without its stop.</param>
    /// <returns>The error.</returns>
    public static RnnException Create(KerasLayer layer, string what, string remedy) =>
        new(RnnErrorId.ModelUnsupported, $"{layer} {what}. {remedy}.", layer.Name);

    /// <summary>The configuration of the file is not what Keras writes.</summary>
    /// <param name="what">What is wrong, as the end of the sentence "The file has a configuration that …".</param>
    /// <param name="inner">The error that shows it, if any.</param>
    /// <returns>The error.</returns>
    public static RnnException BadConfig(string what, Exception? inner = null) => ModelFaults.Damaged($"has a configuration that {what}", inner);
}
