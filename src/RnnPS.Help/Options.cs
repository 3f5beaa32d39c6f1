namespace RnnPS.Help;

/// <summary>The options of the command line.</summary>
internal sealed record Options(string Assembly, string Out, IReadOnlyList<string> Docs, IReadOnlyList<string> References)
{
    private const string Usage =
        "usage: RnnPS.Help --assembly <dll> --docs <xml> [--docs …] --reference <dll or folder> [--reference …] --out <xml> "
        + "[--manifest <psd1>] [--data <csv> …] [--about <md> …] [--markdown <folder>]";

    /// <summary>The module's manifest, whose ProjectUri makes the addresses of Get-Help -Online.</summary>
    public string? Manifest { get; init; }

    /// <summary>The folder for the pages in Markdown; null to write none.</summary>
    public string? Markdown { get; init; }

    /// <summary>The files that the module ships for its examples.</summary>
    public IReadOnlyList<string> Data { get; init; } = [];

    /// <summary>The about pages in Markdown. They become text files beside <see cref="Out"/>.</summary>
    public IReadOnlyList<string> About { get; init; } = [];

    /// <summary>Parses the command line.</summary>
    /// <exception cref="ArgumentException">An argument is unknown or missing. The message includes the usage.</exception>
    public static Options Parse(string[] arguments)
    {
        string[] names = ["--assembly", "--out", "--docs", "--reference", "--manifest", "--data", "--about", "--markdown"];
        var values = names.ToDictionary(name => name, _ => new List<string>(), StringComparer.Ordinal);
        for (var i = 0; i < arguments.Length; i += 2)
        {
            if (i + 1 == arguments.Length || !values.TryGetValue(arguments[i], out var list))
            {
                throw new ArgumentException($"'{arguments[i]}' is not a known option or has no value; {Usage}");
            }

            list.Add(arguments[i + 1]);
        }

        if (values["--assembly"].Count != 1 || values["--out"].Count != 1 || values["--docs"].Count == 0)
        {
            throw new ArgumentException($"one --assembly, one --out and at least one --docs are required; {Usage}");
        }

        return new Options(values["--assembly"][0], values["--out"][0], values["--docs"], values["--reference"])
        {
            Manifest = values["--manifest"].FirstOrDefault(),
            Markdown = values["--markdown"].FirstOrDefault(),
            Data = values["--data"],
            About = values["--about"],
        };
    }
}
