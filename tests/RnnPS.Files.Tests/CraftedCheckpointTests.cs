using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace RnnPS.Files.Tests;

/// <summary>
/// Checkpoints that someone wrote by hand, with a right checksum: they are refused with an error of ours, and no memory is taken for
/// sizes that a file only claims.
/// </summary>
public sealed class CraftedCheckpointTests : IDisposable
{
    // Far more than a small file needs, and far less than any of the claimed sizes.
    private const long MostAllocated = 8 << 20;

    private static readonly string?[] Replacements =
    [
        null, "-1", "0", "1", "2147483647", "-2147483648", "9223372036854775807", "-9223372036854775808", "1e308", "-1e308", "1e999", "0.5",
        "\"\"", "\"text\"", "true", "{}", "[]", "[null]", "[-1]", "[2147483647]", "[2147483647,2147483647,2]", "[-3,8]", "[1e999]", "[[[[1]]]]",
    ];

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_field_of_the_header_can_be_anything()
    {
        (JsonObject header, double[] values) = Valid();
        int read = 0;
        foreach (string[] path in Paths(header, []))
        {
            foreach (string? replacement in Replacements)
            {
                var changed = (JsonObject)header.DeepClone();
                JsonObject parent = path.SkipLast(1).Aggregate(changed, (node, name) => (JsonObject)node[name]!);
                parent[path[^1]] = replacement is null ? null : JsonNode.Parse(replacement);
                read += Try(changed.ToJsonString(), values) ? 1 : 0;
                parent.Remove(path[^1]);
                read += Try(changed.ToJsonString(), values) ? 1 : 0;
            }
        }

        // Texts and numbers in range are as good as the original.
        Assert.InRange(read, 10, 400);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(int.MaxValue)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    [InlineData(1L << 40)]
    public void The_header_is_not_as_long_as_the_file_says(long length)
    {
        (JsonObject header, double[] values) = Valid();

        Assert.False(Try(header.ToJsonString(), values, length));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(39)]
    public void A_file_that_ends_after_its_signature_is_refused(int bytes)
    {
        byte[] content = [.. "RnnPS checkpoint 2\n"u8, .. new byte[bytes]];
        RequireRefused([.. content, .. SHA256.HashData(content)]);
        RequireRefused(content);
    }

    [Fact]
    public void A_header_of_deep_nesting_is_refused() =>
        Assert.False(Try(new string('[', 100_000) + new string(']', 100_000), [1, 2, 3, 4, 5]));

    [Fact]
    public void Reading_and_writing_stop()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        string path = _folder["a.rnnck"];
        (JsonObject header, double[] values) = Valid();
        File.WriteAllBytes(path, Bytes(header.ToJsonString(), values, null));
        TrainingCheckpoint checkpoint = CheckpointFile.Read(path);
        byte[] before = File.ReadAllBytes(path);

        Assert.Throws<OperationCanceledException>(() => CheckpointFile.Read(path, source.Token));
        Assert.Throws<OperationCanceledException>(() => CheckpointFile.Write(path, checkpoint with { Epochs = 9 }, source.Token));

        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Equal(["a.rnnck"], _folder.Names);
    }

    // Whether a file reads. If not, its error is ours.
    private bool Try(string header, double[] values, long? length = null)
    {
        string path = _folder["a.rnnck"];
        File.WriteAllBytes(path, Bytes(header, values, length));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Exception? error = Record.Exception(() => CheckpointFile.Read(path));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostAllocated);
        if (error is not null)
        {
            Assert.Equal(RnnErrorId.CheckpointDamaged, Assert.IsType<RnnException>(error).Id);
        }

        return error is null;
    }

    private void RequireRefused(byte[] bytes)
    {
        string path = _folder["a.rnnck"];
        File.WriteAllBytes(path, bytes);
        Assert.Equal(RnnErrorId.CheckpointDamaged, Assert.Throws<RnnException>(() => CheckpointFile.Read(path)).Id);
    }

    private static byte[] Bytes(string header, double[] values, long? length)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        byte[] content =
        [
            .. "RnnPS checkpoint 2\n"u8,
            .. BitConverter.GetBytes(length ?? text.Length),
            .. text,
            .. values.SelectMany(BitConverter.GetBytes),
            .. ModelFile.ToBytes(RnnModel.StartingExample()),
        ];
        return [.. content, .. SHA256.HashData(content)];
    }

    private (JsonObject Header, double[] Values) Valid()
    {
        string path = _folder["valid.rnnck"];
        var checkpoint = new TrainingCheckpoint
        {
            Model = "Elman 1→2",
            Options = "loss MeanSquaredError",
            Data = "0123ABCD",
            Epochs = 3,
            OptimizerSteps = 12,
            EpochsWithoutBest = 1,
            BestLoss = 0.5,
            BestEpoch = 2,
            LearningRate = 1e-3,
            ScheduleBest = 0.25,
            ScheduleBadEpochs = 4,
            ScheduleCooldown = 5,
            Seconds = 1.5,
            Lengths = [2, 3],
            Values = [1, 2, 3, 4, 5],
            Kept = RnnModel.StartingExample(),
        };
        CheckpointFile.Write(path, checkpoint);
        byte[] bytes = File.ReadAllBytes(path);
        File.Delete(path);
        int start = "RnnPS checkpoint 2\n".Length;
        int length = (int)BitConverter.ToInt64(bytes, start);
        return ((JsonObject)JsonNode.Parse(bytes.AsSpan(start + sizeof(long), length))!, checkpoint.Values);
    }

    private static IEnumerable<string[]> Paths(JsonObject node, string[] prefix) => node.SelectMany(field =>
        new string[][] { [.. prefix, field.Key] }.Concat(field.Value is JsonObject inner ? Paths(inner, [.. prefix, field.Key]) : []));
}
