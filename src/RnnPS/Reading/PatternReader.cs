using System.Management.Automation;

namespace RnnPS;

/// <summary>Reads wildcard patterns.</summary>
internal static class PatternReader
{
    /// <summary>Reads a pattern.</summary>
    /// <param name="pattern">The pattern that the user wrote.</param>
    /// <param name="other">Another way to give the name, for example <c>, or give the path with -LiteralPath</c>; empty for none.</param>
    /// <exception cref="RnnException">The pattern is not valid (<see cref="RnnErrorId.Wildcard"/>).</exception>
    public static WildcardPattern Read(string pattern, string other)
    {
        try
        {
            var read = WildcardPattern.Get(pattern, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant);
            // PowerShell reads a pattern when it is first used.
            _ = read.IsMatch(string.Empty);
            return read;
        }
        catch (WildcardPatternException error)
        {
            throw Invalid(pattern, other, error);
        }
    }

    /// <summary>Creates the error of a pattern that PowerShell can't read.</summary>
    /// <param name="pattern">The pattern that the user wrote.</param>
    /// <param name="other">Another way to give the name; empty for none.</param>
    /// <param name="inner">PowerShell's own error.</param>
    public static RnnException Invalid(string pattern, string other, WildcardPatternException inner) => new(
        RnnErrorId.Wildcard,
        $"'{MessageText.Excerpt(pattern)}' is not a valid wildcard pattern: [ starts a set of characters, such as [a-z], and ] ends it. If the name "
        + $"contains the bracket, escape it with a backtick: '{MessageText.Excerpt(WildcardPattern.Escape(pattern))}'{other}.",
        pattern,
        inner);
}
