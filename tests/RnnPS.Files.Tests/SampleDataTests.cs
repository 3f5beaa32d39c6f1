namespace RnnPS.Files.Tests;

/// <summary>Tests the series that the examples use. The expected numbers come from the files.</summary>
public sealed class SampleDataTests
{
    [Fact]
    public void Sunspots_are_309_years()
    {
        RnnSequence sequence = Read("sunspots.csv", "SunActivity");

        Assert.Equal("sunspots", sequence.Key);
        Assert.Equal(309, sequence.Length);
        Assert.Equal(["SUNACTIVITY"], sequence.FeatureNames);
        Assert.Equal([5, 11, 16], Reading.Column(sequence, 0)[..3]);
        Assert.Equal(2.9, sequence.Values[308, 0]);
        Assert.Equal("2008", Reading.Field(sequence, 308, "YEAR"));
    }

    [Fact]
    public void The_gaps_of_co2_are_missing_values()
    {
        RnnSequence sequence = Read("co2.csv", "co2");

        Assert.Equal(2284, sequence.Length);
        Assert.Equal(59, Reading.Column(sequence, 0).Count(double.IsNaN));
        Assert.Equal(371.5, sequence.Values[2283, 0]);
    }

    [Fact]
    public void Elnino_has_a_column_a_month()
    {
        string[] months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

        RnnSequence sequence = Read("elnino.csv", months);

        Assert.Equal("61×12", sequence.Values.ToString());
        Assert.Equal(22.07, sequence.Values[60, 11]);
    }

    [Fact]
    public void Macrodata_can_be_grouped_by_quarter()
    {
        Reading reading = Reading.Of(
            PathOf("macrodata.csv"), new CsvSequenceOptions { Properties = ["realgdp", "infl"], GroupBy = "quarter" });

        Assert.Empty(reading.BadRows);
        Assert.Equal(["1", "2", "3", "4"], reading.Sequences.Select(s => s.Key));
        Assert.Equal(203, reading.Sequences.Sum(s => s.Length));
        Assert.Equal(-0.0, reading.Sequences[0].Values[0, 1]);
        Assert.Equal(12990.341, reading.Sequences[2].Values[50, 0]);
    }

    private static RnnSequence Read(string name, params string[] properties)
    {
        Reading reading = Reading.Of(PathOf(name), properties);
        Assert.Empty(reading.BadRows);
        return reading.Single;
    }

    private static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "data", name);
}
