namespace RnnPS.Core.Tests;

/// <summary>A row that was left out keeps its place: its neighbours do not become one another's.</summary>
public sealed class SequenceGapsTests
{
    private static readonly long[] Numbers = [3, 4, 7, 9];

    [Fact]
    public void Timesteps_that_were_left_out_are_masked()
    {
        var sequence = new RnnSequence("a", new RnnMatrix(4, 2, [1, 2, 3, 4, 5, 6, 7, 8]), ["x", "y"], ["r3", "r4", "r7", "r9"], Numbers, [13, 14, 17, 19]);

        RnnSequence filled = SequenceGaps.Fill(sequence);

        Assert.Equal([3, 4, 5, 6, 7, 8, 9], Enumerable.Range(0, 7).Select(filled.StepAt));
        Assert.Equal([true, true, false, false, true, false, true], filled.Mask);
        Assert.Equal([1, 3, double.NaN, double.NaN, 5, double.NaN, 7], filled.Values.Select(row => row[0]));
        Assert.Equal(["r3", "r4", null, null, "r7", null, "r9"], filled.Source);
        Assert.Equal([13L, 14L, null, null, 17L, null, 19L], Enumerable.Range(0, 7).Select(filled.LineAt));
        Assert.Equal(["x", "y"], filled.FeatureNames);
    }

    [Fact]
    public void A_sequence_without_gaps_stays_the_same_object()
    {
        var plain = new RnnSequence("a", new RnnMatrix(2, 1, [1, 2]));

        Assert.Same(plain, SequenceGaps.Fill(plain));
        Assert.Same(plain, SequenceGaps.Fill(plain, 0, 2));
        RnnSequence slice = new RnnSequence("a", new RnnMatrix(4, 1, [1, 2, 3, 4])).Slice(2, 2);
        Assert.Same(slice, SequenceGaps.Fill(slice));
    }

    [Fact]
    public void A_range_can_begin_and_end_with_timesteps_that_were_left_out()
    {
        var sequence = new RnnSequence("a", new RnnMatrix(4, 1, [1, 2, 3, 4]), steps: Numbers);

        RnnSequence range = SequenceGaps.Fill(sequence, 5, 6);

        Assert.Equal([double.NaN, double.NaN, 3, double.NaN, 4, double.NaN], range.Values.Select(row => row[0]));
        Assert.Equal([5, 6, 7, 8, 9, 10], Enumerable.Range(0, 6).Select(range.StepAt));
    }

    [Theory]
    [InlineData(0, 1_000_000_000)]
    [InlineData(0, 20_000_000_000)]
    [InlineData(-5, 1_000_000)]
    [InlineData(long.MinValue, long.MaxValue)]
    [InlineData(20_240_101, 20_250_101_000_000)]
    public void Numbers_that_count_no_timesteps_are_an_error_that_names_the_rows(long before, long after)
    {
        var sequence = new RnnSequence("a", new RnnMatrix(3, 2, [1, 2, 3, 4, 5, 6]), steps: [before, after - 1, after]);

        foreach (Action fill in new Action[] { () => SequenceGaps.Fill(sequence), () => new SequenceWindows(2).Split(sequence), () => _ = new TrainingSeries(sequence, [0], [1]) })
        {
            RnnException fault = Assert.Throws<RnnException>(fill);

            Assert.Equal(RnnErrorId.Size, fault.Id);
            Assert.Contains(FormattableString.Invariant($"row 1 has the step number {before}, and row 2 has {after - 1}"), fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Long_gaps_are_filled_in_proportion_to_the_rows()
    {
        // A bad part of nearly a million rows; and gaps of ten rows after each of 200,000.
        Assert.Equal(1_000_000, SequenceGaps.Fill(new RnnSequence("a", new RnnMatrix(2, 1, [1, 2]), steps: [0, 999_999])).Length);
        long[] sparse = [.. Enumerable.Range(0, 200_000).Select(row => 11L * row)];
        Assert.Equal(2_199_990, SequenceGaps.Fill(new RnnSequence("a", new RnnMatrix(200_000, 1, new double[200_000]), steps: sparse)).Length);
    }

    [Fact]
    public void A_range_larger_than_an_array_is_an_error()
    {
        var sequence = new RnnSequence("a", new RnnMatrix(2, 3, [1, 2, 3, 4, 5, 6]), steps: [0, 2]);

        foreach (long length in new[] { long.MaxValue, int.MaxValue, -1 })
        {
            Assert.Equal(RnnErrorId.Size, Assert.Throws<RnnException>(() => SequenceGaps.Fill(sequence, 0, length)).Id);
        }
    }

    [Fact]
    public void Windows_do_not_close_up()
    {
        var sequence = new RnnSequence("a", new RnnMatrix(4, 1, [1, 2, 4, 6]), steps: [0, 1, 3, 5]);

        RnnSequence[] windows = [.. new SequenceWindows(2).Split(sequence)];

        Assert.Equal([[1, 2], [double.NaN, 4], [double.NaN, 6]], windows.Select(window => window.Values.Select(row => row[0]).ToArray()));
    }

    [Fact]
    public void A_forecast_is_that_of_a_masked_row()
    {
        RnnModel model = Runs.Random(1, 4, 1, seed: 2);
        var options = new RnnForecastOptions { Count = 3, Lead = 2, Feedback = FeedbackMap.Create(1, 1, [], []) };
        var leftOut = new RnnSequence("a", new RnnMatrix(4, 1, [0.1, 0.2, 0.4, 0.5]), steps: [0, 1, 3, 4]);
        var masked = new RnnSequence("a", new RnnMatrix(5, 1, [0.1, 0.2, 9, 0.4, 0.5]), mask: [true, true, false, true, true]);

        double[][] expected = [.. new RnnForecaster(model, options).Run(masked).Select(step => Runs.Vector(step.Value))];
        double[][] actual = [.. new RnnForecaster(model, options).Run(leftOut).Select(step => Runs.Vector(step.Value))];

        Assert.Equal(expected, actual);
        Assert.Equal([5, 6, 7], new RnnForecaster(model, options).Run(leftOut).Select(step => step.Step));
    }

    [Theory]
    [InlineData("NA", double.NaN)]
    [InlineData(" n/A ", double.NaN)]
    [InlineData("-999", double.NaN)]
    [InlineData("-999.0", double.NaN)]
    [InlineData("", double.NaN)]
    [InlineData("999", 999)]
    [InlineData("-998", -998)]
    public void A_text_can_mark_a_missing_value(string text, double expected)
    {
        NumberTexts missing = new(missing: ["na", " N/A", "-999"]);

        Assert.True(missing.TryParse(text, out double value));

        Assert.Equal(expected, value);
        Assert.Equal(expected, NumberText.TryParse(text, out double number) ? missing.Replace(number) : double.NaN);
        Assert.False(missing.TryParse("nan a", out _));
    }

    [Fact]
    public void An_interpolated_value_lies_where_its_number_says()
    {
        // A run leaves rows out without masking them, so that it emits nothing for them.
        var sequence = new RnnSequence("a", new RnnMatrix(3, 1, [0, double.NaN, 10]), steps: [0, 1, 5]);

        Assert.Equal(2, MissingValues.Resolve(sequence, RnnMissingValue.Interpolate).Values[1, 0], 12);
    }
}
