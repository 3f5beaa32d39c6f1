using System.Reflection;
using System.Text.RegularExpressions;

namespace RnnPS.Core.Tests;

/// <summary>The folders of Core are layers: a file uses what its own folder declares, or a folder that stands before it here.</summary>
public sealed partial class ArchitectureTests
{
    // From the bottom up. Each folder names those that it may use, so that a new edge is a decision and not an accident.
    private static readonly (string Folder, string[] Uses)[] Layers =
    [
        ("Errors", []),
        ("Numbers", ["Errors"]),
        ("Threading", []),
        ("Kernels/Vectors", []),
        ("Kernels/Products", ["Kernels/Vectors", "Numbers"]),
        ("Kernels/Checks", []),
        ("Kernels/Pointwise", ["Kernels/Checks", "Kernels/Products", "Kernels/Vectors"]),
        ("Kernels", ["Kernels/Checks", "Kernels/Pointwise", "Kernels/Products", "Kernels/Vectors"]),
        ("Activations/Functions", ["Kernels", "Kernels/Checks", "Kernels/Pointwise", "Numbers"]),
        ("Activations", ["Activations/Functions", "Errors", "Kernels", "Kernels/Pointwise"]),
        ("Sequences", ["Errors", "Numbers"]),
        ("Losses", ["Activations", "Errors", "Numbers", "Sequences"]),
        ("Cells", ["Activations", "Errors", "Kernels", "Kernels/Pointwise", "Kernels/Products", "Numbers"]),
        ("Models", ["Activations", "Cells", "Errors", "Kernels", "Kernels/Products", "Losses", "Numbers", "Sequences"]),
        ("Steps", ["Activations", "Cells", "Errors", "Losses", "Models", "Numbers"]),
        ("Reports", ["Activations", "Errors", "Losses", "Numbers", "Steps"]),
        ("Forward/Parallel", ["Cells", "Kernels/Products", "Numbers", "Threading"]),
        ("Forward", ["Activations", "Cells", "Errors", "Forward/Parallel", "Kernels/Pointwise", "Losses", "Models", "Numbers", "Sequences", "Steps", "Threading"]),
        ("Examples", ["Activations", "Errors", "Losses", "Models", "Numbers", "Sequences"]),
        ("Gradients", ["Activations", "Cells", "Errors", "Examples", "Forward", "Kernels", "Kernels/Pointwise", "Kernels/Products", "Losses", "Models", "Numbers", "Sequences", "Steps", "Threading"]),
        ("Forecasts/Times", ["Errors", "Numbers", "Sequences"]),
        ("Forecasts/Forms", ["Errors", "Forecasts/Times", "Sequences"]),
        ("Forecasts", ["Activations", "Cells", "Errors", "Forecasts/Times", "Forward", "Losses", "Models", "Numbers", "Sequences"]),
        ("Training/Schedules", ["Errors", "Numbers"]),
        ("Training/Optimizers", ["Errors", "Numbers", "Threading", "Training/Schedules"]),
        ("Training", ["Activations", "Errors", "Examples", "Forecasts", "Forward", "Gradients", "Kernels/Pointwise", "Losses", "Models", "Numbers", "Sequences", "Steps", "Training/Optimizers", "Training/Schedules"]),
        ("Forecasts/Search", ["Activations", "Errors", "Examples", "Forecasts", "Forecasts/Forms", "Forecasts/Times", "Forward", "Losses", "Models", "Numbers", "Sequences", "Threading", "Training", "Training/Optimizers", "Training/Schedules"]),
        ("Backtests", ["Errors", "Forecasts", "Forecasts/Times", "Numbers", "Sequences", "Threading"]),
        ("Anomalies", ["Backtests", "Errors", "Forecasts/Search", "Forecasts/Times", "Forward", "Models", "Numbers", "Sequences", "Steps"]),
    ];

    private static readonly string Repository = typeof(ArchitectureTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    private static readonly Dictionary<string, string[]> Sources = ReadSources();

    [Fact]
    public void Folders_use_only_what_they_may()
    {
        Dictionary<string, string> folderOf = [];
        foreach ((string folder, string[] texts) in Sources)
        {
            foreach (Match type in texts.SelectMany(text => Declaration().Matches(text)))
            {
                folderOf[type.Groups["name"].Value] = folder;
            }
        }

        string[] found =
        [
            .. Sources.SelectMany(folder => folder.Value.SelectMany(text => Name().Matches(text).Select(name => name.Value))
                .Where(folderOf.ContainsKey).Select(name => folderOf[name]).Where(used => used != folder.Key).Distinct()
                .Select(used => $"{folder.Key} → {used}")),
        ];
        string[] allowed = [.. Layers.SelectMany(layer => layer.Uses.Select(used => $"{layer.Folder} → {used}"))];
        Assert.Empty(found.Except(allowed));
        // What nobody needs any more is taken back.
        Assert.Empty(allowed.Except(found));
    }

    [Fact]
    public void No_folder_uses_one_above_it()
    {
        List<string> below = [];
        foreach ((string folder, string[] uses) in Layers)
        {
            Assert.All(uses, used => Assert.Contains(used, below));
            below.Add(folder);
        }

        Assert.Equal(Sources.Keys.Order(StringComparer.Ordinal), below.Order(StringComparer.Ordinal));
    }

    private static Dictionary<string, string[]> ReadSources()
    {
        string core = Path.Combine(Repository, "src", "RnnPS.Core");
        return Directory.EnumerateFiles(core, "*.cs", SearchOption.AllDirectories)
            .GroupBy(file => Path.GetRelativePath(core, Path.GetDirectoryName(file)!).Replace('\\', '/'))
            .Where(folder => !folder.Key.StartsWith("obj", StringComparison.Ordinal) && !folder.Key.StartsWith("bin", StringComparison.Ordinal))
            .ToDictionary(folder => folder.Key, folder => folder.Select(file => NotCode().Replace(File.ReadAllText(file), " ")).ToArray());
    }

    // A type that a file declares, at the start of a line.
    [GeneratedRegex(@"^(?:\w+ )*(?:class|struct|interface|enum|record|delegate \w+) (?!struct)(?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    // A name that is not a member of something.
    [GeneratedRegex(@"(?<![.\w])[A-Z]\w*")]
    private static partial Regex Name();

    // Comments, and texts but for what they interpolate.
    [GeneratedRegex(@"//.*|""(?:\\.|[^""\\{\r\n])*""")]
    private static partial Regex NotCode();
}
