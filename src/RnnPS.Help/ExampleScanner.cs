using System.Text.RegularExpressions;

namespace RnnPS.Help;

/// <summary>
/// Finds the commands and parameters in an example's code. It knows of the language what examples need: pipelines,
/// statements, nesting, strings, comments and continued lines.
/// </summary>
internal static partial class ExampleScanner
{
    /// <summary>The parameters in the order of the code, each with the name of the command that it is given to.</summary>
    /// <param name="code">The code, with or without prompts.</param>
    /// <param name="isCommand">Tells the commands of interest.</param>
    public static IEnumerable<(string Command, string Parameter)> Parameters(string code, Func<string, bool> isCommand)
    {
        // The first word of the statement at each level of nesting: the command, if it is one; empty before the first.
        var words = new Stack<string>([""]);
        foreach (Match token in Token().Matches(Continuation().Replace(Prompt().Replace(code, ""), " ")))
        {
            var word = words.Peek();
            if (token.Groups["end"].Success || (token.Value == "=" && !isCommand(word)))
            {
                Replace(words, "");
            }
            else if (token.Groups["close"].Success && words.Count > 1)
            {
                words.Pop();
            }
            else if (token.Groups["parameter"] is { Success: true, Value: var parameter } && isCommand(word))
            {
                yield return (word, parameter);
            }
            else if (token.Groups["word"].Success && word.Length == 0)
            {
                Replace(words, token.Value);
            }

            if (token.Groups["open"].Success)
            {
                words.Push("");
            }
        }
    }

    private static void Replace(Stack<string> words, string word)
    {
        words.Pop();
        words.Push(word);
    }

    [GeneratedRegex(@"^PS[^>\n]*> ?", RegexOptions.Multiline)]
    private static partial Regex Prompt();

    /// <summary>A line goes on after a backtick, a comma or a pipe.</summary>
    [GeneratedRegex(@"`\n|(?<=[,|])[^\S\n]*(?:\#[^\n]*)?\n")]
    private static partial Regex Continuation();

    // An opening bracket is a word too: what follows it at its own level is an expression, no command.
    [GeneratedRegex("""
        \#[^\n]* | <\#[\s\S]*?\#> | [^\S\n]+
        | (?<word>"(?:[^"`]|`[\s\S]|"")*" | '(?:[^']|'')*')
        | (?<word>(?<open>[$@]?[({]))
        | (?<close>[)}])
        | (?<end>[|;&\n])
        | =
        | (?<=[\s(){}|;]|^)-(?<parameter>[A-Za-z]\w*)(?=[\s:(){}|;]|$):?
        | (?<word>[^\s(){}|;&"'=]+)
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Token();
}
