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

    /// <summary>Whether one of several names is a pattern.</summary>
    /// <param name="names">The names and patterns.</param>
    public static bool HasPattern(IEnumerable<string> names) => names.Any(WildcardPattern.ContainsWildcardCharacters);

    /// <summary>Replaces patterns by the names that match them. An exact name takes precedence over a pattern.</summary>
    /// <param name="patterns">The names and patterns, in the order of the result.</param>
    /// <param name="names">The names that there are.</param>
    /// <exception cref="RnnException">
    /// A pattern is not valid (<see cref="RnnErrorId.Wildcard"/>), or no name matches it (<see cref="RnnErrorId.PropertyMissing"/>).
    /// </exception>
    public static string[] Expand(IEnumerable<string> patterns, IReadOnlyList<string> names) =>
    [
        .. patterns.SelectMany(pattern =>
        {
            if (!WildcardPattern.ContainsWildcardCharacters(pattern) || names.Contains(pattern, StringComparer.OrdinalIgnoreCase))
            {
                return [pattern];
            }

            WildcardPattern read = Read(pattern, string.Empty);
            string[] found = [.. names.Where(read.IsMatch)];
            return found.Length > 0 ? found : throw new RnnException(RnnErrorId.PropertyMissing, RnnMessages.PropertyMissing(pattern, names), pattern);
        }).Distinct(StringComparer.OrdinalIgnoreCase),
    ];

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
