using System.Reflection;

namespace RnnPS.Help;

/// <summary>A cmdlet as its class declares it.</summary>
internal sealed record CmdletMetadata(Type Type, string Verb, string Noun)
{
    public string Name => $"{Verb}-{Noun}";

    public string? DefaultSet { get; init; }

    public bool SupportsShouldProcess { get; init; }

    public string? HelpUri { get; init; }

    public required IReadOnlyList<string> Aliases { get; init; }

    /// <summary>In the order of declaration, the class's own before its bases'; -WhatIf and -Confirm last.</summary>
    public required IReadOnlyList<CmdletParameter> Parameters { get; init; }

    public required IReadOnlyList<CmdletOutput> Outputs { get; init; }

    /// <summary>The names of the parameter sets, the default first; one null if all parameters are in every set.</summary>
    public IReadOnlyList<string?> ParameterSets()
    {
        var named = Parameters.SelectMany(p => p.Uses).Select(u => u.Set).OfType<string>();
        var sets = (DefaultSet is null ? named : named.Prepend(DefaultSet)).Distinct(StringComparer.OrdinalIgnoreCase);
        return [.. sets.DefaultIfEmpty<string?>(null)];
    }

    /// <summary>The parameters of a set in the engine's order: positional, named mandatory, named.</summary>
    public IReadOnlyList<(CmdletParameter Parameter, ParameterUse Use)> ParametersOf(string? set) =>
        [.. from parameter in Parameters
            let use = parameter.UseIn(set)
            where use is not null
            orderby use.Position ?? int.MaxValue, use.Mandatory ? 0 : 1
            select (parameter, use)];
}

/// <summary>
/// What one [Parameter] attribute says; a null set stands for all sets, a null position for a named parameter.
/// </summary>
internal sealed record ParameterUse(string? Set)
{
    public bool Mandatory { get; init; }

    public int? Position { get; init; }

    public bool ByValue { get; init; }

    public bool ByPropertyName { get; init; }

    public bool FromRemainingArguments { get; init; }
}

/// <summary>A parameter of a cmdlet.</summary>
internal sealed record CmdletParameter(string Name, Type Type)
{
    /// <summary>The property that declares it; null for -WhatIf and -Confirm, which the engine adds.</summary>
    public MemberInfo? Member { get; init; }

    public IReadOnlyList<string> Aliases { get; init; } = [];

    public IReadOnlyList<ParameterUse> Uses { get; init; } = [];

    public bool SupportsWildcards { get; init; }

    /// <summary>The names of an enum or of a ValidateSet; empty if any value goes.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>What the validation attributes ask for, as sentences.</summary>
    public IReadOnlyList<string> Constraints { get; init; } = [];

    public bool IsSwitch => Type.FullName == "System.Management.Automation.SwitchParameter";

    /// <summary>The enum behind the type, be it nullable or an array.</summary>
    public Type? EnumType => TypeNames.Element(Type) is { IsEnum: true } element ? element : null;

    public ParameterUse? UseIn(string? set) =>
        Uses.FirstOrDefault(u => string.Equals(u.Set, set, StringComparison.OrdinalIgnoreCase))
        ?? Uses.FirstOrDefault(u => u.Set is null);
}

/// <summary>A type that a cmdlet emits, and in which parameter sets if not in all.</summary>
internal sealed record CmdletOutput(string TypeName, string DocumentationId, IReadOnlyList<string> Sets);
