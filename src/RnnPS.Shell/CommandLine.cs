using System.Management.Automation.Language;
using System.Text.RegularExpressions;

namespace RnnPS.Shell;

/// <summary>Converts the program's arguments to the script that the engine runs.</summary>
internal static partial class CommandLine
{
    /// <summary>The program's name, used as the prefix of its own messages.</summary>
    public const string ProgramName = "RnnPS.Shell";

    /// <summary>The usage text.</summary>
    public const string Usage = """
        RnnPS.Shell: runs PowerShell commands with the RnnPS module imported.

          RnnPS.Shell 'Invoke-RnnForward -Input 1,2 | Format-Table'   run a command
          RnnPS.Shell script.ps1 -Count 3 'a b'                       run a script with arguments
          RnnPS.Shell -                                               run the commands from standard input
          RnnPS.Shell --help                                          show this text

        In the repository, build what has changed and run:
          dotnet run --project src/RnnPS.Shell -- 'Invoke-RnnForward -Input 1,2 | Format-Table'

        Exit codes: 0 for success; 1 after a terminating error, or if the last statement of a command fails;
        n after `exit n`; 2 for wrong usage; 130 after Ctrl+C. A script that runs to its end exits with 0.

        Environment:
          RNNPS_MODULE   the path of a module manifest (.psd1) to import instead of the built one
          NO_COLOR       if set, the output has no colours
          COLUMNS        the width of output that does not go to a terminal (default: 120)
        """;

    private const string StandardInput = "-";

    /// <summary>Whether the arguments ask for the usage text.</summary>
    public static bool IsHelp(IReadOnlyList<string> arguments) =>
        arguments.Count == 1 && arguments[0] is "-?" or "-h" or "--help";

    /// <summary>
    /// Gets the script text for the arguments: a call of a script file with its arguments, the text from standard input,
    /// or the arguments themselves.
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
    /// Converts one argument as <c>pwsh -File</c> does. <c>-Name</c> is a parameter; the engine knows the script's switches
    /// and so decides whether the next argument is its value. <c>-Name:value</c> includes its value. Anything else is text.
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

    /// <summary>Whether the value is <c>$true</c> or <c>$false</c>, the only way to write a switch's value on a command line.</summary>
    private static bool IsTruthValue(string value) =>
        value.Equals("$true", StringComparison.OrdinalIgnoreCase) || value.Equals("$false", StringComparison.OrdinalIgnoreCase);

    private static string Quoted(string text) => $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'";

    [GeneratedRegex(@"\A(?<name>-[\p{L}_][\w-]*:?)(?<value>(?<=:).+)?\z", RegexOptions.Singleline)]
    private static partial Regex Parameter();
}
