namespace RnnPS;

/// <summary>The timesteps at which a model outputs.</summary>
public enum RnnOutputStep
{
    /// <summary>Every timestep (Keras' <c>return_sequences=True</c>).</summary>
    Every,

    /// <summary>
    /// Once per sequence, from the final state of the last layer (Keras' <c>return_sequences=False</c>, ONNX's <c>Y_h</c>). The
    /// final state of a reverse cell is its state after the first timestep.
    /// </summary>
    Last,
}
