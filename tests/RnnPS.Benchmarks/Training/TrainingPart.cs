namespace RnnPS.Benchmarks;

/// <summary>One cause of a training step's time.</summary>
/// <param name="Name">The name for the table.</param>
/// <param name="Work">Does the part once. It takes a slice, or the whole batch where <see cref="IsShared"/> is true.</param>
/// <param name="Products">The multiply-adds of all slices; 0 for a part without products.</param>
/// <param name="Bytes">The bytes that all slices read and write; 0 where it says nothing.</param>
/// <param name="IsShared">Whether the work runs on all threads by itself.</param>
internal sealed record TrainingPart(string Name, Action<int> Work, long Products = 0, long Bytes = 0, bool IsShared = false);
