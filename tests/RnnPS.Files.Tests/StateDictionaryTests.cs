using System.Text.Json;

namespace RnnPS.Files.Tests;

/// <summary>The state_dicts in <c>tests/data/models</c>, which PyTorch made, compute what PyTorch computed.</summary>
public sealed class StateDictionaryTests : IDisposable
{
    private const double Tolerance = 1e-12;

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "models");

    private readonly TestFolder _folder = new();

    public static TheoryData<string> Files =>
        [.. Directory.EnumerateFiles(Folder, "*.safetensors").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Files))]
    public void A_state_dict_computes_what_PyTorch_computed(string name)
    {
        Case expected = Read(name);
        RnnModel model = ModelFile.Read(PathOf(name), expected.ReadOptions);
        foreach ((RnnMatrix inputs, double[] outputs) in expected.Sequences)
        {
            double[] actual = [.. new RnnBatch(model).Run([new RnnSequence(0, inputs)]).SelectMany(step => Models.Vector(step.Output))];

            Assert.Equal(outputs.Length, actual.Length);
            Assert.All(outputs.Zip(actual), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, Tolerance));
        }

        // Saved again in the own format, it has PyTorch's tensors.
        string path = _folder["again.safetensors"];
        ModelFile.Write(path, model);
        Models.RequireSame(model, ModelFile.Read(path));
        RequireSameTensors(PathOf(name), path);
    }

    [Theory]
    [InlineData("lstm", "Activation")]
    [InlineData("lstm-linear", "DenseActivation")]
    [InlineData("gru", "OutputActivation")]
    public void An_option_that_a_file_has_no_use_for_is_an_error(string name, string option)
    {
        ModelReadOptions options = option switch
        {
            "Activation" => new ModelReadOptions { Activation = RnnActivation.Relu },
            "DenseActivation" => new ModelReadOptions { DenseActivation = RnnActivation.Relu },
            _ => new ModelReadOptions { OutputActivation = RnnOutputActivation.Sigmoid },
        };
        RnnException error = Assert.Throws<RnnException>(() => ModelFile.Read(PathOf(name), options));

        Assert.Equal(RnnErrorId.Parameters, error.Id);
        Assert.Contains($"leave -{option} out", error.Message, StringComparison.Ordinal);
    }

    private static string PathOf(string name) => Path.Combine(Folder, name + ".safetensors");

    private static Case Read(string name)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, name + ".json")));
        JsonElement options = json.RootElement.GetProperty("options");
        T? Option<T>(string option)
            where T : struct => options.TryGetProperty(option, out JsonElement text) ? Enum.Parse<T>(text.GetString()!) : null;
        return new Case(
            new ModelReadOptions
            {
                Activation = Option<RnnActivation>("Activation"),
                DenseActivation = Option<RnnActivation>("DenseActivation"),
                OutputActivation = Option<RnnOutputActivation>("OutputActivation"),
            },
            [.. json.RootElement.GetProperty("inputs").EnumerateArray().Zip(
                json.RootElement.GetProperty("outputs").EnumerateArray(),
                (inputs, outputs) => (Matrix(inputs), outputs.EnumerateArray().SelectMany(Row).ToArray()))]);
    }

    private static RnnMatrix Matrix(JsonElement rows)
    {
        double[][] values = [.. rows.EnumerateArray().Select(Row)];
        return new RnnMatrix(values.Length, values[0].Length, [.. values.SelectMany(row => row)]);
    }

    // A token is a number instead of a list.
    private static double[] Row(JsonElement row) =>
        row.ValueKind == JsonValueKind.Number ? [row.GetDouble()] : [.. row.EnumerateArray().Select(value => value.GetDouble())];

    // By shape and numbers, since the prefixes differ.
    private static void RequireSameTensors(string torchPath, string ownPath)
    {
        string[] torch = Describe(torchPath);
        string[] own = Describe(ownPath);
        Assert.Equal(torch, own);

        static string[] Describe(string path)
        {
            using FileStream file = File.OpenRead(path);
            var reader = SafetensorsReader.Open(file, file.Length, MemoryLimit.None, default);
            return [.. reader.Tensors.Values.Select(tensor =>
                $"{tensor.Name.Split('.')[^1]} [{string.Join(",", tensor.Shape)}] "
                + string.Join(' ', (tensor.Shape.Count == 1 ? reader.Vector(tensor.Name, 0) : new RnnVector(reader.Matrix(tensor.Name).AsSpan().ToArray())).Select(value => value.ToString("R", null))))
                .Order(StringComparer.Ordinal)];
        }
    }

    private sealed record Case(ModelReadOptions ReadOptions, (RnnMatrix Inputs, double[] Outputs)[] Sequences);
}
