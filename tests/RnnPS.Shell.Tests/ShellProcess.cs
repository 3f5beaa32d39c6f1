using System.Diagnostics;
using System.Reflection;
using System.Text;

namespace RnnPS.Shell.Tests;

/// <summary>The real program in a process of its own, with the fixture module, its three streams redirected.</summary>
internal sealed class ShellProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly Task<string> _error;

    private ShellProcess(ProcessStartInfo start)
    {
        _process = Process.Start(start) ?? throw new InvalidOperationException("The program did not start.");
        _error = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>The manifest of the fixture module.</summary>
    public static string TestModule { get; } = Path.Combine(AppContext.BaseDirectory, "TestModule", "RnnPS.psd1");

    /// <summary>Runs the program to its end.</summary>
    public static ShellResult Run(params string[] arguments) => Run(arguments, input: string.Empty);

    /// <summary>Runs the program to its end with standard input and environment variables of its own.</summary>
    public static ShellResult Run(string[] arguments, string input, params (string Name, string? Value)[] environment)
    {
        using ShellProcess shell = Start(arguments, environment);
        shell._process.StandardInput.Write(input);
        shell._process.StandardInput.Close();
        return shell.End(Patience);
    }

    /// <summary>Starts the program and leaves it running, with standard input open.</summary>
    public static ShellProcess Start(string[] arguments, params (string Name, string? Value)[] environment) =>
        Start(typeof(ModuleLocator).Assembly, arguments, environment);

    /// <summary>Starts a program in the place of the shell, with the same streams and environment.</summary>
    public static ShellProcess Start(Assembly program, string[] arguments, params (string Name, string? Value)[] environment)
    {
        ProcessStartInfo start = new("dotnet", [program.Location, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardErrorEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        start.Environment["RNNPS_MODULE"] = TestModule;
        start.Environment["TERM"] = "xterm-256color";

        // Neither the width of who runs the tests nor the modules of an installed PowerShell.
        start.Environment.Remove("COLUMNS");
        start.Environment["PSModulePath"] = AppContext.BaseDirectory;
        foreach ((string name, string? value) in environment)
        {
            start.Environment[name] = value;
        }

        return new ShellProcess(start);
    }

    /// <summary>Writes a line to standard input.</summary>
    public void WriteLine(string line) => _process.StandardInput.WriteLine(line);

    /// <summary>The next line of standard output.</summary>
    public string ReadLine()
    {
        Task<string?> line = _process.StandardOutput.ReadLineAsync();
        return line.Wait(Patience)
            ? line.Result ?? throw new InvalidOperationException($"The program ended. {_error.Result}")
            : throw new TimeoutException($"The program wrote no line in {Patience}.");
    }

    /// <summary>The next bytes of standard output, before any decoding.</summary>
    public byte[] ReadBytes(int count)
    {
        byte[] bytes = new byte[count];
        _process.StandardOutput.BaseStream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Presses Ctrl+C, as a terminal of Unix does.</summary>
    public void Interrupt()
    {
        using Process kill = Process.Start("kill", ["-INT", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>Waits for the end and gives what was written since.</summary>
    public ShellResult End(TimeSpan patience)
    {
        Task<string> output = _process.StandardOutput.ReadToEndAsync();
        if (!_process.WaitForExit(patience))
        {
            _process.Kill(entireProcessTree: true);
            throw new TimeoutException($"The program was still running after {patience}.");
        }

        return new ShellResult(_process.ExitCode, output.Result.ReplaceLineEndings("\n"), _error.Result.ReplaceLineEndings("\n"));
    }

    public void Dispose() => _process.Dispose();
}

/// <summary>What a run left: its exit code and its two streams, with \n as line end.</summary>
internal sealed record ShellResult(int ExitCode, string Output, string Error);
