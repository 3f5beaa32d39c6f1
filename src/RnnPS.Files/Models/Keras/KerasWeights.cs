namespace RnnPS.Files;

/// <summary>The weights of the layers of a model, in the order in which Keras keeps them.</summary>
internal abstract class KerasWeights
{
    /// <summary>Starts to read the weights of a layer.</summary>
    /// <param name="layer">The layer of the model.</param>
    /// <param name="earlier">The number of layers of the same class before it.</param>
    public abstract void Start(KerasLayer layer, int earlier);

    /// <summary>Reads weights of the layer.</summary>
    /// <param name="part">The part of the layer that has them, as the path of the attributes; empty for the layer itself.</param>
    /// <param name="names">The names of what is kept, in the order of Keras.</param>
    /// <returns>The weights among them.</returns>
    /// <exception cref="RnnException">The file has others (<see cref="RnnErrorId.ModelFile"/>).</exception>
    public abstract KerasTensor[] Take(string part, params IReadOnlyList<string> names);

    /// <summary>Requires that the layer has no more weights.</summary>
    /// <exception cref="RnnException">It has (<see cref="RnnErrorId.ModelFile"/>).</exception>
    public abstract void RequireAllTaken();

    /// <summary>Whether a name is of a weight. The state of a stateful layer and the count of a Normalization are kept beside the weights.</summary>
    /// <param name="name">The name.</param>
    /// <returns>True for a weight.</returns>
    protected static bool IsWeight(string name) => name is not ("rnn_state" or "count");

    /// <summary>The error that a layer has not the weights that its configuration asks for.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="what">What it has, as an object.</param>
    /// <returns>The error.</returns>
    protected static RnnException Wrong(KerasLayer layer, string what) =>
        ModelFaults.Damaged($"has {what} for the layer '{MessageText.Excerpt(layer.Name)}' ({MessageText.Excerpt(layer.Class)})");
}
