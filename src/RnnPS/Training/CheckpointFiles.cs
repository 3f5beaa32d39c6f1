using RnnPS.Files;

namespace RnnPS;

/// <summary>Reads and writes training checkpoints in files.</summary>
/// <remarks>A separate class, so that RnnPS.Files is loaded only when a checkpoint is written or read.</remarks>
internal static class CheckpointFiles
{
    /// <summary>Checks that the file can be written. Does not write anything.</summary>
    public static void Check(string path) => AtomicFile.Check(path, force: false, noClobber: false);

    /// <summary>Checks that the folder can be written, by a temporary file.</summary>
    public static void RequireWritable(string path) => AtomicFile.RequireWritable(path);

    /// <summary>Writes a checkpoint and replaces an existing file.</summary>
    public static void Write(string path, TrainingCheckpoint checkpoint, CancellationToken cancellation) =>
        CheckpointFile.Write(path, checkpoint, cancellation);

    /// <summary>Reads a checkpoint.</summary>
    public static TrainingCheckpoint Read(string path, CancellationToken cancellation) => CheckpointFile.Read(path, cancellation);
}
