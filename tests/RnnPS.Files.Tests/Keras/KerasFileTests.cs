using System.Text.Json;

namespace RnnPS.Files.Tests;

/// <summary>
/// The files in <c>tests/data/models/keras</c>, which have the structures that the versions of Keras write, compute what the equations of
/// Keras give in NumPy.
/// </summary>
public sealed class KerasFileTests : IDisposable
{
    // The weights have 32 bits in the files, and both sides compute with 64.
    private const double Tolerance = 1e-12;

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "models", "keras");

    private readonly TestFolder _folder = new();

    public static TheoryData<string> Files =>
        [.. Directory.EnumerateFiles(Folder, "*.json").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Files))]
    public void A_model_computes_what_Keras_computes(string name)
    {
        (RnnModel model, List<string> notes) = KerasFiles.Read(name);
        using JsonDocument json = KerasFiles.Expected(name);

        RequireOutputs(model, json.RootElement);
        Assert.Equal(json.RootElement.GetProperty("notes").GetInt32(), notes.Count);
        Assert.All(notes, note => Assert.Matches(@"^[A-Z].*\.$", note));
    }

    [Fact]
    public void Extension_and_format_do_not_have_to_agree()
    {
        string path = _folder["k3.h5"];
        File.Copy(KerasFiles.PathOf("k3-gru.keras"), path);
        string other = _folder["model.bin"];
        File.Copy(KerasFiles.PathOf("k20-lstm-stack.h5"), other);

        Assert.Equal("Gru", ModelFile.Read(path).Kind);
        Assert.Equal("Lstm", ModelFile.Read(other, new ModelReadOptions { Format = RnnModelFormat.Keras }).Kind);
    }

    internal static void RequireOutputs(RnnModel model, JsonElement expected, double tolerance = Tolerance)
    {
        foreach ((JsonElement inputs, JsonElement outputs) in expected.GetProperty("inputs").EnumerateArray().Zip(expected.GetProperty("outputs").EnumerateArray()))
        {
            double[][] rows = [.. inputs.EnumerateArray().Select(Row)];
            var sequence = new RnnSequence(0, new RnnMatrix(rows.Length, rows[0].Length, [.. rows.SelectMany(row => row)]));
            double[][] actual = [.. new RnnBatch(model).Run([sequence]).Select(step => Models.Vector(step.Output)).Where(output => output.Length > 0)];
            JsonElement[] steps = outputs[0].ValueKind == JsonValueKind.Number ? [outputs] : [.. outputs.EnumerateArray()];

            Assert.Equal(steps.Length, actual.Length);
            foreach ((JsonElement step, double[] output) in steps.Zip(actual).Where(pair => pair.First.ValueKind != JsonValueKind.Null))
            {
                double[] row = Row(step);
                Assert.Equal(row.Length, output.Length);
                Assert.All(row.Zip(output), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, tolerance));
            }
        }
    }

    private static double[] Row(JsonElement row) => [.. row.EnumerateArray().Select(value => value.GetDouble())];
}
