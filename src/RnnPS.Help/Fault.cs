namespace RnnPS.Help;

/// <summary>Something that makes the help incomplete or wrong.</summary>
internal sealed record Fault(string Id, string Message)
{
    /// <summary>The tool could not read what it was given.</summary>
    public const string Unreadable = "RNNHELP000";

    /// <summary>A parameter has no summary.</summary>
    public const string ParameterSummary = "RNNHELP001";

    /// <summary>A cmdlet has no summary.</summary>
    public const string Synopsis = "RNNHELP002";

    /// <summary>A cmdlet has no remarks.</summary>
    public const string Description = "RNNHELP003";

    /// <summary>A cmdlet has no example.</summary>
    public const string Example = "RNNHELP004";

    /// <summary>An example has no title or no code.</summary>
    public const string ExampleForm = "RNNHELP005";

    /// <summary>An example gives a cmdlet a parameter that it does not have.</summary>
    public const string ExampleParameter = "RNNHELP006";

    /// <summary>The form in which MSBuild recognises an error in a tool's output.</summary>
    public override string ToString() => $"RnnPS.Help : error {Id}: {Message}";
}
