namespace RnnPS.Tests;

/// <summary>PowerShell emits a matrix row by row. The rows make the same matrix again, or an error, but never another one.</summary>
public sealed class UnrolledMatrixTests : IDisposable
{
    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("Elman", 1, 3)]
    [InlineData("Elman", 3, 1)]
    [InlineData("Elman", 1, 1)]
    [InlineData("Elman", 2, 3)]
    [InlineData("Lstm", 1, 2)]
    [InlineData("Lstm", 3, 2)]
    [InlineData("Gru", 1, 2)]
    public void The_rows_of_a_cells_weights_make_the_same_cell(string kind, int inputs, int hidden)
    {
        RnnCell cell = Assert.Single(_session.Run<RnnCell>($"$cell = New-RnnCell -Kind {kind} {inputs} {hidden} -Seed 1; $cell"));
        RnnCell again = Assert.Single(_session.Run<RnnCell>(
            $"$w = & {{ $cell.InputWeights }}; $r = & {{ $cell.RecurrentWeights }}; New-RnnCell -Kind {kind} -InputWeight $w -RecurrentWeight $r"));

        Assert.Equal(cell.InputWeights.AsSpan().ToArray(), again.InputWeights.AsSpan().ToArray());
        Assert.Equal(cell.InputWeights.Rows, again.InputWeights.Rows);
        Assert.Equal(cell.RecurrentWeights.AsSpan().ToArray(), again.RecurrentWeights.AsSpan().ToArray());
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(3, 1)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    public void The_rows_of_output_weights_make_the_same_model(int hidden, int outputs)
    {
        RnnModel model = Assert.Single(_session.Run<RnnModel>($"$model = New-RnnModel 1 {hidden} {outputs} -Seed 1; $model"));
        RnnModel again = Assert.Single(_session.Run<RnnModel>("$o = & { $model.OutputWeights }; New-RnnModel -Cell $model.Layers[0] -OutputWeight $o"));

        Assert.Equal(model.OutputWeights!.AsSpan().ToArray(), again.OutputWeights!.AsSpan().ToArray());
        Assert.Equal(model.OutputWeights.Rows, again.OutputWeights.Rows);
    }
}
