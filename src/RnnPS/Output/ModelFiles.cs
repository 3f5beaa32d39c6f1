using RnnPS.Files;

namespace RnnPS;

/// <summary>Writes and reads model files.</summary>
/// <remarks>A separate class, so that RnnPS.Files is loaded only when a file is written or read.</remarks>
internal static class ModelFiles
{
    /// <summary>Checks that a file can be written. Does not write anything.</summary>
    public static void Check(string path, RnnModelFormat? format, bool force, bool noClobber) =>
        ModelFile.Check(path, new ModelWriteOptions { Format = format, Force = force, NoClobber = noClobber });

    /// <summary>Writes a model.</summary>
    public static void Write(
        string path,
        RnnModel model,
        RnnModelFormat? format,
        RnnPrecision? precision,
        bool force,
        bool noClobber,
        CancellationToken cancellation)
    {
        var options = new ModelWriteOptions { Format = format, Precision = precision, Force = force, NoClobber = noClobber };
        ModelFile.Write(path, model, options, cancellation);
    }

    /// <summary>Reads the model of a file.</summary>
    public static RnnModel Read(
        string path,
        RnnModelFormat? format,
        RnnActivation? activation,
        RnnActivation? denseActivation,
        RnnOutputActivation? outputActivation,
        RnnOutputStep? outputStep,
        MemoryLimit memory,
        CancellationToken cancellation)
    {
        var options = new ModelReadOptions
        {
            Format = format,
            Activation = activation,
            DenseActivation = denseActivation,
            OutputActivation = outputActivation,
            OutputStep = outputStep,
            Memory = memory,
        };
        return ModelFile.Read(path, options, cancellation);
    }
}
