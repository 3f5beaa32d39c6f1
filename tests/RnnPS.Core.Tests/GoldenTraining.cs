using System.Text.Json;
using System.Text.Json.Nodes;

namespace RnnPS.Core.Tests;

/// <summary>A few steps of training that PyTorch took: one layer that reads forward, the mean squared error, one batch.</summary>
/// <param name="name">The case.</param>
/// <param name="folder">Where it lies.</param>
internal sealed class GoldenTraining(string name, string folder)
{
    private readonly JsonObject _root = JsonNode.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, folder, name + ".json")))!.AsObject();

    /// <summary>The model before.</summary>
    public RnnModel Start => Model(_root["parameters"]!);

    /// <summary>The model after.</summary>
    public RnnModel End => Model(_root["expected"]!["parameters"]!);

    /// <summary>The loss before each step.</summary>
    public double[] Losses => _root["expected"]!["losses"].Deserialize<double[]>()!;

    /// <summary>The norm of the gradient of each step; empty where nothing is clipped.</summary>
    public double[] Norms => _root["expected"]!["gradientNormsBeforeClipping"]?.Deserialize<double[]>() ?? [];

    /// <summary>The steps of a chunk; null where nothing is truncated.</summary>
    public int? Chunk => (int?)_root["chunk"];

    /// <summary>The largest norm; null where nothing is clipped.</summary>
    public double? ClipNorm => (double?)_root["clipNorm"];

    /// <summary>The optimizer with its constants.</summary>
    public RnnOptimizer Optimizer => (string)_root["optimizer"]! switch
    {
        "sgd" => new SgdOptimizer { Momentum = Option("momentum") ?? 0, Nesterov = (bool?)_root["options"]!["nesterov"] ?? false, LearningRate = Rate },
        "rmsprop" => new RmsPropOptimizer { Alpha = Option("alpha") ?? 0.99, LearningRate = Rate },
        "adagrad" => new AdagradOptimizer { LearningRate = Rate },
        "adam" => new AdamOptimizer { LearningRate = Rate },
        "adamw" => new AdamWOptimizer { LearningRate = Rate, WeightDecay = Option("weight_decay")!.Value },
        var other => throw new InvalidOperationException($"There is no optimizer {other}."),
    };

    /// <summary>The sequences with their targets.</summary>
    public TrainingSeries[] Series
    {
        get
        {
            double[][][] inputs = _root["input"].Deserialize<double[][][]>()!;
            double[][][] targets = _root["target"].Deserialize<double[][][]>()!;
            int features = inputs[0][0].Length;
            return [.. inputs.Zip(targets).Select((pair, key) => new TrainingSeries(
                new RnnSequence(key, new RnnMatrix(
                    pair.First.Length, features + 1, [.. pair.First.Zip(pair.Second).SelectMany(step => step.First.Concat(step.Second))])),
                [.. Enumerable.Range(0, features)],
                [features]))];
        }
    }

    private double Rate => Option("lr")!.Value;

    private double? Option(string key) => (double?)_root["options"]![key];

    private RnnModel Model(JsonNode parameters)
    {
        JsonObject root = _root.DeepClone().AsObject();
        root["parameters"] = parameters.DeepClone();
        root["layers"] = 1;
        root["bidirectional"] = false;
        root["activation"] = "tanh";
        return new GoldenCase(JsonDocument.Parse(root.ToJsonString()).RootElement).ToModel();
    }
}
