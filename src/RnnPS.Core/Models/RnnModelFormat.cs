namespace RnnPS;

/// <summary>The formats of model files.</summary>
public enum RnnModelFormat
{
    /// <summary>
    /// RnnPS's own format, a safetensors file (<c>.safetensors</c>): tensors with the names and the layout of PyTorch, and everything
    /// else about the model in the metadata.
    /// </summary>
    Safetensors,

    /// <summary>An ONNX graph (<c>.onnx</c>).</summary>
    Onnx,

    /// <summary>A model that Keras saved (<c>.keras</c>, or HDF5: <c>.h5</c>, <c>.hdf5</c>), which is only read.</summary>
    Keras,

    /// <summary>A training checkpoint (<c>.rnnck</c>), which is only read: its best model is taken out.</summary>
    Checkpoint,
}
