namespace RnnPS.Help;

/// <summary>An error that makes the help incomplete or wrong.</summary>
internal sealed record Fault(string Id, string Message)
{
    /// <summary>The tool could not read its arguments or files.</summary>
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

    /// <summary>An example uses a parameter that the cmdlet does not have.</summary>
    public const string ExampleParameter = "RNNHELP006";

    /// <summary>Formats the error so that MSBuild recognises it in a tool's output.</summary>
    public override string ToString() => $"RnnPS.Help : error {Id}: {Message}";
}
