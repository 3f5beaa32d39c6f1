using System.Text;
using RnnPS.Core.Tests;

namespace RnnPS.Files.Tests;

/// <summary>Mutated safetensors files: each is read or refused with an error that has an id.</summary>
public sealed class ModelFuzzTests
{
    private const long MostAllocated = 32 << 20;

    private static readonly byte[][] Pieces =
    [
        .. ((string[])["\"", "{", "}", "[", "]", ",", ":", "null", "-1", "0", "9", "1e999", "9999999999999999999", "\\u0000", "\\", "..", "F16", "U8", "_l1", "_reverse", "\"shape\":[4294967296,4294967296]", "data_offsets"]).Select(Encoding.UTF8.GetBytes),
        [0], [0xFF], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F], [0, 0, 0, 0, 0, 0, 0xF0, 0x7F], [0, 0, 0, 0, 0, 0, 0xF8, 0x7F], [0xC3],
    ];

    [Fact]
    public void A_mutated_file_gives_a_model_or_an_error_with_an_id() => new MutatedFiles(
        (random, _, valid) => Mutate(random, valid),
        bytes =>
        {
            RnnModel model = ModelFile.FromBytes(bytes);
            Assert.InRange(model.ParameterCount, 1, bytes.Length);
            return model;
        },
        MostAllocated).Check([.. ValidFiles()]);

    // The own format with and without PyTorch's cells, and state_dicts.
    private static IEnumerable<byte[]> ValidFiles()
    {
        yield return ModelFile.ToBytes(CraftedModelTests.Valid());
        for (int seed = 0; seed < 6; seed++)
        {
            yield return ModelFile.ToBytes(Models.Random(new RandomNetwork(1 + (seed % 2), seed, Streams: false)));
        }

        foreach (string name in (string[])["lstm-linear", "gru-bfloat16", "embedding-gru", "lstm-projected-bidirectional", "rnn-tanh"])
        {
            yield return File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "models", name + ".safetensors"));
        }
    }

    internal static byte[] Mutate(Random random, byte[] valid)
    {
        List<byte> bytes = [.. valid];
        int header = sizeof(long) + (int)BitConverter.ToInt64(valid, 0);
        int changes = random.Next(1, random.Next(4) == 0 ? 40 : 4);
        bool keepsLength = random.Next(3) > 0;
        for (int change = 0; change < changes; change++)
        {
            // Half of the changes are in the header.
            int place = random.Next(Math.Max(1, random.Next(2) == 0 ? Math.Min(header, bytes.Count) : bytes.Count));
            switch (random.Next(5))
            {
                case 0:
                    bytes.RemoveRange(place, Math.Min(random.Next(1, 20), bytes.Count - place));
                    break;
                case 1:
                    int from = random.Next(bytes.Count + 1);
                    bytes.InsertRange(place, bytes.GetRange(from, Math.Min(random.Next(1, 60), bytes.Count - from)));
                    break;
                case 2:
                    byte[] piece = random.GetItems(Pieces, 1)[0];
                    for (int i = 0; i < piece.Length && place + i < bytes.Count; i++)
                    {
                        bytes[place + i] = piece[i];
                    }

                    break;
                case 3 when place < bytes.Count:
                    bytes[place] ^= (byte)(1 << random.Next(8));
                    break;
                default:
                    bytes.InsertRange(place, random.GetItems(Pieces, 1)[0]);
                    break;
            }
        }

        byte[] mutated = [.. bytes];
        // The length of the header fits again, so that the rest of the file is looked at.
        if (keepsLength && mutated.Length > header)
        {
            BitConverter.GetBytes(header - (long)sizeof(long) + (random.Next(2) == 0 ? mutated.Length - valid.Length : 0)).CopyTo(mutated, 0);
        }

        return mutated;
    }
}
