using System.Diagnostics;
using System.Management.Automation;

namespace RnnPS.Tests;

/// <summary>Runs a script in a process of its own, where nothing of the module has been loaded yet.</summary>
internal static class FreshProcess
{
    /// <summary>
    /// The entry point of that process: runs the script on standard input and prints what it emits, or measures early stops.
    /// </summary>
    public static int Main(string[] arguments)
    {
        if (arguments is [EarlyStops.Verb, var way])
        {
            return EarlyStops.Run(Enum.Parse<EarlyStops.Way>(way));
        }

        using var session = new Session(module: string.Empty);
        Outcome outcome = session.Try(Console.In.ReadToEnd());
        foreach (PSObject item in outcome.Output)
        {
            Console.Out.WriteLine(item);
        }

        foreach (ErrorRecord error in outcome.Errors)
        {
            Console.Error.WriteLine($"{error.FullyQualifiedErrorId}: {error}");
        }

        return outcome.Errors.Count == 0 ? 0 : 1;
    }

    public static (int ExitCode, string[] Output, string Errors) Run(string script, params string[] arguments) =>
        Run(script, environment: null, arguments);

    /// <summary>Runs a script with a variable of the environment.</summary>
    public static (int ExitCode, string[] Output, string Errors) Run(
        string script, (string Name, string Value)? environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(FreshProcess).Assembly.Location, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (environment is { } variable)
        {
            start.Environment[variable.Name] = variable.Value;
        }

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(script);
        process.StandardInput.Close();
        string[] output = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }
}
