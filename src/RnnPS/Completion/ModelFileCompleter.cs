namespace RnnPS;

/// <summary>Completes the paths of model files and checkpoints.</summary>
public sealed class ModelFileCompleter() : FileCompleter(".safetensors", ".onnx", ".keras", ".h5", ".hdf5", ".rnnck");
