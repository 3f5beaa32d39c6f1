using System.Globalization;
using System.Management.Automation;
using System.Text;

namespace RnnPS.Tests;

public sealed class FileTests : IDisposable
{
    private readonly Session _session = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("RnnPS").FullName;

    public FileTests() => _session.Run("$null = 0", ("folder", _folder), ("data", Session.Data(string.Empty)));

    public void Dispose()
    {
        _session.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_series_keeps_its_rows_through_the_run()
    {
        List<RnnStep> steps = _session.Run<RnnStep>(
            "Import-RnnSequence \"$data/sunspots.csv\" sunactivity | Invoke-RnnForward");

        Assert.Equal(309, steps.Count);
        Assert.All(steps, step => Assert.Equal("sunspots", step.Sequence));
        Assert.Equal("1700", PSObject.AsPSObject(steps[0].Source!).Properties["YEAR"].Value);
        Assert.Equal(5.0, steps[0].Input);
        Assert.Equal("2008", PSObject.AsPSObject(steps[308].Source!).Properties["YEAR"].Value);
    }

    [Fact]
    public void A_column_makes_groups()
    {
        List<RnnSequence> years = _session.Run<RnnSequence>(
            "Import-RnnSequence \"$data/macrodata.csv\" -Property unemp, infl -GroupBy year");

        Assert.Equal(51, years.Count);
        Assert.Equal("1959", years[0].Key);
        Assert.Equal(["unemp", "infl"], years[0].FeatureNames);
        Assert.Equal((4, 2), (years[0].Length, years[0].FeatureCount));
        Assert.Equal(5.1, years[0].Values[1, 0]);
        Assert.Equal(3, years[^1].Length);
    }

    [Fact]
    public void Wildcards_literal_paths_and_the_pipeline_name_files()
    {
        File.WriteAllText(Path.Combine(_folder, "a1.csv"), "x;y\n1;2\n");
        File.WriteAllText(Path.Combine(_folder, "a2.csv"), "x;y\n3;4\n");
        File.WriteAllText(Path.Combine(_folder, "a[1].csv"), "x;y\n5;6\n");

        string[] wild = Keys("Import-RnnSequence \"$folder/a?.csv\" x -Delimiter ';'");
        string[] literal = Keys("Import-RnnSequence -LiteralPath \"$folder/a[1].csv\" x -Delimiter ';'");
        string[] piped = Keys("\"$folder/a1.csv\" | Import-RnnSequence -Property x -Delimiter ';'");

        Assert.Equal(["a1", "a2"], wild.Order());
        Assert.Equal(["a[1]"], literal);
        Assert.Equal(["a1"], piped);

        string[] Keys(string script) => [.. _session.Try(script).Output.Select(item => (string)((RnnSequence)item.BaseObject).Key)];
    }

    [Theory]
    [InlineData("ansi")]
    [InlineData("ANSI")]
    [InlineData("1252")]
    [InlineData("windows-1252")]
    [InlineData("cp1252")]
    [InlineData("latin1")]
    [InlineData("iso-8859-1")]
    [InlineData("([Text.Encoding]::Latin1)")]
    [InlineData("([Text.Encoding]::GetEncoding(1252))")]
    public void A_file_in_an_older_encoding_is_an_error_until_the_encoding_is_named(string encoding)
    {
        File.WriteAllBytes(Path.Combine(_folder, "towns.csv"), Encoding.Latin1.GetBytes("town,x\nBonn,1\nMü,2\nMä,3\n"));

        Outcome outcome = _session.Try("Import-RnnSequence \"$folder/towns.csv\" x -GroupBy town");
        List<RnnSequence> towns = _session.Run<RnnSequence>(
            $"[cultureinfo]::CurrentCulture = 'de-DE'; Import-RnnSequence \"$folder/towns.csv\" x -GroupBy town -Encoding {encoding}");

        Assert.Empty(outcome.Output);
        Assert.Equal(RnnErrorId.CsvEncoding, Outcome.Id(outcome.Error));
        Assert.StartsWith("towns.csv, line 3: ", outcome.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("-Encoding", outcome.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(["Bonn", "Mü", "Mä"], towns.Select(town => town.Key));
        Assert.Equal([1.0, 2, 3], towns.Select(town => town.Values[0, 0]));
    }

    [Theory]
    [InlineData("utf8", "utf-8")]
    [InlineData("utf8BOM", "utf-8")]
    [InlineData("utf8NoBOM", "utf-8")]
    [InlineData("utf-8", "utf-8")]
    [InlineData("65001", "utf-8")]
    [InlineData("unicode", "utf-16")]
    [InlineData("bigendianunicode", "utf-16BE")]
    [InlineData("utf32", "utf-32")]
    [InlineData("bigendianutf32", "utf-32BE")]
    [InlineData("oem", "ibm850")]
    [InlineData("850", "ibm850")]
    [InlineData("cp850", "ibm850")]
    [InlineData("macintosh", "macintosh")]
    public void Names_of_encodings_are_those_of_PowerShell_and_of_NET(string name, string expected)
    {
        Encoding encoding = CodePagesEncodingProvider.Instance.GetEncoding(expected) ?? Encoding.GetEncoding(expected);
        File.WriteAllBytes(Path.Combine(_folder, "towns.csv"), encoding.GetBytes("größe,x\nMü,1\n"));

        RnnSequence town = _session.Run<RnnSequence>(
            $"[cultureinfo]::CurrentCulture = 'de-DE'; Import-RnnSequence \"$folder/towns.csv\" x -GroupBy größe -Encoding {name}")[0];

        Assert.Equal("Mü", town.Key);
    }

    [Theory]
    [InlineData("nonsense", "'nonsense'")]
    [InlineData("-1", "'-1'")]
    [InlineData("99999", "'99999'")]
    [InlineData("1252.5", "'1252.5'")]
    [InlineData("''", "''")]
    [InlineData("utf7", "'utf7'")]
    [InlineData("@{}", "'System.Collections.Hashtable'")]
    public void An_unknown_encoding_is_an_error_that_names_some(string given, string described)
    {
        File.WriteAllText(Path.Combine(_folder, "x.csv"), "x\n1\n");

        Outcome outcome = _session.Try($"Import-RnnSequence \"$folder/x.csv\" x -Encoding {given}");

        Assert.Empty(outcome.Output);
        Assert.Equal("ParameterArgumentTransformationError", Outcome.Id(outcome.Error));
        Assert.Contains($"There is no encoding {described}", outcome.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("ansi", outcome.Error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_next_file_is_read_after_one_in_another_encoding()
    {
        File.WriteAllBytes(Path.Combine(_folder, "a.csv"), Encoding.Latin1.GetBytes("d,x\nMü,1\n"));
        File.WriteAllText(Path.Combine(_folder, "b.csv"), "d,x\nMü,1\n");

        Outcome outcome = _session.Try("Import-RnnSequence \"$folder/?.csv\" x");

        Assert.Equal("b", ((RnnSequence)Assert.Single(outcome.Output).BaseObject).Key);
        Assert.Equal(RnnErrorId.CsvEncoding, Outcome.Id(outcome.Error));
    }

    [Fact]
    public void A_gap_is_an_error_of_its_row_and_later_steps_keep_their_number()
    {
        Outcome outcome = _session.Try("Import-RnnSequence \"$data/co2.csv\" co2 | Invoke-RnnForward -MaxLength 12");

        Assert.Equal([0L, 1, 2, 3, 4, 5, 7, 8], outcome.Output.Select(item => ((RnnStep)item.BaseObject).Step));
        Assert.Equal(4, outcome.Errors.Count);
        Assert.StartsWith("Line 8, step 6 of sequence co2: The value of co2 is missing", outcome.Errors[0].Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trace_has_flat_columns_and_all_digits_in_any_culture()
    {
        _session.Run("""
            [cultureinfo]::CurrentCulture = 'de-DE'
            Import-RnnSequence "$data/sunspots.csv" SUNACTIVITY | Invoke-RnnForward -MaxLength 2 | Export-RnnTrace "$folder/out.csv"
            """);
        string[] lines = File.ReadAllLines(Path.Combine(_folder, "out.csv"));
        RnnStep step = _session.Run<RnnStep>("Invoke-RnnForward -Input 5,11")[1];

        Assert.Equal("Sequence,Step,YEAR,SUNACTIVITY,Input,PreActivation0,PreActivation1,State0,State1,Output", lines[0]);
        string[] fields = lines[2].Split(',');
        Assert.Equal(["sunspots", "1", "1701", "11", "11"], fields[..5]);
        Assert.Equal(step.State[1], double.Parse(fields[8], CultureInfo.InvariantCulture));
        Assert.Equal((double)step.Output, double.Parse(fields[9], CultureInfo.InvariantCulture));
        Assert.Equal(3, lines.Length);
    }

    [Fact]
    public void Properties_choose_the_columns_and_their_order()
    {
        _session.Run("""
            $rows = [pscustomobject]@{ day = 'monday'; Step = 'x'; v = 1 } | Invoke-RnnForward -Property v
            $rows | Export-RnnTrace "$folder/out.csv" -Property Output, day, SourceStep, step
            """);
        PSObject table = _session.Run("$rows | ConvertTo-RnnTable state, DAY")[0];

        Assert.Equal(["Output,day,SourceStep,Step", "1.5612838815180548,monday,x,0"], File.ReadAllLines(Path.Combine(_folder, "out.csv")));
        Assert.Equal(["State0", "State1", "day"], table.Properties.Select(property => property.Name));
        Assert.Equal(0.46211715726000974, table.Properties["State1"].Value);
    }

    // More rows than are written at once, so that several threads format them.
    [Fact]
    public void A_long_trace_has_all_rows_in_their_order()
    {
        List<RnnStep> steps = _session.Run<RnnStep>("""
            $rows = foreach ($i in 0..19999) { [pscustomobject]@{ note = "a,`"$i`"`n"; v = [Math]::Sin($i); gap = $null; g = [Math]::Floor($i / 9000) } }
            $steps = $rows | Invoke-RnnForward -Model (New-RnnModel 1 2 1 -Kind Lstm -Seed 1) -Property v -GroupBy g
            Export-RnnTrace "$folder/list.csv" -InputObject $steps -Property Sequence, note, gap, Step, State, Output
            $steps | Export-RnnTrace "$folder/pipe.csv" -Property Sequence, note, gap, Step, State, Output
            $steps
            """);
        var expected = new StringBuilder("Sequence,note,gap,Step,State0,State1,Output\n");
        foreach ((RnnStep step, int index) in steps.Select((step, index) => (step, index)))
        {
            expected.Append(CultureInfo.InvariantCulture, $"{step.Sequence},\"a,\"\"{index}\"\"\n\",,{step.Step},{step.State[0]:R},{step.State[1]:R},{step.Output:R}\n");
        }

        Assert.Equal(20_000, steps.Count);
        Assert.Equal(expected.ToString(), File.ReadAllText(Path.Combine(_folder, "list.csv")));
        Assert.Equal(expected.ToString(), File.ReadAllText(Path.Combine(_folder, "pipe.csv")));
    }

    [Fact]
    public void A_traced_row_is_read_on_the_thread_of_the_pipeline()
    {
        _session.Run(
            "$rows | Invoke-RnnForward -Property V -WarningAction Ignore | Export-RnnTrace \"$folder/out.csv\" -Property Thread, State",
            ("rows", Enumerable.Range(0, 20_000).Select(_ => new ThreadRow()).ToArray()));

        string[] lines = File.ReadAllLines(Path.Combine(_folder, "out.csv"));
        Assert.Equal(20_001, lines.Length);
        Assert.Single(lines.Skip(1).Select(line => line.Split(',')[0]).Distinct());
    }

    [Fact]
    public void WhatIf_writes_nothing()
    {
        _session.Run("1 | Invoke-RnnForward | Export-RnnTrace \"$folder/out.csv\" -WhatIf");

        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Theory]
    [InlineData("& { 1; 2; throw 'x' } | Invoke-RnnForward | Export-RnnTrace \"$folder/out.csv\"")]
    [InlineData("1,'abc' | Invoke-RnnForward -ErrorAction Stop | Export-RnnTrace \"$folder/out.csv\"")]
    public void A_run_that_fails_leaves_the_old_file_and_no_half_one(string script)
    {
        string path = Path.Combine(_folder, "out.csv");
        File.WriteAllText(path, "old");

        Outcome outcome = _session.Try(script);

        Assert.True(outcome.Terminated);
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Single(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void A_stopped_export_leaves_no_file()
    {
        using var begun = new ManualResetEventSlim();
        // When the loop goes on after an input, the step of that input is written.
        using PowerShell shell = _session.Shell(
            "& { while ($true) { 1; $begun.Set() } } | Invoke-RnnForward | Export-RnnTrace \"$folder/out.csv\"", ("begun", begun));
        shell.BeginInvoke();
        Assert.True(begun.Wait(TimeSpan.FromSeconds(30)));
        Assert.NotEmpty(Directory.GetFileSystemEntries(_folder));

        shell.Stop();

        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void Force_replaces_a_read_only_file()
    {
        string path = Path.Combine(_folder, "out.csv");
        File.WriteAllText(path, "old");
        File.SetAttributes(path, FileAttributes.ReadOnly);

        _session.Run("1 | Invoke-RnnForward | Export-RnnTrace \"$folder/out.csv\" -Force");

        File.SetAttributes(path, FileAttributes.Normal);
        Assert.StartsWith("Sequence,Step,", File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Import-RnnSequence \"$data/sunspots.csv\" -Property S", new[] { "SUNACTIVITY" })]
    [InlineData("Import-RnnSequence -Path \"$data/macrodata.csv\" -Property unemp -GroupBy y", new[] { "year" })]
    [InlineData("Import-RnnSequence \"$data/absent.csv\" -Property S", new string[0])]
    [InlineData("Import-RnnSequence \"$data/sunspots.csv\" x -Encoding utf8N", new[] { "utf8NoBOM" })]
    [InlineData("ConvertTo-RnnTable -Property St", new[] { "Step", "State" })]
    public void Columns_and_properties_complete(string line, string[] expected)
    {
        List<CompletionResult> results = _session.Run<CompletionResult>(
            "[System.Management.Automation.CommandCompletion]::CompleteInput($line.Replace('$data', $data), $line.Replace('$data', $data).Length, $null).CompletionMatches",
            ("line", line));

        Assert.Equal(expected.Order(), results
            .Where(result => result.ResultType == CompletionResultType.ParameterValue || result.ResultType == CompletionResultType.Text)
            .Select(result => result.CompletionText).Order());
    }

    /// <summary>A row that tells which thread reads it.</summary>
    public sealed class ThreadRow
    {
        private int _reads;

        public double V { get; } = 1;

        public int Thread => _reads++ >= 0 ? Environment.CurrentManagedThreadId : 0;
    }
}
