using System.Diagnostics;
using System.Management.Automation;
using System.Reflection;
using System.Xml.Linq;

namespace RnnPS.Help.Tests;

/// <summary>The built module of the fixture, and methods that run the tool on it.</summary>
internal static class GardenModule
{
    public static readonly string Folder = Metadata("Garden");

    /// <summary>The root of the repository that the tests were built from.</summary>
    public static readonly string Repository = Metadata("Repository");

    public static string Assembly => Path.Combine(Folder, "Garden.dll");

    public static string Docs => Path.Combine(Folder, "Garden.xml");

    public static string TypeDocs => Path.Combine(Folder, "Garden.Types.xml");

    public static string BuiltHelp => Path.Combine(Folder, "en-US", "Garden.dll-Help.xml");

    /// <summary>The command line. The build passes PowerShell's reference assembly. Here it is the engine itself.</summary>
    public static string[] Arguments(string output, string? docs = null) =>
    [
        "--assembly", Assembly, "--docs", docs ?? Docs, "--docs", TypeDocs, "--out", output,
        "--reference", Folder, "--reference", typeof(PSObject).Assembly.Location,
    ];

    /// <summary>Runs the tool on the module with other docs and returns the lines that it prints.</summary>
    public static (int ExitCode, string[] Lines) RunWith(Action<XDocument> change, string output)
    {
        using var folder = new TemporaryFolder();
        var docs = XDocument.Load(Docs, LoadOptions.PreserveWhitespace);
        change(docs);
        docs.Save(folder.File("Changed.xml"), SaveOptions.DisableFormatting);
        using var writer = new StringWriter();
        var exitCode = Program.Run(Arguments(output, folder.File("Changed.xml")), writer);
        return (exitCode, writer.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Runs the tool as the build does.</summary>
    public static (int ExitCode, string Output) RunProcess(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    public static XElement Member(this XDocument docs, string id) =>
        docs.Descendants("member").Single(m => (string?)m.Attribute("name") == id);

    private static string Metadata(string key) =>
        typeof(GardenModule).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
