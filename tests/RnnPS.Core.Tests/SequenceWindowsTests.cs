namespace RnnPS.Core.Tests;

public sealed class SequenceWindowsTests
{
    [Theory]
    [InlineData(7, 3, 3, false, "0+3 3+3")]
    [InlineData(7, 3, 3, true, "0+3 3+3 6+1")]
    [InlineData(6, 3, 3, true, "0+3 3+3")]
    [InlineData(7, 3, 2, false, "0+3 2+3 4+3")]
    [InlineData(8, 3, 2, true, "0+3 2+3 4+3 6+2")]
    [InlineData(6, 2, 5, true, "0+2 5+1")]
    [InlineData(8, 2, 5, true, "0+2 5+2")]
    [InlineData(2, 3, 1, false, "")]
    [InlineData(2, 3, 1, true, "0+2")]
    public void Windows_start_every_stride_as_far_as_they_fit(int timesteps, int length, int stride, bool keepRest, string expected)
    {
        var windows = new SequenceWindows(length, stride, keepRest);

        Assert.Equal(expected, string.Join(' ', windows.Places(timesteps).Select(place => $"{place.Start}+{place.Length}")));
    }

    [Fact]
    public void A_window_keeps_key_names_rows_and_step_numbers()
    {
        var sequence = new RnnSequence(
            "a", new RnnMatrix(5, 1, [1, 2, 3, 4, 5]), ["x"], ["r0", "r1", "r2", "r3", "r4"], [0, 1, 3, 4, 5], mask: [true, true, false, true, true]);

        RnnSequence window = new SequenceWindows(2, 2).Split(sequence).Last();

        Assert.Equal("a", window.Key);
        // The timestep 2 was left out, and keeps its place.
        Assert.Equal([4.0, 5.0], window.Values.AsSpan().ToArray());
        Assert.Equal(["x"], window.FeatureNames);
        Assert.Equal(["r3", "r4"], window.Source);
        Assert.Equal([4L, 5L], [window.StepAt(0), window.StepAt(1)]);
        Assert.Equal([true, true], window.Mask);
    }

    [Fact]
    public void The_largest_stride_and_length_do_not_overflow() =>
        Assert.Equal([(0, 5)], new SequenceWindows(5, int.MaxValue).Places(int.MaxValue - 1).Take(1));

    [Fact]
    public void Too_few_timesteps_and_numbers_below_one_are_refused()
    {
        var sequence = new RnnSequence("a", new RnnMatrix(2, 1, [1, 2]));

        Refusals.Check("short", () => new SequenceWindows(3).Split(sequence), RnnErrorId.SequenceLength, "too few for one window of 3");
        Refusals.Check("length", () => new SequenceWindows(0), RnnErrorId.Size, "Length is 0");
        Refusals.Check("stride", () => new SequenceWindows(3, -1), RnnErrorId.Size, "Stride is -1");
    }
}
