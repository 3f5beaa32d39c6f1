using System.Globalization;

namespace RnnPS.Files.Tests;

/// <summary>
/// Reads mutated files: each gives a model or an error with an id, and takes no more memory than is allowed. The environment variables
/// <c>RNNPS_FUZZ_MODELS</c> and <c>RNNPS_FUZZ_SEED</c> set the number of files and the seed, for a long run.
/// </summary>
/// <param name="mutate">Mutates a valid file. It is given random numbers, the number of the mutation, and the file.</param>
/// <param name="read">Reads a file.</param>
/// <param name="mostAllocated">The most bytes that the reading of a file may allocate.</param>
internal sealed class MutatedFiles(Func<Random, int, byte[], byte[]> mutate, Func<byte[], RnnModel> read, long mostAllocated)
{
    private const int UsualSeed = 17;
    private const int UsualFiles = 2000;

    /// <summary>Mutates and reads the files.</summary>
    /// <param name="valid">The files to mutate.</param>
    public void Check(IReadOnlyList<byte[]> valid)
    {
        int seed = Setting("RNNPS_FUZZ_SEED", UsualSeed);
        int files = Setting("RNNPS_FUZZ_MODELS", UsualFiles);
        int models = 0;
        for (int i = 0; i < files; i++)
        {
            // Each file has a seed of its own, so a failure names all that it needs.
            byte[] bytes = mutate(new Random(unchecked(seed + (i * 7919))), i, valid[i % valid.Count]);
            try
            {
                models += GivesModel(bytes) ? 1 : 0;
            }
            catch (Exception fault)
            {
                throw new InvalidOperationException(FormattableString.Invariant($"RNNPS_FUZZ_SEED={seed}, file {i}: {Convert.ToHexString(bytes)}"), fault);
            }
        }

        // Some mutations change only a weight, or what is not read.
        Assert.InRange(models, files / 50, files - (files / 10));
    }

    private bool GivesModel(byte[] bytes)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            Assert.True(read(bytes).ParameterCount > 0);
            return true;
        }
        catch (RnnException fault)
        {
            Assert.StartsWith("Rnn", fault.Id, StringComparison.Ordinal);
            Assert.InRange(fault.Message.Length, 1, MessageText.MaxLength);
            Assert.DoesNotContain(fault.Message, char.IsControl);
            return false;
        }
        finally
        {
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, mostAllocated);
        }
    }

    private static int Setting(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out int value) ? value : usual;
}
