namespace RnnPS;

/// <summary>When a model puts out.</summary>
public enum RnnOutputStep
{
    /// <summary>At every timestep (Keras' <c>return_sequences=True</c>).</summary>
    Every,

    /// <summary>
    /// Once a sequence, from the last layer's final state, that of a backward cell being its state after the first timestep
    /// (Keras' <c>return_sequences=False</c>, ONNX's <c>Y_h</c>).
    /// </summary>
    Last,
}
