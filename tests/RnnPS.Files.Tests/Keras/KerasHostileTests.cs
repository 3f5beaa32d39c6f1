using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;

namespace RnnPS.Files.Tests;

/// <summary>
/// Keras files that someone made to do harm: each is refused with an error of ours, no other file is read because of it, and no memory is
/// taken for sizes that a file only claims.
/// </summary>
public sealed class KerasHostileTests
{
    private const string Stack = "k3-lstm-stack.keras";
    private const string Chain = "k3-functional-masking.keras";

    // Far more than a small file needs, and far less than any of the claimed sizes.
    private const long MostAllocated = 16 << 20;

    [Theory]
    [InlineData("soft-link", RnnErrorId.ModelUnsupported, "soft links")]
    [InlineData("soft-link-cycle", RnnErrorId.ModelUnsupported, "soft links")]
    [InlineData("latest", RnnErrorId.ModelUnsupported, "soft or external links")]
    [InlineData("external-link", RnnErrorId.ModelUnsupported, "soft or external links")]
    [InlineData("external-data", RnnErrorId.ModelUnsupported, "data in other files or datasets")]
    [InlineData("virtual", RnnErrorId.ModelUnsupported, "data in other files or datasets")]
    [InlineData("huge", RnnErrorId.ModelFile, "claims more numbers than the file can hold")]
    [InlineData("huge-contiguous", RnnErrorId.ModelFile, "claims more numbers than the file can hold")]
    [InlineData("bomb", RnnErrorId.ModelFile, "claims more numbers than the file can hold")]
    [InlineData("continuation-cycle", RnnErrorId.ModelFile, "has an HDF5 structure that can't be read")]
    [InlineData("tree-cycle", RnnErrorId.ModelFile, "has an HDF5 structure that can't be read")]
    [InlineData("group-cycle", RnnErrorId.ModelFile, "lacks the dataset")]
    [InlineData("names", RnnErrorId.ModelFile, "which Keras does not write")]
    public void An_HDF5_file_that_leads_elsewhere_or_lies_is_refused(string name, string id, string expected) =>
        Refuse(id, File.ReadAllBytes(KerasFiles.PathOf($"hostile-{name}.h5")), expected);

    [Fact]
    public void A_file_that_ends_anywhere_is_refused()
    {
        foreach (string name in (string[])["k20-simple-rnn.h5", Stack])
        {
            byte[] bytes = File.ReadAllBytes(KerasFiles.PathOf(name));
            for (int length = 0; length < bytes.Length - 2000; length += length < 200 ? 1 : 397)
            {
                Refuse(RnnErrorId.ModelFile, bytes[..length]);
            }
        }
    }

    [Fact]
    public void Weights_in_another_order_are_refused() => Refuse(
        RnnErrorId.ModelFile,
        File.ReadAllBytes(KerasFiles.PathOf("bad-order.h5")),
        "has the weight 'lstm_1/recurrent_kernel:0' in the place of 'kernel' for the layer 'lstm_1' (LSTM)");

    [Theory]
    [InlineData("config.json", "is a zip archive without config.json")]
    [InlineData("metadata.json", "is a zip archive without metadata.json")]
    [InlineData("model.weights.h5", "is a zip archive without model.weights.h5")]
    public void A_missing_entry_is_named(string entry, string expected) => Refuse(RnnErrorId.ModelFile, KerasFiles.WithEntry(Stack, entry, null), expected);

    [Fact]
    public void An_entry_may_be_there_only_once()
    {
        var entries = KerasFiles.Entries(Stack).Select(pair => (pair.Key, pair.Value)).ToList();
        Refuse(RnnErrorId.ModelFile, KerasFiles.Zip([.. entries, ("config.json", "{}"u8.ToArray())]), "has config.json more than once");
        // Other entries are not read, whatever their names are.
        Assert.Equal("Lstm", KerasFiles.Read(KerasFiles.Zip([.. entries, ("../../escaped", [1]), ("/etc/passwd", [1])])).Kind);
    }

    [Theory]
    [InlineData("config.json")]
    [InlineData("model.weights.h5")]
    public void A_zip_bomb_is_not_unpacked(string entry) =>
        Refuse(RnnErrorId.ModelFile, KerasFiles.WithEntry(Stack, entry, new byte[100 << 20]), $"claims more bytes for {entry} than the file can hold");

    [Theory]
    [InlineData(10)]
    [InlineData(int.MaxValue)]
    public void An_archive_may_lie_about_the_length_of_an_entry(int length)
    {
        byte[] bytes = KerasFiles.WithEntry(Stack, "config.json", KerasFiles.Entries(Stack)["config.json"]);
        // The uncompressed size is 24 bytes after the signature of an entry in the directory.
        for (int at = 0; bytes.AsSpan(at).IndexOf("PK\u0001\u0002"u8) is >= 0 and var found; at += found + 4)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at + found + 24), length);
        }

        Refuse(RnnErrorId.ModelFile, bytes);
    }

    [Fact]
    public void Deep_nesting_and_other_JSON_is_refused()
    {
        string deep = new string('[', 100_000) + new string(']', 100_000);
        foreach (string config in (string[])[deep, $$"""{"class_name":"Sequential","config":{{deep}}}""", "[]", "null", "", "{", """{"class_name":"Sequential","config":[]}""",
            """{"class_name":"Sequential","config":{"layers":[1]}}""", """{"class_name":"Functional","config":{"layers":[]}}""", """{"config":{}}""",
            """{"class_name":"Sequential","config":{"layers":[{"config":{}}]}}"""])
        {
            Refuse(RnnErrorId.ModelFile, KerasFiles.WithEntry(Stack, "config.json", Encoding.UTF8.GetBytes(config)));
        }

        Refuse(RnnErrorId.ModelFile, KerasFiles.WithEntry(Stack, "config.json", [(byte)'"', 0xFF, 0xFE, (byte)'"']));
        Refuse(RnnErrorId.ModelFile, KerasFiles.WithEntry(Stack, "config.json", [.. "{\"class_name\":\""u8, 0xFF, .. "\"}"u8]), "not valid JSON");
        Refuse(RnnErrorId.ModelFile, KerasFiles.WithEntry(Stack, "config.json", [.. "{\"class_name\":\"\\ud800\"}"u8]), "not valid JSON");
        Refuse(RnnErrorId.ModelFile, KerasFiles.WithEntry(Stack, "model.weights.h5", "no weights are here"u8.ToArray()), "is not an HDF5 file");
    }

    [Fact]
    public void A_cycle_of_calls_is_refused() => Refuse(
        RnnErrorId.ModelFile,
        KerasFiles.WithConfig(Chain, config =>
        {
            JsonNode masking = KerasFiles.Layers(config).Single(layer => (string?)layer!["name"] == "masking")!;
            masking["inbound_nodes"]![0]!["args"]![0]!["config"]!["keras_history"]![0] = "gru";
        }),
        "has a cycle through the layer 'gru'");

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("2147483647")]
    [InlineData("2147483648")]
    [InlineData("1073741824")]
    [InlineData("4611686018427387904")]
    [InlineData("1e300")]
    [InlineData("2.5")]
    [InlineData("\"4\"")]
    [InlineData("null")]
    [InlineData("[4]")]
    public void Units_that_the_weights_do_not_have_are_refused(string units)
    {
        foreach (string layer in (string[])["first", "dense"])
        {
            Refuse(RnnErrorId.ModelFile, KerasFiles.WithConfig(Stack, config => KerasFiles.Options(config, layer)["units"] = JsonNode.Parse(units)));
        }
    }

    [Fact]
    public void Every_field_of_the_configuration_can_be_anything()
    {
        string[] replacements = ["-1", "0", "2147483648", "1e308", "\"\"", "\"..\"", "\"lstm\"", "true", "{}", "[]", "[[[1]]]", "{\"class_name\":\"LSTM\"}", "[\"lstm\",0,0]"];
        int read = 0;
        int refused = 0;
        foreach (string name in (string[])[Chain, "k3-bidirectional-concat.keras", "k3-layers.keras"])
        {
            Dictionary<string, byte[]> entries = KerasFiles.Entries(name);
            foreach (string changed in CraftedModelTests.Changes(JsonNode.Parse(entries["config.json"])!, replacements))
            {
                entries["config.json"] = Encoding.UTF8.GetBytes(changed);
                Exception? error = Record.Exception(() => KerasFiles.Read(KerasFiles.Zip([.. entries.Select(pair => (pair.Key, pair.Value))])));
                _ = error is null ? read++ : refused++;
                if (error is not null)
                {
                    Assert.StartsWith("Rnn", Assert.IsType<RnnException>(error).Id, StringComparison.Ordinal);
                }
            }
        }

        // Most fields are for training. The others are checked.
        Assert.InRange(refused, 500, 10_000);
        Assert.InRange(read, 500, 10_000);
    }

    private static void Refuse(string id, byte[] bytes, string expected = "")
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        RnnException error = Assert.IsType<RnnException>(Record.Exception(() => KerasFiles.Read(bytes)));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostAllocated);
        Assert.Equal(id, error.Id);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }
}
