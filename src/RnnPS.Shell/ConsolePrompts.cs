using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace RnnPS.Shell;

/// <summary>Asks the engine's questions: to confirm an action, and for missing mandatory parameters.</summary>
internal sealed class ConsolePrompts(ConsoleReader reader, TextWriter writer)
{
    /// <summary>Asks for one of several choices by its letter or its label.</summary>
    /// <returns>The index of the choice. Enter selects <paramref name="defaultChoice"/>, unless that is -1.</returns>
    public int ForChoice(string? caption, string? message, IReadOnlyList<ChoiceDescription> choices, int defaultChoice)
    {
        WriteHeading(caption, message);
        Choice[] labels = [.. choices.Select(Choice.Of)];
        while (true)
        {
            writer.Write(string.Join("  ", labels.Select(label => label.ToString())) + "  [?] Help");
            writer.Write(defaultChoice < 0 ? ": " : $" (default is \"{labels[defaultChoice].Answer}\"): ");
            string answer = Answer().Trim();
            int picked = answer.Length == 0 ? defaultChoice : Array.FindIndex(labels, label => label.Is(answer));
            if (picked >= 0)
            {
                return picked;
            }

            if (answer == "?")
            {
                WriteHelp(labels, choices);
            }
        }
    }

    /// <summary>Asks for each field and converts the answer to the field's type.</summary>
    public Dictionary<string, PSObject> ForFields(string? caption, string? message, IEnumerable<FieldDescription> fields)
    {
        WriteHeading(caption, message);
        return fields.ToDictionary(field => field.Name, field => PSObject.AsPSObject(Field(field)));
    }

    /// <summary>Asks for a password, and for a user name if none is given.</summary>
    public PSCredential ForCredential(string? caption, string? message, string? userName)
    {
        WriteHeading(caption, message);
        if (string.IsNullOrEmpty(userName))
        {
            writer.Write("User: ");
            userName = Answer();
        }

        writer.Write($"Password for user {userName}: ");
        return new PSCredential(userName, reader.ReadSecret());
    }

    private void WriteHeading(string? caption, string? message)
    {
        foreach (string? line in new[] { caption, message })
        {
            if (!string.IsNullOrEmpty(line))
            {
                writer.WriteLine(line);
            }
        }
    }

    private void WriteHelp(Choice[] labels, IReadOnlyList<ChoiceDescription> choices)
    {
        for (int index = 0; index < labels.Length; index++)
        {
            writer.WriteLine($"{labels[index].Answer} - {choices[index].HelpMessage}");
        }
    }

    private object Field(FieldDescription field)
    {
        Type type = LanguagePrimitives.TryConvertTo(field.ParameterAssemblyFullName, out Type known)
            || LanguagePrimitives.TryConvertTo(field.ParameterTypeFullName, out known) ? known : typeof(string);
        if (type == typeof(SecureString))
        {
            writer.Write($"{field.Name}: ");
            return reader.ReadSecret();
        }

        if (type == typeof(PSCredential))
        {
            return ForCredential(field.Name, null, null);
        }

        object answer = typeof(IList).IsAssignableFrom(type) ? Lines(field.Name) : Line(field.Name);
        return LanguagePrimitives.ConvertTo(answer, type, CultureInfo.InvariantCulture);
    }

    private string Line(string name)
    {
        writer.Write($"{name}: ");
        return Answer();
    }

    private string Answer()
    {
        try
        {
            return reader.ReadLine();
        }
        finally
        {
            // With redirected input, the user's Enter does not end the line of the question.
            if (Console.IsInputRedirected)
            {
                writer.WriteLine();
            }
        }
    }

    /// <summary>Reads the elements of a list, one per line, up to an empty line.</summary>
    private string[] Lines(string name)
    {
        List<string> lines = [];
        while (true)
        {
            string line = Line($"{name}[{lines.Count}]");
            if (line.Length == 0)
            {
                return [.. lines];
            }

            lines.Add(line);
        }
    }

    /// <summary>A label such as <c>Yes to &amp;All</c>. The letter after the ampersand selects it.</summary>
    private sealed record Choice(string Key, string Label)
    {
        /// <summary>The shortest answer that selects this choice.</summary>
        public string Answer => Key.Length > 0 ? Key : Label;

        public static Choice Of(ChoiceDescription description)
        {
            string label = description.Label;
            int mark = label.IndexOf('&', StringComparison.Ordinal);
            return mark < 0 || mark == label.Length - 1
                ? new Choice(string.Empty, label.Trim())
                : new Choice(char.ToUpperInvariant(label[mark + 1]).ToString(), label.Remove(mark, 1).Trim());
        }

        public bool Is(string answer) =>
            string.Equals(answer, Answer, StringComparison.OrdinalIgnoreCase)
            || string.Equals(answer, Label, StringComparison.OrdinalIgnoreCase);

        public override string ToString() => $"[{Answer}] {Label}";
    }
}
