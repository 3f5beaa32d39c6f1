namespace RnnPS.Tests;

/// <summary>Export-RnnModel, Import-RnnModel and Copy-RnnModel in a runspace.</summary>
public sealed class ModelFileTests : IDisposable
{
    private readonly Session _session = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("RnnPS").FullName;

    public ModelFileTests() => _session.Run(
        "$model = New-RnnModel -Kind Gru 1 4, 3 1 -Seed 1 -Direction Bidirectional, Forward; $model.Description = 'mine'",
        ("folder", _folder),
        ("series", Enumerable.Range(0, 30).Select(i => Math.Sin(i)).ToArray()));

    public void Dispose()
    {
        _session.Dispose();
        foreach (string file in Directory.EnumerateFiles(_folder))
        {
            new FileInfo(file).IsReadOnly = false;
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_saved_model_gives_the_same_numbers()
    {
        Assert.Empty(_session.Run("$model | Export-RnnModel \"$folder/a.safetensors\""));
        _session.Run("$read = Import-RnnModel \"$folder/a.safetensors\"");

        Assert.Equal("mine", _session.Run("$read.Description")[0].ToString());
        Assert.Equal("1", _session.Run("$read.Seed")[0].ToString());
        Assert.Equal(Outputs("$model"), Outputs("$read"));
        Assert.Equal(["a.safetensors"], Names());
    }

    [Fact]
    public void A_trained_model_forecasts_from_its_file_with_the_same_intervals()
    {
        _session.Run(
            "$gru = New-RnnModel -Kind Gru 1 4 1 -Seed 1; $null = $series | Optimize-RnnModel $gru -Epoch 3 -ValidationFraction 0.3;"
            + "Export-RnnModel \"$folder/a.safetensors\" $gru; $read = Import-RnnModel \"$folder/a.safetensors\"");

        string[] expected = Forecast("$gru");
        Assert.Equal(expected, Forecast("$read"));
        Assert.Equal(3, expected.Length);

        string[] Forecast(string model) =>
            [.. _session.Run($"$series | Invoke-RnnForecast {model} 3 -Interval 0.8 | ForEach-Object {{ '{{0:R}} {{1:R}} {{2:R}}' -f $_.Value, $_.Lower, $_.Upper }}").Select(step => step.ToString())];
    }

    [Fact]
    public void A_checkpoint_gives_its_model_without_the_data()
    {
        _session.Run(
            "$gru = New-RnnModel -Kind Gru 1 4 1 -Seed 1; $null = $series | Optimize-RnnModel $gru -Epoch 3 -Checkpoint \"$folder/run.rnnck\";"
            + "$read = Import-RnnModel \"$folder/run.rnnck\"");

        Assert.Equal(Outputs("$gru"), Outputs("$read"));
        Assert.Equal("3", _session.Run("$read.Training.Epoch")[0].ToString());

        // It goes on, on other data, with the scaling that it has.
        _session.Run("$before = $read.InputScaler.Offset[0]; $null = $series | ForEach-Object { $_ + 5 } | Optimize-RnnModel $read -Epoch 2");
        Assert.Equal("True", _session.Run("$read.InputScaler.Offset[0] -eq $before")[0].ToString());
        Assert.NotEqual(Outputs("$gru"), Outputs("$read"));
    }

    [Fact]
    public void A_copy_is_independent()
    {
        _session.Run("$copy = Copy-RnnModel $model; $before = $model.OutputBias[0]; $copy.SetWeight('OutputBias', 0, 0, 9)");

        Assert.Equal("9", _session.Run("$copy.OutputBias[0]")[0].ToString());
        Assert.Equal("True", _session.Run("$model.OutputBias[0] -eq $before")[0].ToString());
        Assert.Equal("mine", _session.Run("($model | Copy-RnnModel).Description")[0].ToString());
    }

    [Fact]
    public void A_description_is_for_the_file_and_PassThru_emits_the_model_itself()
    {
        Assert.Equal("True", _session.Run(
            "[object]::ReferenceEquals($model, ($model | Export-RnnModel \"$folder/a.safetensors\" -Description yours -PassThru))")[0].ToString());

        Assert.Equal("mine", _session.Run("$model.Description")[0].ToString());
        Assert.Equal("yours", _session.Run("(Import-RnnModel \"$folder/a.safetensors\").Description")[0].ToString());
    }

    [Fact]
    public void Wildcards_literal_paths_and_the_format_name_files()
    {
        _session.Run(
            "foreach ($name in 'a1', 'a2', 'a[1]') { Export-RnnModel \"$folder/$name.safetensors\" $model -Description $name };"
            + "Export-RnnModel \"$folder/other.bin\" $model -Format Safetensors -Precision Single");

        Assert.Equal("a1 a2", Read("\"$folder/a?.safetensors\""));
        Assert.Equal("a[1]", Read("-LiteralPath \"$folder/a[1].safetensors\""));
        Assert.Equal("mine", Read("\"$folder/other.bin\" -Format Safetensors"));
        Assert.Equal("a1 a2", string.Join(' ', _session.Run(
            $"\"$folder/a1.safetensors\", \"$folder/a2.safetensors\" | Import-RnnModel | ForEach-Object Description")));

        string Read(string parameters) =>
            string.Join(' ', _session.Run($"Import-RnnModel {parameters} | ForEach-Object Description").Select(text => text.ToString()).Order());
    }

    [Fact]
    public void NoClobber_keeps_a_file_and_Force_replaces_one_that_is_read_only()
    {
        string path = Path.Combine(_folder, "a.safetensors");
        File.WriteAllText(path, "before");
        Assert.Equal(RnnErrorId.FileExists, Error("Export-RnnModel \"$folder/a.safetensors\" $model -NoClobber"));
        Assert.Equal("before", File.ReadAllText(path));

        new FileInfo(path).IsReadOnly = true;
        Assert.Equal(RnnErrorId.FileReadOnly, Error("Export-RnnModel \"$folder/a.safetensors\" $model"));
        Assert.Equal("before", File.ReadAllText(path));
        _session.Run("Export-RnnModel \"$folder/a.safetensors\" $model -Force");
        Assert.Equal("mine", _session.Run("(Import-RnnModel \"$folder/a.safetensors\").Description")[0].ToString());
    }

    [Theory]
    [InlineData("Export-RnnModel \"$folder/a.pickle\" $model", RnnErrorId.Parameters, "'.pickle'")]
    [InlineData("Export-RnnModel \"$folder/none/a.safetensors\" $model", RnnErrorId.FolderNotFound, "none")]
    [InlineData("Export-RnnModel \"$folder\" $model -Format Safetensors", RnnErrorId.FileIsFolder, "is a folder")]
    [InlineData("@() | Export-RnnModel \"$folder/a.safetensors\"", RnnErrorId.EmptyInput, "model")]
    [InlineData("$model, $model | Export-RnnModel \"$folder/a.safetensors\"", RnnErrorId.Parameters, "More than one model")]
    [InlineData("Import-RnnModel \"$folder/a.pickle\"", RnnErrorId.Parameters, ".safetensors")]
    [InlineData("Import-RnnModel \"$folder/none.safetensors\"", RnnErrorId.FileNotFound, "none")]
    [InlineData("Import-RnnModel \"$folder/bad.safetensors\"", RnnErrorId.ModelFile, "bad.safetensors")]
    [InlineData("Import-RnnModel \"$folder/bad.safetensors\" -Format Checkpoint", RnnErrorId.CheckpointDamaged, "bad.safetensors")]
    [InlineData("Import-RnnModel \"$folder/good.safetensors\" -Activation Relu", RnnErrorId.Parameters, "leave -Activation out")]
    [InlineData("Import-RnnModel \"$folder/*.nothing\"", RnnErrorId.FileNotFound, "*.nothing")]
    public void An_error_has_an_id_and_names_what_is_wrong(string script, string id, string text)
    {
        File.WriteAllText(Path.Combine(_folder, "bad.safetensors"), "this is no model");
        _session.Run("Export-RnnModel \"$folder/good.safetensors\" $model");

        Outcome outcome = _session.Try(script);

        Assert.Equal(id, Outcome.Id(outcome.Error));
        Assert.Contains(text, outcome.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(outcome.Output);
    }

    [Fact]
    public void A_bad_file_does_not_keep_others_from_being_read()
    {
        File.WriteAllText(Path.Combine(_folder, "a.safetensors"), "no");
        _session.Run("Export-RnnModel \"$folder/b.safetensors\" $model");

        Outcome outcome = _session.Try("Import-RnnModel \"$folder/*.safetensors\"");

        Assert.Equal(RnnErrorId.ModelFile, Outcome.Id(outcome.Error));
        Assert.Equal("mine", ((RnnModel)Assert.Single(outcome.Output).BaseObject).Description);
        Assert.EndsWith("a.safetensors", (string)outcome.Error.TargetObject, StringComparison.Ordinal);
    }

    [Fact]
    public void RnnPS_Files_is_not_loaded_by_an_import_of_the_module()
    {
        (int exitCode, string[] output, string errors) = FreshProcess.Run(
            $"Import-Module '{Session.ModuleFolder}'; $null = New-RnnModel 1 2 1 -Seed 1 | Copy-RnnModel;"
            + "@([AppDomain]::CurrentDomain.GetAssemblies() | Where-Object FullName -like 'RnnPS.Files,*').Count");

        Assert.Equal((0, "0"), (exitCode, Assert.Single(output)));
        Assert.Empty(errors);
    }

    private string[] Names() => [.. Directory.EnumerateFiles(_folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private string Error(string script) => Outcome.Id(_session.Try(script).Error);

    private string[] Outputs(string model) =>
        [.. _session.Run($"$series | New-RnnSequence | Invoke-RnnForward {model} | ForEach-Object {{ $_.Output.ToString('R', [cultureinfo]::InvariantCulture) }}").Select(output => output.ToString())];
}
