using System.Globalization;

namespace RnnPS.Tests;

/// <summary>Ctrl+C ends every command in the middle of work that takes minutes. The benchmark "stop" measures how soon.</summary>
public sealed class StopTests
{
    private const int MostMilliseconds = 30_000;

    private static readonly string[] Works =
    [
        "New-RnnCell 1 2000 -Kind Lstm -Seed 1",
        "New-RnnModel 1 2000 1 -Kind Lstm -Seed 1",
        "Get-Endless | New-RnnSequence",
        "$sequence | Split-RnnSequence 100000 1",
        "Get-Endless | Split-RnnSequence -MaxLength 10 -Keep Newest",
        "while ($true) { $sequence | Invoke-RnnForward $twoWays -Last }",
        "Invoke-RnnForward $model -Last -InputObject $list",
        "1..40 | Invoke-RnnForecast $trained 2147483647 -PathCount 10000",
        "$sequence | Test-RnnForecast $trained 10000 -PathCount 10000",
        "Get-Endless | Invoke-RnnForward $model | Measure-RnnLoss -Target 1 -PerStep",
        "1..20 | Measure-RnnGradient $large",
        "while ($true) { $sequence | Measure-RnnGradient $model }",
        "$sequence | Get-RnnGradient $model -PerLoss",
        "while ($true) { $sequence | Get-RnnGradient $model }",
        "1..200 | Test-RnnGradient $model -SampleCount 100000",
        "$sequence | Optimize-RnnModel $model -Epoch 1000",
        "Get-Endless | Invoke-RnnForward | ConvertTo-RnnTable",
        "Get-Endless | Invoke-RnnForward | Export-RnnTrace ([IO.Path]::Combine([IO.Path]::GetTempPath(), [IO.Path]::GetRandomFileName()))",
    ];

    [Fact]
    public void Every_command_stops_in_the_middle_of_long_work()
    {
        (int exitCode, string[] output, string errors) = FreshProcess.Run($$"""
            $state = [initialsessionstate]::CreateDefault2()
            $state.ImportPSModule('{{Session.ModuleFolder}}')
            $space = [runspacefactory]::CreateRunspace($state)
            $space.Open()
            $null = [powershell]::Create($space).AddScript({
                $ProgressPreference = 'SilentlyContinue'
                $list = [double[]]::new(30000000)
                $sequence = New-RnnSequence -InputObject ([double[]]::new(200000))
                $model = New-RnnModel 1 64 1 -Kind Lstm -Seed 1
                $twoWays = New-RnnModel 1 64 1 -Kind Lstm -Direction Bidirectional -Seed 1
                $large = New-RnnModel 1 900 1 -Initializer Uniform -Seed 1
                $trained = New-RnnModel 1 64 1 -Kind Lstm -Seed 1
                $null = 1..60 | Optimize-RnnModel $trained -Epoch 1 -ValidationFraction 0.3
                function Get-Endless { while ($true) { 1 } }
            }).Invoke()
            foreach ($work in '{{string.Join("', '", Works)}}') {
                $shell = [powershell]::Create($space).AddScript("& { $work } | Out-Null")
                $running = $shell.BeginInvoke()
                [Threading.Thread]::Sleep(500)
                $completed = $running.IsCompleted
                $watch = [Diagnostics.Stopwatch]::StartNew()
                $shell.Stop()
                "$([long]$watch.Elapsed.TotalMilliseconds)|$completed|$($shell.InvocationStateInfo.State)|$work $($shell.Streams.Error)"
            }
            """);

        Assert.Equal((0, string.Empty), (exitCode, errors));
        Assert.Equal(Works.Length, output.Length);
        Assert.All(output, line =>
        {
            string[] parts = line.Split('|');
            Assert.True(parts[1..3] is ["False", "Stopped"], line);
            // A limit against a hang: the work itself takes minutes.
            Assert.InRange(long.Parse(parts[0], CultureInfo.InvariantCulture), 0, MostMilliseconds);
        });
    }
}
