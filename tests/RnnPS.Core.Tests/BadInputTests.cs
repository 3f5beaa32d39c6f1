namespace RnnPS.Core.Tests;

/// <summary>What does not fit is refused, by an id that scripts can compare and a message that names it.</summary>
public sealed class BadInputTests
{
    private static readonly RnnModel Lstm = new(new RnnModel([Cells.Lstm(1, 2)]).Layers[0]);

    public static TheoryData<string, Func<object>, string, string> States() => new()
    {
        { "h too long", () => new RnnState(Lstm, new RnnVector([1, 2, 3])), RnnErrorId.StateShape, "[1 2 3] has 3 numbers" },
        { "h too short", () => new RnnState(Lstm, [new RnnVector([7])]), RnnErrorId.StateShape, "takes 2" },
        { "no h", () => new RnnState(Lstm, Array.Empty<RnnVector>()), RnnErrorId.StateShape, "0 values for the 1 cell" },
        {
            "too many c",
            () => new RnnState(Lstm, [new RnnVector([1, 2])], [new RnnVector([1, 2]), null]),
            RnnErrorId.StateShape,
            "2 cell states for the 1 cell"
        },
        { "c too long", () => new RnnState(Lstm, [new RnnVector([1, 2])], [new RnnVector([4, 5, 6])]), RnnErrorId.StateShape, "[4 5 6]" },
        { "h is NaN", () => new RnnState(Lstm, new RnnVector([1, double.NaN])), RnnErrorId.NotFinite, "NaN" },
        {
            "c is infinite",
            () => new RnnState(Lstm, [new RnnVector([1, 2])], [new RnnVector([double.NegativeInfinity, 0])]),
            RnnErrorId.NotFinite,
            "-Infinity"
        },
        {
            "c for a cell without one",
            () => new RnnState(RnnModel.StartingExample(), [new RnnVector([1, 2])], [new RnnVector([1, 2])]),
            RnnErrorId.StateShape,
            "Layers[0], Elman 1→2, which has none"
        },
        { "a copy for another model", () => new RnnState(Lstm).Copy(RnnModel.StartingExample()), RnnErrorId.StateShape, "Elman 1→2→1" },
        { "a stream of another model", () => new RnnRun(RnnModel.StartingExample(), new RnnState(Lstm)), RnnErrorId.StateShape, "Elman 1→2→1" },
        {
            "a batch of another model",
            () => new RnnBatch(RnnModel.StartingExample()).Run([Sequence(1)], [new RnnState(Lstm)]).ToList(),
            RnnErrorId.StateShape,
            "Elman 1→2→1"
        },
        {
            "a state of other sizes",
            () => new RnnBatch(new RnnModel([Cells.Lstm(1, 3)])).Run([Sequence(1)], [new RnnState(Lstm)]).ToList(),
            RnnErrorId.StateShape,
            "The state of 2 components"
        },
        {
            "fewer states than sequences",
            () => new RnnBatch(Lstm).Run([Sequence(1), Sequence(2)], [new RnnState(Lstm)]).ToList(),
            RnnErrorId.StateShape,
            "1 state for 2 sequences"
        },
    };

    public static TheoryData<string, Func<object>, string, string> Sequences() => new()
    {
        {
            "a mask too short",
            () => new RnnSequence(0, new RnnMatrix(3, 1, [1, 2, 3]), mask: [true, false]),
            RnnErrorId.MaskLength,
            "2 mask values for 3 timesteps"
        },
        { "a slice beyond the end", () => Sequence(1, 2, 3).Slice(2, 2), RnnErrorId.SequenceLength, "a slice of 2 from timestep 2 is not within" },
        { "a slice before the start", () => Sequence(1, 2, 3).Slice(-1, 2), RnnErrorId.SequenceLength, "from timestep -1" },
        { "a slice of less than nothing", () => Sequence(1, 2, 3).Slice(0, -1), RnnErrorId.SequenceLength, "-1 from timestep 0" },
        { "a slice as long as can be", () => Sequence(1).Slice(1, int.MaxValue), RnnErrorId.SequenceLength, "2147483647" },
        { "a feature too many", () => new RnnBatch(Lstm).Run([Wide]).ToList(), RnnErrorId.InputLength, "[8 9] has 2 features" },
        {
            "a missing value",
            () => new RnnBatch(Lstm).Run([new RnnSequence(0, new RnnMatrix(1, 1, [double.NaN]), ["level"])]).ToList(),
            RnnErrorId.MissingValue,
            "level"
        },
        {
            "a number too large for single precision",
            () => new RnnBatch(Lstm, RnnPrecision.Single).Run([Sequence(1, 1e300)]).ToList(),
            RnnErrorId.NotFinite,
            "1E+300 is too large for single precision"
        },
        {
            "the same in a stream",
            () =>
            {
                new RnnRun(Lstm, precision: RnnPrecision.Single).Add([-1e300], 0);
                return 0;
            },
            RnnErrorId.NotFinite,
            "-1E+300 is too large for single precision"
        },
    };

    private static RnnSequence Wide => new(0, new RnnMatrix(1, 2, [8, 9]));

    [Theory]
    [MemberData(nameof(States), DisableDiscoveryEnumeration = true)]
    public void A_state_that_does_not_fit_is_refused(string what, Func<object> act, string id, string text) =>
        Refusals.Check(what, act, id, text);

    [Theory]
    [MemberData(nameof(Sequences), DisableDiscoveryEnumeration = true)]
    public void A_sequence_that_does_not_fit_is_refused(string what, Func<object> act, string id, string text) =>
        Refusals.Check(what, act, id, text);

    [Fact]
    public void A_bad_timestep_of_a_batch_is_told_when_its_turn_comes_and_the_others_go_on()
    {
        RnnModel model = RnnModel.StartingExample();
        var told = new List<(object Sequence, int Index, string Id)>();
        RnnSequence[] sequences = [Sequence(1, double.NaN, 2), Sequence(1, 2)];

        RnnStep[] steps =
            [.. new RnnBatch(model).Run(sequences, fault: (sequence, index, error) => told.Add((sequence, index, error.Id)))];

        Assert.Equal([(sequences[0], 1, RnnErrorId.MissingValue)], told);
        Assert.Equal([0L, 2L, 0L, 1L], steps.Select(step => step.Step));
        Assert.Equal(steps[3].State, steps[1].State);
    }

    private static RnnSequence Sequence(params double[] values) => new(0, new RnnMatrix(values.Length, 1, values));
}
