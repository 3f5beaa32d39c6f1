using RnnPS.Files;

namespace RnnPS;

/// <summary>Checkpoints of a training in a file.</summary>
/// <remarks>A class of its own, so that RnnPS.Files is loaded when a checkpoint is written or read and not before.</remarks>
internal static class CheckpointFiles
{
    /// <summary>Finds what would keep the file from being written; writes nothing.</summary>
    public static void Check(string path) => AtomicFile.Check(path, force: false, noClobber: false);

    /// <summary>Writes a checkpoint in the file's place.</summary>
    public static void Write(string path, TrainingCheckpoint checkpoint) => CheckpointFile.Write(path, checkpoint);

    /// <summary>Reads a checkpoint.</summary>
    public static TrainingCheckpoint Read(string path) => CheckpointFile.Read(path);
}
