// Runs the code blocks of a Markdown file and compares what they print with the text block that follows each.
// The info string says the host: sh, powershell rnnps, powershell pwsh, csharp; text is not run. Another one is a failure. A block of
// csharp is a program that uses the package RnnPS.Core in artifacts/.
// Usage: readme.cs README.md [--ran "dotnet test"]: the command that the caller has run already. Its block is not run
// again and not counted; that no block has this command is a failure.
using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

string file = args[0];
List<Block> blocks = Block.Read(File.ReadAllLines(file));
int passed = 0;
int failed = 0;
int skipped = 0;
string? ran = args is [_, "--ran", var command] ? command : null;
if (ran is not null && !blocks.Any(block => block.Info == "sh" && block.Text.Trim() == ran))
{
    failed++;
    Console.WriteLine($"FAILED {file}: no block has the command '{ran}', which CI runs");
}

for (int i = 0; i < blocks.Count; i++)
{
    Block block = blocks[i];
    if (block.Info == "text")
    {
        continue;
    }

    if (block.Info == "sh" && block.Text.Trim() == ran)
    {
        Console.WriteLine($"--- {file}:{block.Line} has run already: {ran}");
        continue;
    }

    string? expected = i + 1 < blocks.Count && blocks[i + 1] is { Info: "text", FollowsBlock: true } next ? next.Text : null;
    Console.WriteLine($"--- {file}:{block.Line} {block.Info}");
    switch (Runner.Run(block, expected))
    {
        case true:
            passed++;
            break;
        case false:
            failed++;
            Console.WriteLine($"FAILED {file}:{block.Line}");
            break;
        default:
            skipped++;
            Console.WriteLine("skipped: there is no pwsh on this machine");
            break;
    }
}

Console.WriteLine($"readme: {passed} passed, {failed} failed, {skipped} skipped");
return failed == 0 ? 0 : 1;

internal sealed record Block(string Info, int Line, string Text, bool FollowsBlock)
{
    public static List<Block> Read(string[] lines)
    {
        List<Block> blocks = [];
        bool onlyBlanks = false;
        for (int i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith("```", StringComparison.Ordinal))
            {
                onlyBlanks &= string.IsNullOrWhiteSpace(lines[i]);
                continue;
            }

            int end = Array.IndexOf(lines, "```", i + 1);
            if (end < 0)
            {
                throw new InvalidDataException($"The block of line {i + 1} is not closed.");
            }

            blocks.Add(new Block(lines[i][3..].Trim(), i + 1, string.Join('\n', lines[(i + 1)..end]), onlyBlanks));
            onlyBlanks = true;
            i = end;
        }

        return blocks;
    }
}

internal static class Runner
{
    public static bool? Run(Block block, string? expected)
    {
        bool hasPwsh = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, OperatingSystem.IsWindows() ? "pwsh.exe" : "pwsh")));
        switch (block.Info)
        {
            case "sh":
                return Start("bash", ["-euc", block.Text], expected);
            case "powershell rnnps":
                return WithScript(block.Text, script =>
                    Start("dotnet", ["run", "--no-build", "--project", "src/RnnPS.Shell", "--", script], expected));
            case "powershell pwsh" when !hasPwsh:
                return null;
            case "powershell pwsh":
                // Each block is a session of its own; the reader's goes on.
                string head = "$ErrorActionPreference = 'Stop'; Import-Module ./module/RnnPS\n";
                return WithScript(head + block.Text, script => Start("pwsh", ["-NoProfile", "-File", script], expected));
            case "csharp":
                return WithPackage(block.Text, expected);
            default:
                Console.WriteLine($"No such host: '{block.Info}'.");
                return false;
        }
    }

    // The packages of this program are its own: the same version with other bytes may be among the user's.
    private static bool WithPackage(string program, string? expected)
    {
        string artifacts = Path.GetFullPath("artifacts");
        string? package = Directory.Exists(artifacts) ? Directory.GetFiles(artifacts, "RnnPS.Core.*.nupkg").SingleOrDefault() : null;
        if (package is null)
        {
            Console.WriteLine("There is no package RnnPS.Core in artifacts/: run ./build.ps1 -Task Pack.");
            return false;
        }

        string folder = Directory.CreateTempSubdirectory("readme-").FullName;
        try
        {
            string version = Path.GetFileNameWithoutExtension(package)["RnnPS.Core.".Length..];
            File.WriteAllText(Path.Combine(folder, "Program.cs"), program);
            File.WriteAllText(Path.Combine(folder, "Example.csproj"), $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup>
                    <OutputType>Exe</OutputType>
                    <TargetFramework>net10.0</TargetFramework>
                    <ImplicitUsings>enable</ImplicitUsings>
                    <Nullable>enable</Nullable>
                    <UseAppHost>false</UseAppHost>
                    <RestorePackagesPath>{Path.Combine(folder, "packages")}</RestorePackagesPath>
                    <RestoreSources>{artifacts}</RestoreSources>
                  </PropertyGroup>
                  <ItemGroup>
                    <PackageReference Include="RnnPS.Core" Version="{version}" />
                  </ItemGroup>
                </Project>
                """);
            return Start("dotnet", ["run", "--project", folder], expected);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static bool WithScript(string text, Func<string, bool> run)
    {
        string script = Path.Combine(Path.GetTempPath(), $"readme-{Guid.NewGuid():N}.ps1");
        File.WriteAllText(script, text);
        try
        {
            return run(script);
        }
        finally
        {
            File.Delete(script);
        }
    }

    private static bool Start(string program, string[] arguments, string? expected)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        start.Environment["NO_COLOR"] = "1";
        using Process process = Process.Start(start)!;
        var output = new StringBuilder();
        while (process.StandardOutput.ReadLine() is { } line)
        {
            Console.WriteLine(line);
            output.Append(line).Append('\n');
        }

        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            Console.WriteLine($"exit code {process.ExitCode}");
            return false;
        }

        if (expected is null || Plain(expected) == Plain(output.ToString()))
        {
            return true;
        }

        Console.WriteLine($"expected:\n{expected}");
        return false;
    }

    // Colours, empty lines around a table and spaces at a line's end are not what a reader reads.
    private static string Plain(string text) => string.Join(
        '\n',
        Regex.Replace(text, "\u001b\\[[0-9;]*m", string.Empty).Split('\n').Select(line => line.TrimEnd())
            .Where(line => line.Length > 0));
}
