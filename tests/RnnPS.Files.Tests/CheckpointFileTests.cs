using RnnPS.Core.Tests;

namespace RnnPS.Files.Tests;

public sealed class CheckpointFileTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private static TrainingCheckpoint Checkpoint => new()
    {
        Model = "Elman 1→2",
        Options = "loss MeanSquaredError",
        Data = "0123ABCD",
        Epochs = 3,
        OptimizerSteps = 12,
        EpochsWithoutBest = 1,
        BestLoss = 0.1 + 0.2,
        BestEpoch = 2,
        LearningRate = 1e-3,
        ScheduleBest = null,
        ScheduleBadEpochs = 4,
        ScheduleCooldown = 5,
        Seconds = 1.5,
        Lengths = [2, 3],
        Values = [Math.PI, -0.0, double.Epsilon, float.MaxValue, 1.0 / 3],
        Kept = Models.Random(new RandomNetwork(2, 5, Streams: false)),
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_checkpoint_reads_back_bit_for_bit()
    {
        string path = _folder["a.rnnck"];
        CheckpointFile.Write(path, Checkpoint with { Epochs = 99 });
        CheckpointFile.Write(path, Checkpoint);

        TrainingCheckpoint read = CheckpointFile.Read(path);

        Assert.Equal(Checkpoint.Values.Select(BitConverter.DoubleToInt64Bits), read.Values.Select(BitConverter.DoubleToInt64Bits));
        Assert.Equal(Checkpoint.Lengths, read.Lengths);
        Models.RequireSame(Checkpoint.Kept!, read.Kept!);
        Assert.Equal(Text(Checkpoint), Text(read));
        Assert.Equal(["a.rnnck"], _folder.Names);

        static object Text(TrainingCheckpoint checkpoint) => checkpoint with { Values = [], Lengths = [], Kept = null };
    }

    [Fact]
    public void An_incomplete_or_changed_file_is_refused()
    {
        string path = _folder["a.rnnck"];
        CheckpointFile.Write(path, Checkpoint);
        byte[] whole = File.ReadAllBytes(path);
        for (int i = 0; i < whole.Length; i += 23)
        {
            byte[] changed = [.. whole];
            changed[i] ^= 1;
            Refuse(changed);
            Refuse(whole[..i]);
        }

        void Refuse(byte[] bytes)
        {
            File.WriteAllBytes(path, bytes);
            Assert.Equal(RnnErrorId.CheckpointDamaged, Assert.Throws<RnnException>(() => CheckpointFile.Read(path)).Id);
        }
    }

    [Fact]
    public void A_header_of_another_version_is_refused_even_with_a_valid_checksum()
    {
        string path = _folder["a.rnnck"];
        byte[] header = "{}"u8.ToArray();
        byte[] content = [.. "RnnPS checkpoint 2\n"u8, .. BitConverter.GetBytes((long)header.Length), .. header];
        File.WriteAllBytes(path, [.. content, .. System.Security.Cryptography.SHA256.HashData(content)]);

        RnnException error = Assert.Throws<RnnException>(() => CheckpointFile.Read(path));

        Assert.Equal(RnnErrorId.CheckpointDamaged, error.Id);
        Assert.Contains("another version", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_of_version_1_is_refused_and_the_error_says_so()
    {
        byte[] content = [.. "RnnPS checkpoint 1\n"u8, .. BitConverter.GetBytes(2L), .. "{}"u8];
        string path = _folder.Write("a.rnnck", [.. content, .. System.Security.Cryptography.SHA256.HashData(content)]);

        RnnException error = Assert.Throws<RnnException>(() => CheckpointFile.Read(path));

        Assert.Equal(RnnErrorId.CheckpointDamaged, error.Id);
        Assert.Contains("an earlier version", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_kept_model_comes_out_alone()
    {
        string path = _folder["a.rnnck"];
        CheckpointFile.Write(path, Checkpoint);

        Models.RequireSame(Checkpoint.Kept!, ModelFile.Read(path));

        Assert.Equal(RnnErrorId.Parameters, Assert.Throws<RnnException>(() => ModelFile.Write(path, Checkpoint.Kept!)).Id);
        Assert.Equal(RnnErrorId.Parameters, Assert.Throws<RnnException>(
            () => ModelFile.Read(path, new ModelReadOptions { OutputStep = RnnOutputStep.Last })).Id);
    }

    [Fact]
    public void A_missing_file_and_a_folder_have_their_own_errors()
    {
        Assert.Equal(RnnErrorId.FileNotFound, Assert.Throws<RnnException>(() => CheckpointFile.Read(_folder["none"])).Id);
        Assert.Equal(RnnErrorId.FileIsFolder, Assert.Throws<RnnException>(() => CheckpointFile.Read(Path.GetTempPath())).Id);
    }
}
