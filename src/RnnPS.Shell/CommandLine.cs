using System.Management.Automation.Language;
using System.Text.RegularExpressions;

namespace RnnPS.Shell;

/// <summary>Turns the program's arguments into what the engine is to run.</summary>
internal static partial class CommandLine
{
    /// <summary>The program's name, in front of its own messages.</summary>
    public const string ProgramName = "RnnPS.Shell";

    /// <summary>The usage text.</summary>
    public const string Usage = """
        RnnPS.Shell: runs PowerShell commands with the RnnPS module imported.

          RnnPS.Shell 'Invoke-RnnForward -Input 1,2 | Format-Table'   run a command
          RnnPS.Shell script.ps1 -Count 3 'a b'                       run a script with arguments
          RnnPS.Shell -                                               run what standard input says
          RnnPS.Shell --help                                          show this text

        In the repository, with what changed built first:
          dotnet run --project src/RnnPS.Shell -- 'Invoke-RnnForward -Input 1,2 | Format-Table'

        Exit code: 0; 1 after a terminating error or when the last statement of a command failed;
        n after `exit n`; 2 for wrong usage; 130 after Ctrl+C. A script that runs to its end gives 0.

        Environment:
          RNNPS_MODULE   path of the module manifest (.psd1) to import instead of the built one
          NO_COLOR       if set, no colours
          COLUMNS        the width of the output when it is not a terminal (120 if unset)
        """;

    private const string StandardInput = "-";

    /// <summary>Whether the arguments ask for the usage text.</summary>
    public static bool IsHelp(IReadOnlyList<string> arguments) =>
        arguments.Count == 1 && arguments[0] is "-?" or "-h" or "--help";

    /// <summary>
    /// The script text that the arguments stand for: a call of a script file with its arguments, standard input, or
    /// the arguments themselves.
    /// </summary>
    public static ScriptText Parse(IReadOnlyList<string> arguments)
    {
        if (IsScriptFile(arguments[0]))
        {
            IEnumerable<string> call = arguments.Skip(1).Select(Token).Prepend(Quoted(Path.GetFullPath(arguments[0])));
            return new ScriptText("& " + string.Join(' ', call), CallsFile: true);
        }

        bool isStandardInput = arguments.Count == 1 && arguments[0] == StandardInput;
        return new ScriptText(isStandardInput ? Console.In.ReadToEnd() : string.Join(' ', arguments), CallsFile: false);
    }

    private static bool IsScriptFile(string path) =>
        path.EndsWith(".ps1", StringComparison.OrdinalIgnoreCase) && File.Exists(path);

    /// <summary>
    /// One argument as <c>pwsh -File</c> reads it: <c>-Name</c> is a parameter, which the engine binds with what
    /// follows it or not, as it knows the script's switches; <c>-Name:value</c> carries its value; the rest is text.
    /// </summary>
    private static string Token(string argument)
    {
        Match parameter = Parameter().Match(argument);
        if (!parameter.Success)
        {
            return Quoted(argument);
        }

        string value = parameter.Groups["value"].Value;
        return parameter.Groups["name"].Value + (value.Length == 0 || IsTruthValue(value) ? value : Quoted(value));
    }

    /// <summary>A switch's value has no other spelling on a command line than PowerShell's own.</summary>
    private static bool IsTruthValue(string value) =>
        value.Equals("$true", StringComparison.OrdinalIgnoreCase) || value.Equals("$false", StringComparison.OrdinalIgnoreCase);

    private static string Quoted(string text) => $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'";

    [GeneratedRegex(@"\A(?<name>-[\p{L}_][\w-]*:?)(?<value>(?<=:).+)?\z", RegexOptions.Singleline)]
    private static partial Regex Parameter();
}
