using System.Diagnostics;
using System.Management.Automation;

namespace RnnPS.Benchmarks;

/// <summary>Runs scripts and programs in a fresh process, in which nothing is loaded, compiled or allocated yet.</summary>
internal static class ChildProcess
{
    /// <summary>The first argument that makes this program a child process. The child runs one script and prints its output.</summary>
    public const string ScriptVerb = "--run-script";

    /// <summary>Runs a script in a child process, with this program's engine.</summary>
    /// <returns>The lines of its output.</returns>
    public static string[] RunScript(string script)
    {
        // The process is either this program's own executable or dotnet, which needs the assembly as an argument.
        string host = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(host).Equals("dotnet", StringComparison.OrdinalIgnoreCase)
            ? Run(host, Path.Combine(AppContext.BaseDirectory, "RnnPS.Benchmarks.dll"), ScriptVerb, script)
            : Run(host, ScriptVerb, script);
    }

    /// <summary>Runs a program.</summary>
    /// <param name="program">The program's file, or its name on the path.</param>
    /// <param name="arguments">The program's arguments.</param>
    /// <returns>The lines of its output.</returns>
    /// <exception cref="InvalidOperationException">The program failed.</exception>
    public static string[] Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {errors.Result}{output}");
    }

    /// <summary>Runs the script as the child process.</summary>
    /// <param name="script">The script.</param>
    /// <returns>The exit code.</returns>
    public static int RunAsChild(string script)
    {
        try
        {
            using var engine = new Engine();
            foreach (object item in engine.Run(script))
            {
                Console.WriteLine(item);
            }

            return 0;
        }
        catch (Exception error) when (error is InvalidOperationException or RuntimeException)
        {
            Console.Error.WriteLine(error.Message);
            return 1;
        }
    }
}
