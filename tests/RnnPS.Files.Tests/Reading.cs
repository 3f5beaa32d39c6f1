namespace RnnPS.Files.Tests;

/// <summary>The result of reading a CSV file: the sequences, the errors of bad rows, and the warnings.</summary>
internal sealed record Reading(IReadOnlyList<RnnSequence> Sequences, IReadOnlyList<RnnException> BadRows, IReadOnlyList<string> Warnings)
{
    public RnnSequence Single => Assert.Single(Sequences);

    public static Reading Of(string path, CsvSequenceOptions options)
    {
        List<RnnException> badRows = [];
        List<string> warnings = [];
        IReadOnlyList<RnnSequence> sequences = CsvSequenceReader.Read(path, options with { OnWarning = warnings.Add }, Row, badRows.Add);
        TestFolder.AssertClosed(path);
        return new Reading(sequences, badRows, warnings);
    }

    public static Reading Of(string path, params string[] properties) =>
        Of(path, new CsvSequenceOptions { Properties = properties });

    public static Dictionary<string, string> Row(IReadOnlyList<string> columns, IReadOnlyList<string> fields) =>
        columns.Zip(fields).ToDictionary(pair => pair.First, pair => pair.Second);

    public static string Field(RnnSequence sequence, int index, string column) =>
        ((Dictionary<string, string>)sequence.Source[index]!)[column];

    public static double[] Column(RnnSequence sequence, int feature) =>
        [.. Enumerable.Range(0, sequence.Length).Select(t => sequence.Values[t, feature])];

    public static long[] Steps(RnnSequence sequence) =>
        [.. Enumerable.Range(0, sequence.Length).Select(sequence.StepAt)];
}
