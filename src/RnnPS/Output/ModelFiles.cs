using RnnPS.Files;

namespace RnnPS;

/// <summary>Writes and reads model files.</summary>
/// <remarks>A separate class, so that RnnPS.Files is loaded only when a file is written or read.</remarks>
internal static class ModelFiles
{
    /// <summary>Checks that a file can be written with the options of the command. Does not write anything.</summary>
    public static void Check(string path, ExportRnnModelCommand command) => ModelFile.Check(path, Options(command));

    /// <summary>Writes a model with the options of the command.</summary>
    public static void Write(string path, object model, ExportRnnModelCommand command, CancellationToken cancellation)
    {
        if (model is RnnForecastModel forecast)
        {
            ModelFile.Write(path, forecast, Options(command), cancellation);
        }
        else
        {
            ModelFile.Write(path, (RnnModel)model, Options(command), cancellation);
        }
    }

    /// <summary>Reads the model or forecast model of a file with the options of the command.</summary>
    public static object Read(
        string path,
        ImportRnnModelCommand command,
        MemoryLimit memory,
        Action<string> note,
        CancellationToken cancellation)
    {
        var options = new ModelReadOptions
        {
            Format = command.Format,
            Activation = command.Activation,
            DenseActivation = command.DenseActivation,
            OutputActivation = command.OutputActivation,
            OutputStep = command.OutputStep,
            Memory = memory,
            Note = note,
        };
        return ModelFile.ReadAny(path, options, cancellation);
    }

    private static ModelWriteOptions Options(ExportRnnModelCommand command) => new()
    {
        Format = command.Format,
        Precision = command.Precision,
        Stateful = command.Stateful,
        Lengths = command.Lengths,
        Force = command.Force,
        NoClobber = command.NoClobber,
    };
}
