using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Text;

namespace RnnPS.Shell;

/// <summary>Reads the command line, opens a session with the module imported, and runs the script.</summary>
internal static class Program
{
    private const int Failure = 1;
    private const int WrongUsage = 2;

    private static int Main(string[] arguments)
    {
        // Other programs read redirected output, so it must have no byte order mark.
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

        if (arguments.Length == 0)
        {
            Console.Error.WriteLine(CommandLine.Usage);
            return WrongUsage;
        }

        if (CommandLine.IsHelp(arguments))
        {
            Console.WriteLine(CommandLine.Usage);
            return 0;
        }

        if (!ModuleLocator.TryFind(out string manifest, out string complaint))
        {
            return Fail(complaint);
        }

        return Run(manifest, CommandLine.Parse(arguments));
    }

    private static int Run(string manifest, ScriptText script)
    {
        using ShellSession session = new();
        try
        {
            session.Open(manifest);
        }
        catch (RuntimeException error)
        {
            return Fail($"the module '{manifest}' does not load. {Reason(error)}");
        }

        return session.Run(script);
    }

    private static string Reason(RuntimeException error) =>
        error is RunspaceOpenModuleLoadException { ErrorRecords.Count: > 0 } load ? load.ErrorRecords[0].ToString() : error.Message;

    private static int Fail(string message)
    {
        Console.Error.WriteLine($"{CommandLine.ProgramName}: {message}");
        return Failure;
    }
}
