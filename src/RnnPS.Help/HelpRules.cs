namespace RnnPS.Help;

/// <summary>Checks that help is complete and that its examples use existing parameters.</summary>
internal static class HelpRules
{
    private static readonly string[] CommonParameters =
    [
        "Verbose", "vb", "Debug", "db", "ErrorAction", "ea", "WarningAction", "wa", "InformationAction", "infa",
        "ProgressAction", "proga", "ErrorVariable", "ev", "WarningVariable", "wv", "InformationVariable", "iv",
        "OutVariable", "ov", "OutBuffer", "ob", "PipelineVariable", "pv",
    ];

    /// <summary>Finds all faults in a module's help.</summary>
    public static IReadOnlyList<Fault> Check(IReadOnlyList<HelpPage> pages)
    {
        var parameters = new Dictionary<string, HashSet<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var cmdlet in pages.Select(p => p.Cmdlet))
        {
            var names = cmdlet.Parameters.SelectMany(p => p.Aliases.Prepend(p.Name)).Concat(CommonParameters)
                .ToHashSet(StringComparer.OrdinalIgnoreCase);
            foreach (var name in cmdlet.Aliases.Prepend(cmdlet.Name))
            {
                parameters[name] = names;
            }
        }

        return [.. pages.SelectMany(p => CheckPage(p).Concat(CheckExamples(p, parameters)))];
    }

    private static IEnumerable<Fault> CheckPage(HelpPage page)
    {
        var name = page.Cmdlet.Name;
        if (page.Synopsis.Count == 0)
        {
            yield return new Fault(Fault.Synopsis, $"{name}: the class has no summary (the synopsis)");
        }

        if (page.Description.Count == 0)
        {
            yield return new Fault(Fault.Description, $"{name}: the class has no remarks (the description)");
        }

        if (page.Examples.Count == 0)
        {
            yield return new Fault(Fault.Example, $"{name}: the class has no example");
        }

        foreach (var parameter in page.Parameters.Where(p => p.Summary.Count == 0))
        {
            yield return new Fault(Fault.ParameterSummary, $"{name}: parameter -{parameter.Parameter.Name} has no summary");
        }
    }

    private static IEnumerable<Fault> CheckExamples(HelpPage page, Dictionary<string, HashSet<string>> parameters)
    {
        foreach (var (number, example) in page.Examples.Index())
        {
            var place = $"{page.Cmdlet.Name}: example {number + 1}";
            if (example.Title.Length == 0)
            {
                yield return new Fault(Fault.ExampleForm, $"{place} does not start with a para (its title)");
            }

            if (example.Command.Length == 0)
            {
                yield return new Fault(Fault.ExampleForm, $"{place} has no code");
            }

            foreach (var (command, parameter) in ExampleScanner.Parameters(example.Command, parameters.ContainsKey)
                .Where(use => !parameters[use.Command].Contains(use.Parameter)))
            {
                yield return new Fault(Fault.ExampleParameter,
                    $"{place} gives {command} the parameter -{parameter}, which it does not have (write names in full)");
            }
        }
    }
}
