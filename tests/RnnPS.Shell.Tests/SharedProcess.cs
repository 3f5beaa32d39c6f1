using System.Reflection;
using System.Text.Json;

namespace RnnPS.Shell.Tests;

/// <summary>
/// The program in one process for many tests: it starts once, and each test calls the program's entry point in it. Its
/// streams are redirected, as those of <see cref="ShellProcess"/>. A new process takes a second to start, a call far less.
/// Use <see cref="ShellProcess"/> where the process itself matters: its exit code, its bytes, its signals.
/// </summary>
internal static class SharedProcess
{
    private static readonly MethodInfo Program = typeof(ModuleLocator).Assembly.EntryPoint!;
    private static readonly Lock OneAtATime = new();
    private static readonly Lazy<ShellProcess> Process = new(() => ShellProcess.Start(typeof(SharedProcess).Assembly, []));

    /// <summary>The entry point of that process: a line of input is a call, a line of output its result.</summary>
    public static int Main()
    {
        using StreamReader calls = new(Console.OpenStandardInput());
        using StreamWriter results = new(Console.OpenStandardOutput()) { AutoFlush = true };
        while (calls.ReadLine() is { } call)
        {
            results.WriteLine(JsonSerializer.Serialize(Answer(JsonSerializer.Deserialize<Call>(call)!)));
        }

        return 0;
    }

    /// <summary>Runs the program to its end.</summary>
    public static ShellResult Run(params string[] arguments) => Run(arguments, input: string.Empty);

    /// <summary>Runs the program to its end with standard input and environment variables of its own.</summary>
    public static ShellResult Run(string[] arguments, string input, params (string Name, string? Value)[] environment)
    {
        string call = JsonSerializer.Serialize(
            new Call(arguments, input, environment.ToDictionary(variable => variable.Name, variable => variable.Value)));
        lock (OneAtATime)
        {
            Process.Value.WriteLine(call);
            return JsonSerializer.Deserialize<ShellResult>(Process.Value.ReadLine())!;
        }
    }

    private static ShellResult Answer(Call call)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        Console.SetIn(new StringReader(call.Input));
        Console.SetOut(output);
        Console.SetError(error);
        Dictionary<string, string?> before = call.Environment.Keys.ToDictionary(name => name, Environment.GetEnvironmentVariable);
        SetEnvironment(call.Environment);
        int code = (int)Program.Invoke(null, [call.Arguments])!;
        SetEnvironment(before);
        return new ShellResult(code, output.ToString().ReplaceLineEndings("\n"), error.ToString().ReplaceLineEndings("\n"));
    }

    private static void SetEnvironment(Dictionary<string, string?> variables)
    {
        foreach ((string name, string? value) in variables)
        {
            Environment.SetEnvironmentVariable(name, value);
        }
    }

    private sealed record Call(string[] Arguments, string Input, Dictionary<string, string?> Environment);
}
