namespace RnnPS.Help.Tests;

public sealed class ExampleScannerTests
{
    [Theory]
    [InlineData("A-B -X 1 -Y:2", "A-B X, A-B Y")]
    [InlineData("PS> A-B -X\nPS C:\\> A-B -Y", "A-B X, A-B Y")]
    [InlineData("1, -2 | A-B -X -1 | Other -Z | C-D -Y", "A-B X, C-D Y")]
    [InlineData("$a = A-B -X; $a.B -eq 1", "A-B X")]
    [InlineData("A-B -X (C-D -Y) -Z", "A-B X, C-D Y, A-B Z")]
    [InlineData("(C-D -Y).Name -join ','", "C-D Y")]
    [InlineData("A-B 'it''s -N' \"-N `\" -N\" -X", "A-B X")]
    [InlineData("A-B -X 1, # -N\n  2 -Y", "A-B X, A-B Y")]
    [InlineData("A-B `\n  -X", "A-B X")]
    [InlineData("A-B |\n  Where-Object { $_ -gt 1 } |\n  C-D -X", "C-D X")]
    [InlineData("foreach ($i in 1..2) { A-B -X $i }", "A-B X")]
    [InlineData("$h = @{ A = C-D -Y; B = 2 }\nA-B @h -X", "C-D Y, A-B X")]
    [InlineData("<# A-B -N #> A-B -X a=b -Y", "A-B X, A-B Y")]
    [InlineData("if (A-B -X) { 'a' } else { C-D -Y }", "A-B X, C-D Y")]
    [InlineData("A-B -X && C-D -Y", "A-B X, C-D Y")]
    [InlineData("A-B x-N $y-N -X", "A-B X")]
    public void Finds_each_commands_parameters(string code, string expected)
    {
        var found = ExampleScanner.Parameters(code, name => name is "A-B" or "C-D");

        Assert.Equal(expected, string.Join(", ", found.Select(f => $"{f.Command} {f.Parameter}")));
    }
}
