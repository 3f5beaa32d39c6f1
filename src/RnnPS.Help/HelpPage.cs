namespace RnnPS.Help;

/// <summary>The complete help of a cmdlet: its metadata combined with its docs.</summary>
internal sealed record HelpPage(CmdletMetadata Cmdlet)
{
    public required IReadOnlyList<string> Synopsis { get; init; }

    public required IReadOnlyList<string> Description { get; init; }

    /// <summary>The parameters sorted by name, -WhatIf and -Confirm last.</summary>
    public required IReadOnlyList<ParameterPage> Parameters { get; init; }

    public required IReadOnlyList<TypePage> Inputs { get; init; }

    public required IReadOnlyList<TypePage> Outputs { get; init; }

    public required IReadOnlyList<ExamplePage> Examples { get; init; }

    public required IReadOnlyList<LinkPage> Links { get; init; }

    /// <summary>The address that Get-Help -Online opens; null if there is none.</summary>
    public string? OnlineVersion { get; init; }

    /// <summary>The names of the module's data files that the examples read.</summary>
    public IReadOnlyList<string> DataFiles { get; init; } = [];

    /// <summary>Says which data files there are, before the command that copies them.</summary>
    public string DataNote =>
        $"The examples read {string.Join(" and ", DataFiles)}. To copy the module's data files to the current folder, run:";

    /// <summary>Gets the command that copies the data files.</summary>
    public string DataCommand => $"Copy-Item (Join-Path (Get-Module {Module}).ModuleBase examples *.csv) .";

    private string Module => Cmdlet.Type.Assembly.GetName().Name!;
}

/// <summary>A parameter, its summary, its allowed values and its default.</summary>
internal sealed record ParameterPage(
    CmdletParameter Parameter,
    IReadOnlyList<string> Summary,
    IReadOnlyList<string> Values,
    string Default);

/// <summary>An input or output type.</summary>
internal sealed record TypePage(string Name, IReadOnlyList<string> Description);

/// <summary>An example. The command and its output are separate, because only the command is checked.</summary>
internal sealed record ExamplePage(string Title, string Command, string Output, IReadOnlyList<string> Remarks);

/// <summary>A related link.</summary>
internal sealed record LinkPage(string Text, string Address);
