using System.Globalization;

namespace RnnPS.Tests;

/// <summary>A command with -WhatIf changes nothing, and no command upstream works for it.</summary>
public sealed class WhatIfTests : IDisposable
{
    private readonly Session _session = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("RnnPS").FullName;

    public WhatIfTests() => _session.Run(
        "$model = New-RnnModel 1 2 1 -Seed 1; $steps = Invoke-RnnForward -Input 1,2; $global:read = 0",
        ("folder", _folder));

    public void Dispose()
    {
        _session.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("1..1000 | Read-One | Optimize-RnnModel $model -WhatIf", 1)]
    [InlineData("& { while ($true) { 1 } } | Read-One | Optimize-RnnModel $model -Checkpoint \"$folder/a.rnnck\" -WhatIf", 1)]
    [InlineData("1..1000 | Read-One | New-RnnSequence | Optimize-RnnModel $model -WhatIf", 1000)]
    [InlineData("Optimize-RnnModel $model -Input (1..1000) -WhatIf", 0)]
    [InlineData("@() | Optimize-RnnModel $model -WhatIf", 0)]
    [InlineData("1..1000 | Read-One | Optimize-RnnModel $model -PassThru -WhatIf", 1)]
    [InlineData("1..1000 | Read-One | Invoke-RnnForward | Export-RnnTrace \"$folder/out.csv\" -WhatIf", 1)]
    [InlineData("& { while ($true) { 1 } } | Read-One | Invoke-RnnForward | Export-RnnTrace \"$folder/out.csv\" -WhatIf", 1)]
    [InlineData("Export-RnnTrace \"$folder/out.csv\" -Input $steps -WhatIf", 0)]
    [InlineData("$model | Export-RnnModel \"$folder/m.safetensors\" -WhatIf", 0)]
    [InlineData("Export-RnnModel $model \"$folder/m.safetensors\" -PassThru -WhatIf", 0)]
    [InlineData("& { while ($true) { 1 } } | Read-One | Invoke-RnnForward | Export-RnnChart \"$folder/out.svg\" -WhatIf", 1)]
    [InlineData("Export-RnnChart \"$folder/out.svg\" -Input $steps -WhatIf", 0)]
    [InlineData("& { while ($true) { 1 } } | Read-One | Export-RnnPage \"$folder/out.html\" -WhatIf", 1)]
    [InlineData("Export-RnnPage \"$folder/out.html\" -WhatIf", 0)]
    [InlineData("$WhatIfPreference = $true; 1..1000 | Read-One | Invoke-RnnForward | Export-RnnTrace \"$folder/out.csv\"", 1)]
    public void Nothing_is_written_or_trained_and_no_more_is_read_than_one_record(string script, int read)
    {
        _session.Run("filter global:Read-One { $global:read++; $_ }");
        string before = Weights();

        Assert.Empty(_session.Run(script));

        Assert.Equal(read.ToString(CultureInfo.InvariantCulture), _session.Run("\"$global:read\"")[0].ToString());
        Assert.Equal(before, Weights());
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Theory]
    [InlineData("1 | Optimize-RnnModel $model -Loss Huber -Quantile 0.5 -WhatIf", RnnErrorId.Parameters)]
    [InlineData("1 | Optimize-RnnModel $model -Checkpoint \"$folder/none/a.rnnck\" -WhatIf", RnnErrorId.FolderNotFound)]
    [InlineData("1 | Invoke-RnnForward | Export-RnnTrace \"$folder/none/out.csv\" -WhatIf", RnnErrorId.FolderNotFound)]
    [InlineData("1 | Invoke-RnnForward | Export-RnnChart \"$folder/none/out.svg\" -WhatIf", RnnErrorId.FolderNotFound)]
    [InlineData("Export-RnnModel $model \"$folder/none/m.safetensors\" -WhatIf", RnnErrorId.FolderNotFound)]
    [InlineData("Export-RnnModel $model \"$folder/m.txt\" -WhatIf", RnnErrorId.Parameters)]
    public void Parameters_are_checked_all_the_same(string script, string id) =>
        Assert.Equal(id, Outcome.Id(_session.Try(script).Error));

    [Fact]
    public void The_commands_downstream_go_on()
    {
        Assert.Equal("0", _session.Run("@(1..9 | Optimize-RnnModel $model -WhatIf).Count")[0].ToString());
        Assert.Equal("after", _session.Run(
            "1..9 | Optimize-RnnModel $model -WhatIf | ForEach-Object { $_ } -End { 'after' }")[0].ToString());
    }

    private string Weights() =>
        _session.Run("($model.Layers[0].InputWeights[0].ToArray() + $model.OutputWeights[0].ToArray()) -join ' '")[0].ToString();
}
