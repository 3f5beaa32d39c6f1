namespace RnnPS.Core.Tests;

/// <summary>An error that must come, with its id and a part of its message.</summary>
internal static class Refusals
{
    public static void Check(string what, Func<object> act, string id, string text)
    {
        RnnException error = Assert.Throws<RnnException>(act);

        Assert.True(id == error.Id, $"{what}: expected {id}, was {error.Id}: {error.Message}");
        Assert.True(error.Message.Contains(text, StringComparison.Ordinal), $"{what}: '{text}' is not in: {error.Message}");
    }
}
