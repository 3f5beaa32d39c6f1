using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using RnnPS.Core.Tests;

namespace RnnPS.Files.Tests;

/// <summary>
/// Safetensors files that someone wrote by hand: each is read, or refused with an error of ours, and no memory is taken for sizes that a
/// file only claims.
/// </summary>
public sealed class CraftedModelTests
{
    // Far more than a small file needs, and far less than any of the claimed sizes.
    private const long MostAllocated = 8 << 20;

    private static readonly string?[] Replacements =
    [
        null, "-1", "0", "1", "2147483647", "-2147483648", "9223372036854775807", "-9223372036854775808", "1e308", "1e999", "0.5",
        "\"\"", "\"text\"", "true", "{}", "[]", "[null]", "[-1]", "[2147483647]", "[2147483647,2147483647,2147483647]", "[1e999]", "[[[[1]]]]",
        "[0,9223372036854775807]", "[-8,0]", "[8,0]", "\"F64\"", "\"U8\"", "\"NaN\"", "\"-Infinity\"", "\"Gru\"", "\"Bidirectional\"",
    ];

    [Fact]
    public void Every_field_of_the_header_can_be_anything()
    {
        (JsonObject header, byte[] data) = Parse(ModelFile.ToBytes(Valid()));
        int read = TryAll(header, changed => Try(Bytes(changed, data)));

        // Most changes of a header are refused; some are as good as the original.
        Assert.InRange(read, 10, 400);
    }

    [Theory]
    [InlineData("rnnps.model")]
    [InlineData("rnnps.training")]
    public void Every_field_of_the_description_can_be_anything(string key)
    {
        (JsonObject header, byte[] data) = Parse(ModelFile.ToBytes(Valid()));
        var metadata = (JsonObject)header["__metadata__"]!;
        var description = (JsonObject)JsonNode.Parse((string)metadata[key]!)!;
        int read = TryAll(description, changed =>
        {
            metadata[key] = changed.ToJsonString();
            return Try(Bytes(header, data));
        });

        Assert.InRange(read, 10, 1000);
    }

    [Theory]
    [InlineData(0L)]
    [InlineData(-1L)]
    [InlineData(1L)]
    [InlineData(int.MaxValue)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    [InlineData(1L << 40)]
    public void The_header_is_not_as_long_as_the_file_says(long length)
    {
        byte[] bytes = ModelFile.ToBytes(Valid());
        BitConverter.GetBytes(length).CopyTo(bytes, 0);

        Refuse(RnnErrorId.ModelFile, bytes);
    }

    [Fact]
    public void A_file_that_ends_anywhere_is_refused()
    {
        byte[] bytes = ModelFile.ToBytes(Valid());
        for (int length = 0; length < bytes.Length; length += length < 100 ? 1 : 37)
        {
            Refuse(RnnErrorId.ModelFile, bytes[..length]);
        }

        Refuse(RnnErrorId.ModelFile, [.. bytes, 0]);
    }

    [Theory]
    // Tensors that overlap, leave a gap, or are outside of the file.
    [InlineData("""{"a":{"dtype":"F64","shape":[2],"data_offsets":[0,16]},"b":{"dtype":"F64","shape":[2],"data_offsets":[8,24]}}""", 24)]
    [InlineData("""{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"b":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}""", 8)]
    [InlineData("""{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"b":{"dtype":"F64","shape":[1],"data_offsets":[16,24]}}""", 24)]
    [InlineData("""{"a":{"dtype":"F64","shape":[1],"data_offsets":[8,16]}}""", 8)]
    [InlineData("""{"a":{"dtype":"F64","shape":[1000000000000],"data_offsets":[0,8000000000000]}}""", 8)]
    [InlineData("""{"a":{"dtype":"F64","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", 0)]
    [InlineData("""{"a":{"dtype":"F64","shape":[4294967296,4294967296,0],"data_offsets":[0,0]}}""", 8)]
    [InlineData("""{"a":{"dtype":"F64","shape":[0,9223372036854775807,9223372036854775807],"data_offsets":[0,0]}}""", 8)]
    // Names that are used twice, also as an escape, or that look like paths.
    [InlineData("""{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"a":{"dtype":"F64","shape":[1],"data_offsets":[8,16]}}""", 16)]
    [InlineData("""{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"\u0061":{"dtype":"F64","shape":[1],"data_offsets":[8,16]}}""", 16)]
    [InlineData("""{"a":{"dtype":"F64","dtype":"F32","shape":[1],"data_offsets":[0,8]}}""", 8)]
    [InlineData("""{"../weight_ih_l0":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}""", 8)]
    [InlineData("""{"..\\weight_ih_l0":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}""", 8)]
    [InlineData("""{"/etc/weight_ih_l0":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}""", 8)]
    [InlineData("""{"a\u0000b":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}""", 8)]
    [InlineData("""{"":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}""", 8)]
    [InlineData("""{"\ud800":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}""", 8)]
    // JSON of another kind.
    [InlineData("""{"a":{"dtype":"F65","shape":[1],"data_offsets":[0,8]}}""", 8)]
    [InlineData("""{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8],"more":1}}""", 8)]
    [InlineData("""{"a":{"dtype":"F64","shape":[1],"data_offsets":[0]}}""", 8)]
    [InlineData("""{"a":{"dtype":"F64","shape":[0.5],"data_offsets":[0,8]}}""", 8)]
    [InlineData("""{"a":{"dtype":"F64","shape":[1,1,1,1,1,1,1,1,1,1],"data_offsets":[0,8]}}""", 8)]
    [InlineData("""{"__metadata__":{"rnnps.version":1}}""", 0)]
    [InlineData("""{"__metadata__":{"rnnps.version":null}}""", 0)]
    [InlineData("""{"__metadata__":[]}""", 0)]
    [InlineData("""{"__metadata__":{"rnnps.version":"2"}}""", 0)]
    [InlineData("""{"__metadata__":{"rnnps.version":"1"}}""", 0)]
    [InlineData("""{"__metadata__":{"rnnps.version":"1","rnnps.model":"null"}}""", 0)]
    [InlineData("[]", 0)]
    [InlineData("null", 0)]
    [InlineData("{", 0)]
    [InlineData("", 0)]
    public void A_header_that_is_not_valid_is_refused(string header, int dataLength) => Refuse(RnnErrorId.ModelFile, Bytes(header, new byte[dataLength]));

    [Fact]
    public void Deep_nesting_and_text_that_is_not_UTF8_are_refused()
    {
        Refuse(RnnErrorId.ModelFile, Bytes(new string('[', 100_000) + new string(']', 100_000), []));
        Refuse(RnnErrorId.ModelFile, Bytes("{\"a\":" + new string('[', 100_000) + new string(']', 100_000) + "}", []));
        Refuse(RnnErrorId.ModelFile, [.. BitConverter.GetBytes(8L), .. "{\"a"u8, 0xFF, 0xFE, .. "\":0"u8]);
        string deep = new string('[', 10_000) + new string(']', 10_000);
        Refuse(RnnErrorId.ModelFile, Bytes($$$"""{"__metadata__":{"rnnps.version":"1","rnnps.model":"{\"Layers\":{{{deep}}}}"}}""", []));
    }

    [Fact]
    public void A_header_of_many_tensors_takes_memory_in_proportion()
    {
        string header = "{" + string.Join(',', Enumerable.Range(0, 40_000).Select(i =>
            string.Create(CultureInfo.InvariantCulture, $"\"{i}\":{{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}"))) + "}";

        Refuse(RnnErrorId.ModelUnsupported, Bytes(header, []), most: 30L * header.Length);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_weight_that_is_not_finite_is_refused(double value)
    {
        byte[] bytes = ModelFile.ToBytes(Valid());
        int start = (int)(sizeof(long) + BitConverter.ToInt64(bytes, 0));
        for (int i = start; i < bytes.Length; i += sizeof(double))
        {
            byte[] changed = [.. bytes];
            BitConverter.GetBytes(value).CopyTo(changed, i);
            RnnException? error = Assert.IsType<RnnException>(Record.Exception(() => ModelFile.FromBytes(changed)));
            Assert.Contains(error.Id, (string[])[RnnErrorId.WeightNotFinite, RnnErrorId.Training]);
        }
    }

    [Theory]
    [InlineData("weight_ih_l0 [8,3]; weight_hh_l0 [8,3]", RnnErrorId.ModelFile)]
    [InlineData("weight_ih_l0 [8,3]; weight_hh_l0 [12,4]", RnnErrorId.ModelFile)]
    [InlineData("weight_ih_l0 [8,3]", RnnErrorId.ModelFile)]
    [InlineData("weight_ih_l0 [8]; weight_hh_l0 [8,2]", RnnErrorId.ModelFile)]
    [InlineData("weight_ih_l0 [8,3]; weight_hh_l0 [8,0]", RnnErrorId.ModelFile)]
    [InlineData("weight_ih_l0 [8,3]; weight_hh_l0 [8,2]; bias_ih_l0 [7]", RnnErrorId.ModelFile)]
    [InlineData("weight_ih_l0 [8,3]; weight_hh_l0 [8,2]; bias_ih_l0 [4]", RnnErrorId.WeightShape)]
    [InlineData("weight_ih_l0 [6,3]; weight_hh_l0 [6,1]; weight_hr_l0 [1,2]", RnnErrorId.ModelFile)]
    [InlineData("weight_ih_l1 [8,3]; weight_hh_l1 [8,2]", RnnErrorId.ModelFile)]
    [InlineData("weight_ih_l99999999999 [8,3]; weight_hh_l99999999999 [8,2]", RnnErrorId.ModelFile)]
    [InlineData("weight_ih_l2147483646 [8,3]; weight_hh_l2147483646 [8,2]", RnnErrorId.ModelFile)]
    [InlineData("a.weight_ih_l0 [8,3]; a.weight_hh_l0 [8,2]; b.weight_ih_l0 [8,3]; b.weight_hh_l0 [8,2]", RnnErrorId.ModelUnsupported)]
    [InlineData("fc.weight [8,3]", RnnErrorId.ModelUnsupported)]
    [InlineData("", RnnErrorId.ModelUnsupported)]
    [InlineData("weight_ih_l0 [8,3]; weight_hh_l0 [8,2]; fc.weight [1,3]", RnnErrorId.ModelUnsupported)]
    [InlineData("weight_ih_l0 [8,3]; weight_hh_l0 [8,2]; norm.weight [2]; norm.bias [2]", RnnErrorId.ModelUnsupported)]
    [InlineData("weight_ih_l0 [8,3]; weight_hh_l0 [8,2]; a.weight [2,2]; b.weight [2,2]", RnnErrorId.ModelUnsupported)]
    [InlineData("weight_ih_l0 [8,3]; weight_hh_l0 [8,2]; a.weight [4,2]; b.weight [2,4]", RnnErrorId.Parameters)]
    [InlineData("weight_ih_l0 [8,3]; weight_hh_l0 [8,2]; emb.weight [9,3]; embedding.weight [9,3]", RnnErrorId.ModelUnsupported)]
    public void A_state_dict_that_is_no_model_is_refused(string tensors, string id)
    {
        var header = new JsonObject();
        long start = 0;
        foreach (string[] tensor in tensors.Split("; ", StringSplitOptions.RemoveEmptyEntries).Select(tensor => tensor.Split(' ')))
        {
            var shape = (JsonArray)JsonNode.Parse(tensor[1])!;
            long end = start + (sizeof(double) * shape.Aggregate(1L, (product, size) => product * (long)size!));
            header[tensor[0]] = new JsonObject { ["dtype"] = "F64", ["shape"] = shape, ["data_offsets"] = new JsonArray(start, end) };
            start = end;
        }

        RnnException error = Refuse(id, Bytes(header, new byte[start]));
        Assert.StartsWith("The model that was sent: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tensors_without_a_place_are_named()
    {
        var header = (JsonObject)JsonNode.Parse("""
            {"lstm.weight_ih_l0":{"dtype":"F32","shape":[4,1],"data_offsets":[0,16]},"lstm.weight_hh_l0":{"dtype":"F32","shape":[4,1],"data_offsets":[16,32]},
            "conv.weight":{"dtype":"F32","shape":[1,1,3],"data_offsets":[32,44]},"steps":{"dtype":"I64","shape":[],"data_offsets":[44,52]}}
            """)!;
        string message = Refuse(RnnErrorId.ModelUnsupported, Bytes(header, new byte[52])).Message;

        Assert.Contains("2 tensors", message, StringComparison.Ordinal);
        Assert.Contains("conv.weight F32 [1 × 1 × 3], steps I64 []", message, StringComparison.Ordinal);
    }

    internal static RnnModel Valid()
    {
        var draw = new Draw(3);
        var model = new RnnModel(
            [new RnnStackLayer(new LstmCell(draw.Matrix(2, 12), draw.Matrix(3, 12), draw.Vector(12))), new RnnStackLayer(
                new GruCell(draw.Matrix(3, 6), draw.Matrix(2, 6)),
                new ElmanCell(draw.Matrix(3, 2), draw.Matrix(2, 2), draw.Vector(2), new RnnActivationFunction(RnnActivation.LeakyRelu, 0.25)))],
            draw.Matrix(5, 1),
            draw.Vector(1),
            RnnOutputActivation.Identity,
            RnnOutputStep.Every,
            seed: 7,
            dropout: 0.5,
            [new RnnDenseLayer(draw.Matrix(4, 5), draw.Vector(5), RnnActivation.Relu)],
            draw.Matrix(6, 2))
        {
            Description = "a model",
        };
        model.SetScaling(null, RnnScaler.Create(RnnScaling.MinMax, draw.Vector(1), new RnnVector([2])));
        model.SetTraining(new RnnTraining
        {
            InputNames = ["token"],
            TargetNames = ["y"],
            Lead = 1,
            Loss = RnnLossFunction.Huber(0.5),
            Residuals = draw.Matrix(4, 1),
            Epoch = 3,
            KeptLoss = 0.25,
        });
        return model;
    }

    /// <summary>The texts of an object in which each field in turn is replaced or removed.</summary>
    internal static IEnumerable<string> Changes(JsonNode json, IReadOnlyList<string> replacements)
    {
        foreach (Func<JsonNode, JsonNode> parent in Parents(json, node => node))
        {
            int fields = parent(json) switch { JsonObject entries => entries.Count, JsonArray items => items.Count, _ => 0 };
            for (int field = 0; field < fields; field++)
            {
                foreach (string replacement in replacements)
                {
                    JsonNode changed = json.DeepClone();
                    Set(parent(changed), field, JsonNode.Parse(replacement));
                    yield return changed.ToJsonString();
                }

                JsonNode without = json.DeepClone();
                Remove(parent(without), field);
                yield return without.ToJsonString();
            }
        }
    }

    // Replaces and removes each field of an object in turn, and counts the changes after which the file still reads.
    private static int TryAll(JsonObject json, Func<JsonObject, bool> read)
    {
        int count = 0;
        foreach (Func<JsonNode, JsonNode> parent in Parents(json, node => node))
        {
            int fields = parent(json) switch { JsonObject entries => entries.Count, JsonArray items => items.Count, _ => 0 };
            for (int field = 0; field < fields; field++)
            {
                foreach (string? replacement in Replacements)
                {
                    var changed = (JsonObject)json.DeepClone();
                    JsonNode? value = replacement is null ? null : JsonNode.Parse(replacement);
                    Set(parent(changed), field, value);
                    count += read(changed) ? 1 : 0;
                }

                var without = (JsonObject)json.DeepClone();
                Remove(parent(without), field);
                count += read(without) ? 1 : 0;
            }
        }

        return count;
    }

    private static void Set(JsonNode parent, int field, JsonNode? value)
    {
        if (parent is JsonObject entries)
        {
            entries[entries.ElementAt(field).Key] = value;
        }
        else
        {
            parent[field] = value;
        }
    }

    private static void Remove(JsonNode parent, int field)
    {
        if (parent is JsonObject entries)
        {
            entries.Remove(entries.ElementAt(field).Key);
        }
        else
        {
            ((JsonArray)parent).RemoveAt(field);
        }
    }

    // The way from the root to each object and each list.
    private static IEnumerable<Func<JsonNode, JsonNode>> Parents(JsonNode node, Func<JsonNode, JsonNode> way)
    {
        yield return way;
        IEnumerable<(JsonNode? Child, Func<JsonNode, JsonNode> Step)> children = node switch
        {
            JsonObject entries => entries.Select(entry => (entry.Value, (Func<JsonNode, JsonNode>)(parent => parent[entry.Key]!))),
            JsonArray items => items.Select((item, i) => (item, (Func<JsonNode, JsonNode>)(parent => parent[i]!))),
            _ => [],
        };
        foreach ((JsonNode? child, Func<JsonNode, JsonNode> step) in children)
        {
            if (child is JsonObject or JsonArray)
            {
                foreach (Func<JsonNode, JsonNode> inner in Parents(child, root => step(way(root))))
                {
                    yield return inner;
                }
            }
        }
    }

    private static RnnException Refuse(string id, byte[] bytes, long most = MostAllocated)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        RnnException error = Assert.IsType<RnnException>(Record.Exception(() => ModelFile.FromBytes(bytes)));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, most);
        Assert.Equal(id, error.Id);
        return error;
    }

    // Whether a file reads. If not, its error is ours.
    private static bool Try(byte[] bytes)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Exception? error = Record.Exception(() => ModelFile.FromBytes(bytes));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostAllocated);
        if (error is not null)
        {
            Assert.StartsWith("Rnn", Assert.IsType<RnnException>(error).Id, StringComparison.Ordinal);
        }

        return error is null;
    }

    private static byte[] Bytes(JsonObject header, byte[] data) => Bytes(header.ToJsonString(), data);

    private static byte[] Bytes(string header, byte[] data)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        return [.. BitConverter.GetBytes((long)text.Length), .. text, .. data];
    }

    private static (JsonObject Header, byte[] Data) Parse(byte[] bytes)
    {
        int length = (int)BitConverter.ToInt64(bytes, 0);
        return ((JsonObject)JsonNode.Parse(bytes.AsSpan(sizeof(long), length))!, bytes[(sizeof(long) + length)..]);
    }
}
