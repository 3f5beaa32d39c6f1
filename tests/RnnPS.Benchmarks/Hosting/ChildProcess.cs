using System.Diagnostics;
using System.Management.Automation;

namespace RnnPS.Benchmarks;

/// <summary>A fresh process, where nothing has been loaded, compiled or allocated yet.</summary>
internal static class ChildProcess
{
    /// <summary>The first argument that makes this program a child: it runs one script and prints what that emits.</summary>
    public const string ScriptVerb = "--run-script";

    /// <summary>Runs a script by this program's engine.</summary>
    /// <returns>The lines that it emitted.</returns>
    public static string[] RunScript(string script)
    {
        // Either this program's own executable or dotnet, which then needs to be told the assembly.
        string host = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(host).Equals("dotnet", StringComparison.OrdinalIgnoreCase)
            ? Run(host, Path.Combine(AppContext.BaseDirectory, "RnnPS.Benchmarks.dll"), ScriptVerb, script)
            : Run(host, ScriptVerb, script);
    }

    /// <summary>Runs a program.</summary>
    /// <param name="program">Its file, or its name on the path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>The lines that it printed.</returns>
    /// <exception cref="InvalidOperationException">It failed.</exception>
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

    /// <summary>What the child does.</summary>
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
