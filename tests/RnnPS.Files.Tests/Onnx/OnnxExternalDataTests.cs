using System.Globalization;
using RnnPS.Files.Onnx;

namespace RnnPS.Files.Tests;

/// <summary>Weights in a file beside the model.</summary>
public sealed class OnnxExternalDataTests
{
    [Fact]
    public void Weights_are_read_from_a_file_in_the_folder()
    {
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder["weights"]);
        foreach (string location in (string[])["model.onnx.data", "weights/all.bin"])
        {
            ForeignGraph graph = Graph();
            RnnModel expected = graph.Import();
            File.WriteAllBytes(folder[location], MoveOut(graph, location));
            Models.RequireSame(expected, Read(folder, graph));
        }
    }

    [Fact]
    public void A_length_that_is_left_out_follows_from_the_shape()
    {
        using var folder = new TestFolder();
        ForeignGraph graph = Graph();
        RnnModel expected = graph.Import();
        File.WriteAllBytes(folder["data"], MoveOut(graph, "data"));
        foreach (TensorProto tensor in graph.Graph.Initializer)
        {
            tensor.ExternalData.RemoveAll(entry => entry.Key == "length" || (entry.Key == "offset" && entry.Value == "0"));
        }

        Models.RequireSame(expected, Read(folder, graph));
    }

    [Fact]
    public void The_weights_may_be_far_larger_than_the_graph()
    {
        using var folder = new TestFolder();
        ForeignGraph graph = new ForeignGraph().Input();
        graph.Recurrent("RNN", hidden: 900);
        File.WriteAllBytes(folder["data"], MoveOut(graph.Output("Y"), "data"));
        Assert.Equal(900, Read(folder, graph).OutputSize);
    }

    [Fact]
    public void Many_tensors_of_the_same_bytes_are_refused()
    {
        using var folder = new TestFolder();
        ForeignGraph graph = Graph();
        File.WriteAllBytes(folder["data"], MoveOut(graph, "data"));
        for (int i = 0; i < 100; i++)
        {
            var copy = new TensorProto { Name = string.Create(CultureInfo.InvariantCulture, $"copy{i}"), DataType = ElementType.Float, DataLocation = 1 };
            copy.Dims.AddRange(graph.Graph.Initializer[0].Dims);
            copy.ExternalData.AddRange(graph.Graph.Initializer[0].ExternalData);
            graph.Graph.Initializer.Add(copy);
        }

        graph.Node("Concat", [.. Enumerable.Range(0, 100).Select(i => string.Create(CultureInfo.InvariantCulture, $"copy{i}"))], "all", AttributeProto.Of("axis", 0L));
        RnnException error = Assert.Throws<RnnException>(() => Read(folder, graph.Output("all")));
        Assert.Contains("again and again", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../data")]
    [InlineData("..\\data")]
    [InlineData("inner/../../data")]
    [InlineData("/etc/hostname")]
    [InlineData("C:\\data")]
    [InlineData("\\\\server\\share")]
    [InlineData("")]
    [InlineData("inner")]
    [InlineData("data\u0000")]
    public void A_location_outside_of_the_folder_is_refused(string location)
    {
        using var parent = new TestFolder();
        Directory.CreateDirectory(parent["model/inner"]);
        ForeignGraph graph = Graph();
        File.WriteAllBytes(parent["data"], MoveOut(graph, location));
        File.WriteAllBytes(parent["model/model.onnx"], graph.ToBytes());
        RnnException error = Assert.Throws<RnnException>(() => ModelFile.Read(parent["model/model.onnx"]));
        Assert.Equal(RnnErrorId.ModelFile, error.Id);
        Assert.Contains("not a file in the folder of the model", error.Message, StringComparison.Ordinal);
    }

    [UnixFact]
    public void A_link_is_followed_only_within_the_folder()
    {
        using var parent = new TestFolder();
        Directory.CreateDirectory(parent["model"]);
        ForeignGraph graph = Graph();
        RnnModel expected = graph.Import();
        byte[] data = MoveOut(graph, "link/data");
        Directory.CreateDirectory(parent["other"]);
        File.WriteAllBytes(parent["other/data"], data);
        File.WriteAllBytes(parent["model/model.onnx"], graph.ToBytes());

        Directory.CreateSymbolicLink(parent["model/link"], parent["other"]);
        RnnException error = Assert.Throws<RnnException>(() => ModelFile.Read(parent["model/model.onnx"]));
        Assert.Contains("not a file in the folder of the model", error.Message, StringComparison.Ordinal);

        Directory.Delete(parent["model/link"]);
        Directory.CreateDirectory(parent["model/real"]);
        File.WriteAllBytes(parent["model/real/data"], data);
        Directory.CreateSymbolicLink(parent["model/link"], "real");
        Models.RequireSame(expected, ModelFile.Read(parent["model/model.onnx"]));
    }

    [Theory]
    [InlineData("offset", "1000000000000")]
    [InlineData("offset", "-4")]
    [InlineData("offset", "4")]
    [InlineData("length", "8")]
    [InlineData("length", "99999999999999999999")]
    public void Bounds_are_checked(string key, string value)
    {
        using var folder = new TestFolder();
        ForeignGraph graph = Graph();
        File.WriteAllBytes(folder["data"], MoveOut(graph, "data"));
        // The last tensor ends where the file does.
        graph.Graph.Initializer[^1].ExternalData.Find(entry => entry.Key == key)!.Value =
            key == "offset" && value == "4" ? "388" : value;
        RnnException error = Assert.Throws<RnnException>(() => Read(folder, graph));
        Assert.Equal(RnnErrorId.ModelFile, error.Id);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        using var folder = new TestFolder();
        ForeignGraph graph = Graph();
        MoveOut(graph, "model.onnx.data");
        RnnException error = Assert.Throws<RnnException>(() => Read(folder, graph));
        Assert.Equal(RnnErrorId.FileNotFound, error.Id);
        Assert.Contains("'model.onnx.data'", error.Message, StringComparison.Ordinal);
    }

    private static ForeignGraph Graph()
    {
        ForeignGraph graph = new ForeignGraph().Input();
        graph.Recurrent("RNN");
        return graph.Output("Y");
    }

    private static RnnModel Read(TestFolder folder, ForeignGraph graph)
    {
        File.WriteAllBytes(folder["model.onnx"], graph.ToBytes());
        return ModelFile.Read(folder["model.onnx"]);
    }

    // Moves the elements of all tensors to the bytes of another file.
    private static byte[] MoveOut(ForeignGraph graph, string location)
    {
        List<byte> data = [];
        foreach (TensorProto tensor in graph.Graph.Initializer)
        {
            void Add(string key, string value) => tensor.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
            Add("location", location);
            Add("offset", data.Count.ToString(CultureInfo.InvariantCulture));
            Add("length", tensor.RawData!.Length.ToString(CultureInfo.InvariantCulture));
            data.AddRange(tensor.RawData);
            tensor.RawData = null;
            tensor.DataLocation = 1;
        }

        return [.. data];
    }
}
