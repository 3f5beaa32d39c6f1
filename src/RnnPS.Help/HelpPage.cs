namespace RnnPS.Help;

/// <summary>All that the help of a cmdlet says: its metadata joined with its docs.</summary>
internal sealed record HelpPage(CmdletMetadata Cmdlet)
{
    public required IReadOnlyList<string> Synopsis { get; init; }

    public required IReadOnlyList<string> Description { get; init; }

    /// <summary>By name, -WhatIf and -Confirm last.</summary>
    public required IReadOnlyList<ParameterPage> Parameters { get; init; }

    public required IReadOnlyList<TypePage> Inputs { get; init; }

    public required IReadOnlyList<TypePage> Outputs { get; init; }

    public required IReadOnlyList<ExamplePage> Examples { get; init; }

    public required IReadOnlyList<LinkPage> Links { get; init; }
}

/// <summary>A parameter, its own summary and what follows from its type and its validation.</summary>
internal sealed record ParameterPage(
    CmdletParameter Parameter,
    IReadOnlyList<string> Summary,
    IReadOnlyList<string> Values,
    string Default);

/// <summary>A type that goes in or comes out.</summary>
internal sealed record TypePage(string Name, IReadOnlyList<string> Description);

/// <summary>An example; the command and what it prints are kept apart, since only the command is checked.</summary>
internal sealed record ExamplePage(string Title, string Command, string Output, IReadOnlyList<string> Remarks);

/// <summary>A related link.</summary>
internal sealed record LinkPage(string Text, string Address);
