using System.Management.Automation;
using System.Reflection;

namespace RnnPS.Tests;

public sealed class ModuleTests
{
    private static readonly string Other = Path.Combine(AppContext.BaseDirectory, "other", "MathNet.Numerics.dll");

    private const string WhereIs = """
        [AppDomain]::CurrentDomain.GetAssemblies() |
            Where-Object { $_.GetName().Name -match '^(RnnPS(\.Core|\.Analysis|\.Charts|\.Files)?|MathNet\.Numerics|CsvHelper|OxyPlot|protobuf-net\.Core|PureHDF)$' } |
            ForEach-Object {
                $context = [System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext($_).Name
                $folder = [IO.Path]::GetFileName([IO.Path]::GetDirectoryName($_.Location))
                '{0} {1} {2} {3}' -f $_.GetName().Name, $_.GetName().Version.Major, $context, $folder
            }
        """;

    [Fact]
    public void The_manifest_exports_every_cmdlet_of_the_assembly_and_nothing_else()
    {
        using var session = new Session();
        string[] exported =
            [.. session.Run<CommandInfo>("Get-Command -Module RnnPS -CommandType Cmdlet, Function").Select(command => command.Name).Order()];
        string[] written =
        [
            .. session.Run<Type>("(Get-Command New-RnnCell).ImplementingType.Assembly.GetTypes()")
                .Select(type => type.GetCustomAttribute<CmdletAttribute>())
                .OfType<CmdletAttribute>()
                .Select(cmdlet => $"{cmdlet.VerbName}-{cmdlet.NounName}")
                .Order(),
        ];

        Assert.Equal(written, exported);
        Assert.Equal(28, exported.Length);
        Assert.Equal(["Train-RnnModel"], session.Run<string>("(Get-Command -Module RnnPS -CommandType Alias).Name"));
    }

    [Fact]
    public void Cmdlets_and_core_lie_in_the_default_context_and_libraries_in_their_own()
    {
        (int exitCode, string[] output, string errors) = FreshProcess.Run($$"""
            Import-Module '{{Session.ModuleFolder}}'
            $null = 1, 2, 3 | Measure-RnnGradient (New-RnnModel 1 2 1 -Seed 1)
            $null = Import-RnnSequence '{{Session.Data("sunspots.csv")}}' SUNACTIVITY
            {{WhereIs}}
            """);

        Assert.Equal((0, string.Empty), (exitCode, errors));
        Assert.Contains("RnnPS 0 Default RnnPS", output);
        // The tests reference the core, and so have it in a folder of their own.
        Assert.Contains(output, line => line.StartsWith("RnnPS.Core 0 Default ", StringComparison.Ordinal));
        Assert.Contains("RnnPS.Analysis 0 RnnPS dependencies", output);
        Assert.Contains("RnnPS.Files 0 RnnPS dependencies", output);
        Assert.Contains("MathNet.Numerics 5 RnnPS dependencies", output);
        Assert.Contains("CsvHelper 34 RnnPS dependencies", output);
        Assert.Equal(6, output.Length);
    }

    [Fact]
    public void Importing_and_running_load_no_library_that_is_not_needed()
    {
        (_, string[] output, _) = FreshProcess.Run($$"""
            Import-Module '{{Session.ModuleFolder}}'
            $null = Invoke-RnnForward -Input 1, 2
            {{WhereIs}}
            """);

        Assert.Equal(["RnnPS", "RnnPS.Core"], output.Select(line => line.Split(' ')[0]).Order());
    }

    [Fact]
    public void The_libraries_of_ONNX_and_HDF5_files_are_loaded_only_for_them()
    {
        string folder = Directory.CreateTempSubdirectory("RnnPS").FullName;
        try
        {
            (int exitCode, string[] output, string errors) = FreshProcess.Run($$"""
                Import-Module '{{Session.ModuleFolder}}'
                $model = [RnnPS.RnnModel]::StartingExample()
                $model | Export-RnnModel '{{folder}}/model.safetensors'
                {{WhereIs}}
                'then'
                $model | Export-RnnModel '{{folder}}/model.onnx'
                $null = Import-RnnModel '{{Session.Data("k3-gru.keras")}}' -WarningAction Ignore
                {{WhereIs}}
                """);

            Assert.Equal((0, string.Empty), (exitCode, errors));
            Assert.DoesNotContain(
                output.TakeWhile(line => line != "then"),
                line => line.StartsWith("protobuf-net", StringComparison.Ordinal) || line.StartsWith("PureHDF", StringComparison.Ordinal));
            Assert.Contains("protobuf-net.Core 3 RnnPS dependencies", output);
            Assert.Contains("PureHDF 2 RnnPS dependencies", output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void The_library_of_charts_is_loaded_only_for_them()
    {
        (int exitCode, string[] output, string errors) = FreshProcess.Run($$"""
            Import-Module '{{Session.ModuleFolder}}'
            $steps = Invoke-RnnForward -Input 1, 2
            {{WhereIs}}
            'then'
            $null = $steps | Show-RnnChart
            $null = $steps | Export-RnnChart /dev/null
            {{WhereIs}}
            """.Replace("/dev/null", Path.Combine(Path.GetTempPath(), $"RnnPS-{Environment.ProcessId}.svg"), StringComparison.Ordinal));
        File.Delete(Path.Combine(Path.GetTempPath(), $"RnnPS-{Environment.ProcessId}.svg"));

        Assert.Equal((0, string.Empty), (exitCode, errors));
        Assert.DoesNotContain(output.TakeWhile(line => line != "then"), line => line.Contains("Charts", StringComparison.Ordinal) || line.StartsWith("OxyPlot", StringComparison.Ordinal));
        Assert.Contains("RnnPS.Charts 0 RnnPS dependencies", output);
        Assert.Contains("OxyPlot 2 RnnPS dependencies", output);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Another_modules_MathNet_stays_what_it_is_and_so_does_ours(bool otherFirst)
    {
        string import = $"Import-Module '{Session.ModuleFolder}'; $null = 1, 2, 3 | Measure-RnnGradient (New-RnnModel 1 2 1 -Seed 1)";
        string other = $"$other = [Reflection.Assembly]::LoadFrom('{Other}')";
        (int exitCode, string[] output, string errors) = FreshProcess.Run($$"""
            {{(otherFirst ? other : import)}}
            {{(otherFirst ? import : other)}}
            $type = $other.GetType('MathNet.Numerics.SpecialFunctions')
            $type.GetMethod('Factorial', [type[]]@([int])).Invoke($null, @(5))
            (New-RnnCell 1 3 -Seed 2).ParameterCount
            {{WhereIs}}
            """);

        Assert.Equal((0, string.Empty), (exitCode, errors));
        Assert.Equal(["120", "15"], output[..2]);
        Assert.Contains("MathNet.Numerics 4 Default other", output);
        Assert.Contains("MathNet.Numerics 5 RnnPS dependencies", output);
    }

    [Fact]
    public void Without_its_dependencies_the_module_draws_no_weights()
    {
        string copy = Directory.CreateTempSubdirectory("RnnPS").FullName;
        try
        {
            string module = Path.Combine(copy, "RnnPS");
            CopyFolder(Session.ModuleFolder, module);
            Directory.Move(Path.Combine(module, "dependencies"), Path.Combine(module, "renamed"));
            (int exitCode, string[] output, string errors) = FreshProcess.Run($$"""
                Import-Module '{{module}}'
                (Invoke-RnnForward -Input 1).Count
                New-RnnCell 1 2 -Seed 1
                """);

            Assert.Equal(1, exitCode);
            Assert.Equal(["1"], output);
            Assert.Contains("RnnPS.Analysis", errors, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    [Fact]
    public void Types_can_be_named_right_after_the_import()
    {
        (int exitCode, string[] output, _) = FreshProcess.Run($$"""
            Import-Module '{{Session.ModuleFolder}}'
            [RnnPS.RnnModel]::StartingExample().ParameterCount
            """);

        Assert.Equal(0, exitCode);
        Assert.Equal(["11"], output);
    }

    [Fact]
    public void The_engines_own_assembly_is_not_in_the_module() =>
        Assert.Empty(Directory.GetFiles(Session.ModuleFolder, "System.Management.Automation*", SearchOption.AllDirectories));

    private static void CopyFolder(string from, string to)
    {
        foreach (string folder in Directory.GetDirectories(from, "*", SearchOption.AllDirectories).Prepend(from))
        {
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder)));
        }

        foreach (string file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
        }
    }
}
