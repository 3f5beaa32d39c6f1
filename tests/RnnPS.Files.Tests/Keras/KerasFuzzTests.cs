namespace RnnPS.Files.Tests;

/// <summary>Mutated Keras files: each is read or refused with an error that has an id.</summary>
public sealed class KerasFuzzTests
{
    // PureHDF takes memory for a length before it reads. Files are small here, but a length may be anything.
    private const long MostAllocated = 1L << 32;

    private static readonly byte[][] Pieces =
    [
        [0], [0xFF], [0xFF, 0xFF, 0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0x7F], [0, 0, 0, 0, 0, 0, 0xF8, 0x7F], [0, 0, 0, 0, 1, 0, 0, 0],
        .. ((string[])["SNOD", "TREE", "HEAP", "GCOL", "\"", "{", "}", "[", "]", ",", ":", "null", "-1", "1e999", "..", "/", "units", "LSTM"]).Select(System.Text.Encoding.UTF8.GetBytes),
    ];

    [Fact]
    public void A_mutated_file_gives_a_model_or_an_error_with_an_id()
    {
        string[] names = ["k20-simple-rnn.h5", "k22-cudnn-gru.h5", "tf24-masking.h5", "tf24-compressed-latest.h5", "k3-h5-functional.h5", "k3-gru.keras", "k3-functional-text.keras", "k3-layers.keras"];
        var files = new MutatedFiles(
            (random, _, valid) => Mutate(random, valid),
            bytes =>
            {
                RnnModel model = KerasFiles.Read(bytes);
                Assert.InRange(model.ParameterCount, 1, bytes.Length);
                return model;
            },
            MostAllocated);
        files.Check([.. names.Select(name => File.ReadAllBytes(KerasFiles.PathOf(name)))]);
    }

    private static byte[] Mutate(Random random, byte[] valid)
    {
        List<byte> bytes = [.. valid];
        int changes = random.Next(1, random.Next(4) == 0 ? 40 : 6);
        for (int change = 0; change < changes; change++)
        {
            int place = random.Next(bytes.Count);
            switch (random.Next(20))
            {
                case 0:
                    bytes.RemoveRange(place, Math.Min(random.Next(1, 20), bytes.Count - place));
                    break;
                case 1:
                    bytes.InsertRange(place, random.GetItems(Pieces, 1)[0]);
                    break;
                // Most changes keep the length, so that the addresses in the file stay right.
                case < 10:
                    byte[] piece = random.GetItems(Pieces, 1)[0];
                    for (int i = 0; i < piece.Length && place + i < bytes.Count; i++)
                    {
                        bytes[place + i] = piece[i];
                    }

                    break;
                case < 13:
                    int from = random.Next(bytes.Count);
                    int count = Math.Min(random.Next(1, 64), bytes.Count - Math.Max(from, place));
                    byte[] copy = [.. bytes.GetRange(from, count)];
                    for (int i = 0; i < count; i++)
                    {
                        bytes[place + i] = copy[i];
                    }

                    break;
                default:
                    bytes[place] ^= (byte)(1 << random.Next(8));
                    break;
            }
        }

        return [.. bytes];
    }
}
