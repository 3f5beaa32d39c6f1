namespace RnnPS.Files.Tests;

/// <summary>The result of reading a CSV file: the sequences, and the errors of bad rows.</summary>
internal sealed record Reading(IReadOnlyList<RnnSequence> Sequences, IReadOnlyList<RnnException> BadRows)
{
    public RnnSequence Single => Assert.Single(Sequences);

    public static Reading Of(string path, CsvSequenceOptions options)
    {
        List<RnnException> badRows = [];
        IReadOnlyList<RnnSequence> sequences = CsvSequenceReader.Read(path, options, Row, badRows.Add);
        TestFolder.AssertClosed(path);
        return new Reading(sequences, badRows);
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
