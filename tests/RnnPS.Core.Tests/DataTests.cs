using System.Globalization;

namespace RnnPS.Core.Tests;

public sealed class DataTests
{
    [Fact]
    public void A_vector_prints_four_digits_in_any_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
        try
        {
            Assert.Equal("[0.537 0.4621]", $"{new RnnVector([0.5370495669980352, 0.46211715726000974])}");
            Assert.Equal("[0.5370495669980352 0.46211715726000974]", new RnnVector([0.5370495669980352, 0.46211715726000974]).ToString());
            Assert.Equal("[0.1 0.2 … of 256]", RnnFormat.Fit(new RnnVector([0.1, 0.2, .. new double[254]]), 18));
            Assert.Equal("[0.1 … of 256]", RnnFormat.Fit(new RnnVector([0.1, 0.2, .. new double[254]]), 17));
            Assert.Equal("[… of 256]", RnnFormat.Fit(new RnnVector([0.1, 0.2, .. new double[254]]), 3));
            Assert.Equal("[1 2] [3 4]", RnnFormat.Fit(new RnnMatrix(2, 2, [1, 2, 3, 4]), 11));
            Assert.Equal("2×2", RnnFormat.Fit(new RnnMatrix(2, 2, [1, 2, 3, 4]), 10));
            Assert.Equal("[]", default(RnnVector).ToString());
            Assert.Equal("1.2E-07", RnnFormat.Fit(1.2e-7, 9));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_vector_is_a_window_with_its_own_bounds()
    {
        RnnVector row = new RnnMatrix(2, 2, [1, 2, 3, 4])[1];

        Assert.Equal([3.0, 4.0], row);
        Assert.Equal((2, 2), (row.Length, row.Count));
        Assert.Throws<ArgumentOutOfRangeException>(() => row[2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => row[-1]);
        Assert.True(row == new RnnVector([3, 4]));
        Assert.Equal(row.GetHashCode(), new RnnVector([3, 4]).GetHashCode());
    }

    [Theory]
    [InlineData("2.5", 2.5)]
    [InlineData(" -1e-3 ", -0.001)]
    [InlineData("+7", 7)]
    [InlineData("", double.NaN)]
    [InlineData("  ", double.NaN)]
    [InlineData("NaN", double.NaN)]
    public void Text_is_read_in_the_invariant_culture(string text, double expected)
    {
        Assert.True(NumberText.TryParse(text, out double value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("2,5")]
    [InlineData("1,000")]
    [InlineData("abc")]
    [InlineData("0x10")]
    [InlineData("(1)")]
    [InlineData("$1")]
    public void Text_that_is_no_plain_number_is_none(string text) => Assert.False(NumberText.TryParse(text, out _));

    [Theory]
    [InlineData("de-DE", "2,5", 2.5)]
    [InlineData("de-DE", " -1,5E-3 ", -0.0015)]
    [InlineData("de-DE", "", double.NaN)]
    [InlineData("de-DE", "NaN", double.NaN)]
    [InlineData("ru-RU", "NaN", double.NaN)]
    [InlineData("de-DE", "Infinity", double.PositiveInfinity)]
    [InlineData("he-IL", "-7.5", -7.5)]
    [InlineData("sv-SE", "-7,5", -7.5)]
    [InlineData("", "2.5", 2.5)]
    public void Text_is_read_in_another_culture_on_request(string culture, string text, double expected)
    {
        Assert.True(NumberText.TryParse(text, out double value, CultureInfo.GetCultureInfo(culture)));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("de-DE", "2.5")]
    [InlineData("de-DE", "1.234,5")]
    [InlineData("de-DE", "1.234")]
    [InlineData("en-US", "1,234.5")]
    [InlineData("en-US", "2,5")]
    [InlineData("fr-FR", "1 234,5")]
    [InlineData("de-DE", "5-")]
    public void Thousands_separators_are_rejected_in_every_culture(string culture, string text) =>
        Assert.False(NumberText.TryParse(text, out _, CultureInfo.GetCultureInfo(culture)));

    [Fact]
    public void A_sequence_counts_its_steps_unless_rows_were_left_out()
    {
        var whole = new RnnSequence("a", new RnnMatrix(2, 1, [1, double.NaN]));
        var gaps = new RnnSequence(null, new RnnMatrix(2, 1, [1, 2]), steps: [0, 5], lines: [2, 7]);

        Assert.Equal(1, whole.StepAt(1));
        Assert.Null(whole.LineAt(1));
        Assert.Equal((5, 7), (gaps.StepAt(1), gaps.LineAt(1)));
        Assert.Equal(0, gaps.Key);
    }

    [Fact]
    public void A_sequences_lists_must_fit_its_values()
    {
        var values = new RnnMatrix(2, 1, [1, 2]);

        Assert.Equal(RnnErrorId.InputLength, Assert.Throws<RnnException>(() => new RnnSequence(0, values, ["a", "b"])).Id);
        Assert.Equal(RnnErrorId.InputLength, Assert.Throws<RnnException>(() => new RnnSequence(0, values, source: [1])).Id);
        Assert.Equal(RnnErrorId.InputLength, Assert.Throws<RnnException>(() => new RnnSequence(0, values, steps: [1])).Id);
        Assert.Equal(
            RnnErrorId.NotFinite,
            Assert.Throws<RnnException>(() => new RnnSequence(0, new RnnMatrix(1, 1, [double.PositiveInfinity]))).Id);
    }

    [Fact]
    public void The_generator_gives_its_authors_reference_vectors()
    {
        // kat_vectors of Random123, philox4x32 with 10 rounds.
        Assert.Equal(
            (0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u),
            CounterRandom.Philox((0, 0, 0, 0), (0, 0)));
        Assert.Equal(
            (0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu),
            CounterRandom.Philox((uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue), (uint.MaxValue, uint.MaxValue)));
        Assert.Equal(
            (0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u),
            CounterRandom.Philox((0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344), (0xa4093822, 0x299f31d0)));
    }

    [Fact]
    public void Random_numbers_have_the_moments_of_their_distribution()
    {
        var random = new CounterRandom(1, 2);
        double[] uniform = [.. Enumerable.Range(0, 100_000).Select(i => random.Uniform(i))];
        double[] normal = [.. Enumerable.Range(0, 100_000).Select(i => random.Normal(i))];

        Assert.All(uniform, value => Assert.InRange(value, 0, 0.9999999999999999));
        // Five standard errors.
        Assert.Equal(0.5, uniform.Average(), 5 * Math.Sqrt(1.0 / 12 / 100_000));
        Assert.Equal(0, normal.Average(), 5 * Math.Sqrt(1.0 / 100_000));
        Assert.Equal(1, normal.Average(value => value * value), 5 * Math.Sqrt(2.0 / 100_000));
        Assert.NotEqual(random.Uniform(3), new CounterRandom(1, 3).Uniform(3));
        Assert.NotEqual(random.Uniform(3), new CounterRandom(2, 2).Uniform(3));
    }
}
