using System.Reflection;
using System.Reflection.Emit;
using System.Xml.Linq;

namespace RnnPS.Benchmarks;

/// <summary>
/// A module in a temporary folder with as many cmdlets, views and extended types as RnnPS, but no code behind them.
/// </summary>
/// <remarks>
/// Its view and type files are copies of RnnPS's files, with other types and with properties instead of scripts. So they
/// stay up to date automatically when RnnPS grows.
/// </remarks>
internal sealed class EmptyModuleFolder : IDisposable
{
    private const string Assembly = "RnnPS.Benchmarks.EmptyModule.dll";
    private readonly string _folder = Directory.CreateTempSubdirectory("RnnPS.Benchmarks").FullName;

    /// <summary>Writes the module.</summary>
    /// <param name="secondAssembly">Whether the module requires a second assembly besides that of its cmdlets, as RnnPS does.</param>
    public EmptyModuleFolder(bool secondAssembly)
    {
        File.Copy(Path.Combine(AppContext.BaseDirectory, "empty-module", Assembly), Path.Combine(_folder, Assembly));
        string[] views = [.. RnnModule.Entries("FormatsToProcess").Select(file => WriteWithoutScripts(file))];
        string[] types = [.. RnnModule.Entries("TypesToProcess").Select(file => WriteWithoutScripts(file))];
        string[] required = secondAssembly ? [WriteSecondAssembly()] : [];
        File.WriteAllText(Manifest, $$"""
            @{
                RootModule           = '{{Assembly}}'
                ModuleVersion        = '0.1.0'
                GUID                 = '0d6a3a3e-6f0b-4c0e-9a57-6f1d0f6f6f10'
                PowerShellVersion    = '7.6'
                CompatiblePSEditions = @('Core')
                RequiredAssemblies   = @({{Quoted(required)}})
                FormatsToProcess     = @({{Quoted(views)}})
                TypesToProcess       = @({{Quoted(types)}})
                CmdletsToExport      = @({{Quoted(RnnModule.Entries("CmdletsToExport").Select(name => name.Replace("-", "-Empty", StringComparison.Ordinal)))}})
                FunctionsToExport    = @()
                VariablesToExport    = @()
                AliasesToExport      = @()
            }
            """);
    }

    /// <summary>The path of the module's manifest.</summary>
    public string Manifest => Path.Combine(_folder, "Empty.psd1");

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Quoted(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"'{name}'"));

    private string WriteWithoutScripts(string file)
    {
        var document = XDocument.Load(RnnModule.File(file));
        // Converters and code properties are code, too, and a type to convert to must exist.
        document.Descendants("TypeConverter").Concat(document.Descendants("CodeProperty")).Remove();
        document.Descendants("NoteProperty").Where(note => note.Element("Name")!.Value == "TargetTypeForDeserialization").Remove();
        document.Descendants("Type").Where(type => !type.Descendants("PropertySet").Any()).Remove();
        foreach (XElement script in document.Descendants("ScriptBlock").ToList())
        {
            script.ReplaceWith(new XElement("PropertyName", "Name"));
        }

        foreach (XElement name in document.Descendants().Where(element => element.Value.StartsWith("RnnPS.", StringComparison.Ordinal) && !element.HasElements))
        {
            name.Value = "Empty." + name.Value;
        }

        document.Save(Path.Combine(_folder, file));
        return file;
    }

    private string WriteSecondAssembly()
    {
        const string Name = "RnnPS.Benchmarks.EmptyModule.Types";
        var assembly = new PersistedAssemblyBuilder(new AssemblyName(Name), typeof(object).Assembly);
        assembly.DefineDynamicModule(Name).DefineType("Empty", TypeAttributes.Public).CreateType();
        assembly.Save(Path.Combine(_folder, Name + ".dll"));
        return Name + ".dll";
    }
}
