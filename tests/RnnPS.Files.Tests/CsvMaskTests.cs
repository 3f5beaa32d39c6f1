namespace RnnPS.Files.Tests;

public sealed class CsvMaskTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("x,ok\n1,true\n2,0\n3,1\n4,FALSE\n", new[] { true, false, true, false })]
    [InlineData("OK , x\n\"True\", 1\n False ,2\n 1 ,3\n0,4\n", new[] { true, false, true, false })]
    [InlineData("x,ok\n1,1\n2,1\n", new bool[0])]
    [InlineData("x,ok\n,0\n2,1\n", new[] { false, true })]
    public void A_column_masks_rows(string text, bool[] mask)
    {
        Reading reading = Reading.Of(_folder.Write("masked.csv", text), Options);

        Assert.Empty(reading.BadRows);
        Assert.Equal(mask, reading.Single.Mask);
        Assert.Equal(["x"], reading.Single.FeatureNames, StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public void Each_group_has_its_mask()
    {
        Reading reading = Reading.Of(_folder.Write("groups.csv", "k,x,ok\na,1,1\nb,2,0\na,3,0\nb,4,1\n"), Options with { GroupBy = "k" });

        Assert.Equal([[true, false], [false, true]], reading.Sequences.Select(sequence => sequence.Mask.ToArray()));
    }

    [Fact]
    public void A_value_that_is_no_mask_value_skips_its_row()
    {
        Reading reading = Reading.Of(_folder.Write("bad.csv", "x,ok\n1,1\n2,yes\n3,\n4,1.5\n5,0\n"), Options);

        Assert.Equal([0L, 4], Reading.Steps(reading.Single));
        Assert.Equal([true, false], reading.Single.Mask);
        Assert.All(reading.BadRows, error => Assert.Equal(RnnErrorId.MaskValue, error.Id));
        Assert.Equal(
            ["line 3, column ok: 'yes'", "line 4, column ok: ''", "line 5, column ok: '1.5'"],
            reading.BadRows.Select(error => error.Message.Split(" is not")[0].Split(", ", 2)[1]));
    }

    [Fact]
    public void A_column_that_is_not_there_is_an_error() => Assert.Equal(
        RnnErrorId.PropertyMissing,
        Assert.Throws<RnnException>(() => Reading.Of(_folder.Write("none.csv", "x\n1\n"), Options)).Id);

    private static CsvSequenceOptions Options { get; } = new() { Properties = ["x"], MaskProperty = "ok" };
}
