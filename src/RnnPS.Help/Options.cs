namespace RnnPS.Help;

/// <summary>The options of the command line.</summary>
internal sealed record Options(string Assembly, string Out, IReadOnlyList<string> Docs, IReadOnlyList<string> References)
{
    private const string Usage =
        "usage: RnnPS.Help --assembly <dll> --docs <xml> [--docs …] --reference <dll or folder> [--reference …] --out <xml>";

    /// <summary>Parses the command line.</summary>
    /// <exception cref="ArgumentException">An argument is unknown or missing. The message includes the usage.</exception>
    public static Options Parse(string[] arguments)
    {
        var values = new Dictionary<string, List<string>>(StringComparer.Ordinal)
        {
            ["--assembly"] = [],
            ["--out"] = [],
            ["--docs"] = [],
            ["--reference"] = [],
        };
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

        return new Options(values["--assembly"][0], values["--out"][0], values["--docs"], values["--reference"]);
    }
}
