using System.Text.RegularExpressions;

namespace RnnPS.Help;

/// <summary>
/// Finds the commands and parameters in an example's code. It supports the parts of the language that examples use:
/// pipelines, statements, nesting, strings, comments and continued lines.
/// </summary>
internal static partial class ExampleScanner
{
    /// <summary>Gets the parameters in the order of the code, each with the name of its command.</summary>
    /// <param name="code">The code, with or without prompts.</param>
    /// <param name="isCommand">Whether a name is a command to look for.</param>
    public static IEnumerable<(string Command, string Parameter)> Parameters(string code, Func<string, bool> isCommand)
    {
        // For each level of nesting the first word of the statement, which may be a command; empty before the first word.
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

    /// <summary>Matches a line end that continues the statement: after a backtick, a comma or a pipe.</summary>
    [GeneratedRegex(@"`\n|(?<=[,|])[^\S\n]*(?:\#[^\n]*)?\n")]
    private static partial Regex Continuation();

    // An opening bracket is a word too, because the words after it at its level are an expression, not a command.
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
