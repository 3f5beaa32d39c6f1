namespace RnnPS;

/// <summary>Completes the paths of checkpoints.</summary>
public sealed class CheckpointFileCompleter() : FileCompleter(".rnnck");
