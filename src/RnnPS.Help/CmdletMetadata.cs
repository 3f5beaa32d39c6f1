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

    /// <summary>
    /// The parameters in order of declaration, those of the class before those of its base classes, -WhatIf and -Confirm last.
    /// </summary>
    public required IReadOnlyList<CmdletParameter> Parameters { get; init; }

    public required IReadOnlyList<CmdletOutput> Outputs { get; init; }

    /// <summary>Gets the names of the parameter sets, the default first. A single null means that there are no named sets.</summary>
    public IReadOnlyList<string?> ParameterSets()
    {
        var named = Parameters.SelectMany(p => p.Uses).Select(u => u.Set).OfType<string>();
        var sets = (DefaultSet is null ? named : named.Prepend(DefaultSet)).Distinct(StringComparer.OrdinalIgnoreCase);
        return [.. sets.DefaultIfEmpty<string?>(null)];
    }

    /// <summary>Gets the parameters of a set in the engine's order: positional, then mandatory, then optional.</summary>
    public IReadOnlyList<(CmdletParameter Parameter, ParameterUse Use)> ParametersOf(string? set) =>
        [.. from parameter in Parameters
            let use = parameter.UseIn(set)
            where use is not null
            orderby use.Position ?? int.MaxValue, use.Mandatory ? 0 : 1
            select (parameter, use)];
}

/// <summary>
/// The contents of one [Parameter] attribute. A null set means all sets. A null position means a named parameter.
/// </summary>
internal sealed record ParameterUse(string? Set)
{
    public bool Mandatory { get; init; }

    public int? Position { get; init; }

    public bool ByValue { get; init; }

    public bool ByPropertyName { get; init; }

    public bool FromRemainingArguments { get; init; }

    /// <summary>Gets how the pipeline gives the parameter its value, in the words of Get-Help.</summary>
    public string PipelineInput
    {
        get
        {
            (bool Holds, string Name)[] ways =
            [
                (ByValue, "ByValue"),
                (ByPropertyName, "ByPropertyName"),
                (FromRemainingArguments, "FromRemainingArguments"),
            ];
            var names = string.Join(", ", ways.Where(w => w.Holds).Select(w => w.Name));
            return names.Length > 0 ? $"true ({names})" : "false";
        }
    }
}

/// <summary>A parameter of a cmdlet.</summary>
internal sealed record CmdletParameter(string Name, Type Type)
{
    /// <summary>The property that declares the parameter; null for -WhatIf and -Confirm, which the engine adds.</summary>
    public MemberInfo? Member { get; init; }

    public IReadOnlyList<string> Aliases { get; init; } = [];

    public IReadOnlyList<ParameterUse> Uses { get; init; } = [];

    public bool SupportsWildcards { get; init; }

    /// <summary>The names of an enum or the values of a ValidateSet; empty if the parameter has neither.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>The rules of the validation attributes, one sentence for each.</summary>
    public IReadOnlyList<string> Constraints { get; init; } = [];

    public bool IsSwitch => Type.FullName == "System.Management.Automation.SwitchParameter";

    /// <summary>The enum that the type is, or is a nullable or an array of; null if there is none.</summary>
    public Type? EnumType => TypeNames.Element(Type) is { IsEnum: true } element ? element : null;

    /// <summary>Gets the uses in all sets combined. The parameter is mandatory only if it is mandatory in every set.</summary>
    public ParameterUse Overall => new(Set: null)
    {
        Mandatory = Uses.All(u => u.Mandatory),
        Position = Uses.Select(u => u.Position).FirstOrDefault(p => p is not null),
        ByValue = Uses.Any(u => u.ByValue),
        ByPropertyName = Uses.Any(u => u.ByPropertyName),
        FromRemainingArguments = Uses.Any(u => u.FromRemainingArguments),
    };

    public ParameterUse? UseIn(string? set) =>
        Uses.FirstOrDefault(u => string.Equals(u.Set, set, StringComparison.OrdinalIgnoreCase))
        ?? Uses.FirstOrDefault(u => u.Set is null);
}

/// <summary>A type that a cmdlet emits, and the parameter sets that emit it; no sets mean all.</summary>
internal sealed record CmdletOutput(string TypeName, string DocumentationId, IReadOnlyList<string> Sets);
