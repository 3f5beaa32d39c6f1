using System.Globalization;

namespace RnnPS.Core.Tests;

public sealed class MessageTextTests
{
    // The categories of Unicode: control characters, and the two that break lines. The property Bidi_Control adds the rest.
    private static readonly string Obeyed = new(
    [
        .. Enumerable.Range(0, char.MaxValue + 1).Select(code => (char)code).Where(letter => char.GetUnicodeCategory(letter)
            is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator),
        .. "\u061C\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069",
    ]);

    [Fact]
    public void A_message_has_no_character_that_a_terminal_obeys()
    {
        foreach (char letter in Obeyed)
        {
            string message = new RnnException("id", $"a{letter}b").Message;

            Assert.Equal($"a\\u{(int)letter:X4}b", message);
        }
    }

    [Theory]
    [InlineData("größe")]
    [InlineData("気温 [°C]")]
    [InlineData("👩‍🔬 café")]
    [InlineData("a\\b 'c' \"d\" `e` $f")]
    public void A_message_keeps_what_a_terminal_shows(string text) => Assert.Equal(text, new RnnException("id", text).Message);

    [Theory]
    [InlineData(1001)]
    [InlineData(1999)]
    [InlineData(2001)]
    [InlineData(1_000_000)]
    public void A_long_message_keeps_its_start_and_its_end(int length)
    {
        string message = new RnnException("id", "Line 3: '" + new string('x', length) + "' is bad: do this.").Message;

        Assert.InRange(message.Length, 900, 1000);
        Assert.StartsWith("Line 3: 'xxx", message, StringComparison.Ordinal);
        Assert.EndsWith("xxx' is bad: do this.", message, StringComparison.Ordinal);
        Assert.Contains(" … ", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(1_000_000)]
    public void A_message_full_of_control_characters_is_short_as_well(int length) =>
        Assert.InRange(new RnnException("id", new string('\u001B', length)).Message.Length, 900, 1000);

    [Theory]
    [InlineData("x", 600)]
    [InlineData("xx", 600)]
    [InlineData("", 80)]
    [InlineData("x", 79)]
    public void A_cut_leaves_no_half_of_a_character(string start, int count)
    {
        string text = start + string.Concat(Enumerable.Repeat("😀", count));

        foreach (string cut in new[] { MessageText.Clean(text), MessageText.Excerpt(text) })
        {
            Assert.DoesNotContain("\uFFFD", System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(cut)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_excerpt_of_80_characters_is_whole_and_a_longer_one_says_that_it_is_cut()
    {
        Assert.Equal(new string('x', 80), MessageText.Excerpt(new string('x', 80)));
        Assert.Equal(new string('x', 79) + "…", MessageText.Excerpt(new string('x', 81)));
        Assert.Equal(80, MessageText.Excerpt(new string('\n', 80)).Length);
    }

    [Fact]
    public void A_list_of_many_names_says_how_many_are_left_out()
    {
        // Each name and its separator have 8 characters: 400 are passed after 50 names.
        string names = MessageText.Names(Enumerable.Range(0, 40_000).Select(i => $"n{i:00000}"));

        Assert.StartsWith("n00000, n00001, ", names, StringComparison.Ordinal);
        Assert.EndsWith("n00050 and 39949 more", names, StringComparison.Ordinal);
    }
}
