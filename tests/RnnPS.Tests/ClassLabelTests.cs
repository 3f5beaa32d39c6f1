namespace RnnPS.Tests;

/// <summary>Targets that are names of classes, in every way in.</summary>
public sealed class ClassLabelTests : IDisposable
{
    private readonly Session _session = new();

    public ClassLabelTests() => _session.Run("""
        $names = 'up', 'down', 'flat'
        $rows = foreach ($s in 0..5) { foreach ($t in 0..4) { [pscustomobject]@{ id = "s$s"; x = @(1, -1, 0)[$s % 3] * $t + $s / 10; c = $names[$s % 3]; i = @(2, 0, 1)[$s % 3] } } }
        function New-Net($outputs = 3, $step = 'Every') { New-RnnModel -Kind Gru 1 4 $outputs -OutputStep $step -Seed 1 }
        function New-Series { foreach ($k in 0..5) { $rows | Where-Object id -eq "s$k" | New-RnnSequence -Property x -Key "s$k" } }
        function Get-Weight($model) { $model.OutputWeights.ToArray() -join ' ' }
        $known = New-Net
        [void]($rows | Optimize-RnnModel $known -Property x -TargetProperty i -GroupBy id -Loss SoftmaxCrossEntropy -Epoch 3)
        $expected = Get-Weight $known
        """);

    public void Dispose() => _session.Dispose();

    [Theory]
    // Sorted, the names are down, flat, up: the indices in i.
    [InlineData("$rows | Optimize-RnnModel $m -Property x -TargetProperty c -GroupBy id -Epoch 3")]
    [InlineData("$rows | Optimize-RnnModel $m -Property x -TargetProperty C -GroupBy id -Loss SoftmaxCrossEntropy -Epoch 3")]
    [InlineData("$rows | Optimize-RnnModel $m -Property x -TargetProperty c -GroupBy id -Class down, Flat, UP -Epoch 3")]
    [InlineData("New-Series | Optimize-RnnModel $m -TargetProperty c -Epoch 3")]
    [InlineData("$s = New-Series; Optimize-RnnModel $m -Input $s -Target (0..5 | % { , (@($names[$_ % 3]) * 5) }) -Loss SoftmaxCrossEntropy -Epoch 3")]
    public void Names_train_as_their_sorted_indices_do(string script)
    {
        string weights = _session.Run<string>($"$m = New-Net; $null = & {{ {script} }}; Get-Weight $m").Single();

        Assert.Equal(_session.Run<string>("$expected").Single(), weights);
        Assert.Equal("down,flat,up", _session.Run<string>("($m.Training.Classes -join ',').ToLower()").Single());
    }

    [Fact]
    public void One_name_for_each_sequence_and_two_classes_with_one_output()
    {
        _session.Run("""
            $s = New-Series
            $a = New-Net 1 Last; [void]($s | Optimize-RnnModel $a -Target yes, no, yes, no, yes, no -Loss BinaryCrossEntropy -Epoch 3)
            $b = New-Net 1 Last; [void]($s | Optimize-RnnModel $b -Target 1, 0, 1, 0, 1, 0 -Loss BinaryCrossEntropy -Epoch 3)
            $step = $s[0] | Invoke-RnnForward $a
            """);

        Assert.True(_session.Run<bool>("(Get-Weight $a) -eq (Get-Weight $b)").Single());
        double yes = _session.Run<double>("$step.Probability.yes").Single();
        Assert.Equal(_session.Run<double>("1 / (1 + [math]::Exp(-$step.Output))").Single(), yes, 1e-14);
        Assert.Equal(1 - yes, _session.Run<double>("$step.Probability.no").Single(), 1e-14);
        Assert.Equal(yes > 0.5 ? "yes" : "no", _session.Run<string>("$step.Predicted").Single());
    }

    [Theory]
    [InlineData("$rows | ForEach-Object { $_.c = $_.c -eq 'up' } ; $rows | Optimize-RnnModel $m -Property x -TargetProperty c -GroupBy id -Loss BinaryCrossEntropy", 1, "False,True")]
    [InlineData("$rows | ForEach-Object { $_.c = [DayOfWeek]::($_.c -eq 'up' ? 'Monday' : 'Friday') }; $rows | Optimize-RnnModel $m -Property x -TargetProperty c -GroupBy id", 2, "Friday,Monday")]
    [InlineData("$rows | ForEach-Object { $_.i = $_.i * 10 }; $rows | Optimize-RnnModel $m -Property x -TargetProperty i -GroupBy id -Class 20, 10, 0", 3, "20,10,0")]
    [InlineData("$rows[3].c = ' UP '; $rows | Optimize-RnnModel $m -Property x -TargetProperty c -GroupBy id", 3, "down,flat,up")]
    [InlineData("$rows[0].c = ''; $rows[1].c = $null; $rows[7].c = 'NA'; $rows | Optimize-RnnModel $m -Property x -TargetProperty c -GroupBy id -MissingText NA", 3, "down,flat,up")]
    public void Other_values_are_names_too(string script, int outputs, string classes)
    {
        _session.Run($"$m = New-Net {outputs}; {script} -Epoch 1");

        Assert.Equal(classes, _session.Run<string>("$m.Training.Classes -join ','").Single());
    }

    [Fact]
    public void A_model_keeps_its_classes_for_more_training_losses_and_gradients()
    {
        _session.Run("$m = New-Net; [void]($rows | Optimize-RnnModel $m -Property x -TargetProperty c -GroupBy id -Epoch 1)");
        // Without 'down', the others keep their indices.
        _session.Run("[void]($rows | Where-Object c -ne down | Optimize-RnnModel $m -Property x -TargetProperty c -GroupBy id -Epoch 1)");
        const string Measure = "$rows | Invoke-RnnForward $m -Property x -GroupBy id | Measure-RnnLoss -Loss SoftmaxCrossEntropy -Total ";

        Assert.Equal("down,flat,up", _session.Run<string>("$m.Training.Classes -join ','").Single());
        RnnLoss byName = _session.Run<RnnLoss>(Measure + "-TargetProperty c")[^1];
        RnnLoss byIndex = _session.Run<RnnLoss>(Measure + "-TargetProperty i")[^1];
        Assert.Equal((byIndex.Total, byIndex.Accuracy), (byName.Total, byName.Accuracy));
        double right = _session.Run<bool>("$rows | Invoke-RnnForward $m -Property x -GroupBy id | ForEach-Object { $_.Predicted -eq $_.Source.c }").Average(one => one ? 1.0 : 0);
        Assert.Equal(right, byName.Accuracy!.Value, 1e-15);
        Assert.Equal(6, _session.Run("$rows | Measure-RnnGradient $m -Property x -GroupBy id").Count);
        Assert.Equal(
            _session.Run<double>("$rows | Invoke-RnnForward $m -Property x -GroupBy id -Last | Measure-RnnLoss -Target 2, 0, 1, 2, 0, 1 -Last -Loss SoftmaxCrossEntropy | ForEach-Object Value"),
            _session.Run<double>("$rows | Invoke-RnnForward $m -Property x -GroupBy id -Last | Measure-RnnLoss -Target up, down, flat, up, down, flat -Last -Loss SoftmaxCrossEntropy | ForEach-Object Value"));
    }

    [Fact]
    public void A_table_has_the_class_and_its_probabilities()
    {
        string names = _session.Run<string>(
            "$m = New-Net; [void]($rows | Optimize-RnnModel $m -Property x -TargetProperty c -GroupBy id -Epoch 1); "
            + "($rows[0] | Invoke-RnnForward $m -Property x | ConvertTo-RnnTable -Property Predicted, Probability).psobject.Properties.Name -join ','").Single();

        Assert.Equal("Predicted,Probability_down,Probability_flat,Probability_up", names);
    }

    [Theory]
    [InlineData("$rows | Optimize-RnnModel (New-Net 4) -Property x -TargetProperty c -GroupBy id", "3 classes (down, flat, up)")]
    [InlineData("$rows[2].c = 'upp'; $rows | Optimize-RnnModel (New-Net) -Property x -TargetProperty c -GroupBy id", "upp")]
    [InlineData("$rows | Optimize-RnnModel (New-Net) -Property x -TargetProperty c -GroupBy id -Class up, down", "2 classes (up, down)")]
    [InlineData("1, 2 | Optimize-RnnModel (New-Net) -Target a, b -Class a, b, a -Loss SoftmaxCrossEntropy", "named twice")]
    [InlineData("1, 2 | Invoke-RnnForward (New-Net) | Measure-RnnLoss -Target a, b -Loss SoftmaxCrossEntropy", "not trained on names")]
    [InlineData("1, 2 | Optimize-RnnModel (New-Net) -Target 0, 1 -Class 10, 20, 30 -Loss SoftmaxCrossEntropy", "expected one of 10, 20, 30")]
    [InlineData("1, 2, 3 | Optimize-RnnModel (New-Net 1) -Class a, b", "the loss is MeanSquaredError")]
    [InlineData("1, 2, 3 | Optimize-RnnModel (New-Net 1) -IgnoreIndex 2", "the loss is MeanSquaredError")]
    public void Classes_that_do_not_fit_are_one_error(string script, string said)
    {
        Outcome outcome = _session.Try(script + (script.Contains("Optimize", StringComparison.Ordinal) ? " -Epoch 1" : string.Empty));

        Assert.Equal(RnnErrorId.Classes, Outcome.Id(outcome.Error));
        Assert.Contains(said, outcome.Error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_is_not_a_class_is_an_error_of_its_row()
    {
        Outcome outcome = _session.Try("$rows[4].c = 'sideways'; $m = New-Net; $rows | Optimize-RnnModel $m -Property x -TargetProperty c -GroupBy id -Class up, down, flat -Epoch 1");

        Assert.Contains("Row 4 of sequence s0: Property 'c': 'sideways' is not a class", outcome.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Single(outcome.Output);
    }

    [Fact]
    public void A_typing_error_in_a_column_of_numbers_is_not_a_class()
    {
        Outcome outcome = _session.Try("$rows[0].x = 'l0'; $rows | Optimize-RnnModel (New-Net 1) -Property i -TargetProperty x -GroupBy id -Epoch 1");

        Assert.Equal(RnnErrorId.NotANumber, Outcome.Id(outcome.Error));
        Assert.Single(outcome.Output);
    }
}
