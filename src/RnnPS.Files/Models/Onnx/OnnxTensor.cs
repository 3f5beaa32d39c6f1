namespace RnnPS.Files.Onnx;

/// <summary>
/// A tensor of weights whose elements are made when the file is written, so that writing needs the memory of the largest one only.
/// </summary>
/// <param name="Head">The name, the type and the sizes.</param>
/// <param name="Length">The number of bytes of the elements.</param>
/// <param name="Fill">Fills the elements. What it leaves is 0.</param>
internal sealed record OnnxTensor(TensorProto Head, long Length, Action<FloatTensor> Fill);
