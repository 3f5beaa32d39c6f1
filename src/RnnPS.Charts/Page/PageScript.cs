using System.Text;
using System.Text.RegularExpressions;

namespace RnnPS.Charts.Page;

/// <summary>
/// Joins the ES modules of the page to one classic script. Each module becomes a function that returns its exports, after the modules that it
/// imports.
/// </summary>
/// <remarks>
/// Modules keep to a plain form: imports by name or <c>import * as</c> from a file beside them, and <c>export</c> before a declaration. A
/// test runs the script in a browser.
/// </remarks>
internal static partial class PageScript
{
    private const string Entry = "main";

    /// <summary>The script, with line feeds only: a browser hashes it like that.</summary>
    public static string Text => Joined.Value;

    private static readonly Lazy<string> Joined = new(() =>
    {
        var written = new StringBuilder("'use strict';\n");
        Write(Entry, [], [], written);
        return written.ToString();
    });

    private static void Write(string module, HashSet<string> done, Stack<string> path, StringBuilder written)
    {
        if (path.Contains(module))
        {
            throw new InvalidOperationException($"The modules {string.Join(" → ", path.Reverse())} → {module} import each other.");
        }

        if (!done.Add(module))
        {
            return;
        }

        string source = PageResources.Read($"Script/{module}.js");
        path.Push(module);
        foreach (Match import in Imports().Matches(source))
        {
            Write(import.Groups["file"].Value, done, path, written);
        }

        path.Pop();
        string[] exports = [.. Exports().Matches(source).Select(export => export.Groups["name"].Value)];
        string body = Exports().Replace(
            Imports().Replace(source, import => $"const {import.Groups["names"].Value.Replace("* as ", string.Empty, StringComparison.Ordinal)} = {Variable(import.Groups["file"].Value)};"),
            "${declaration} ${name}");
        written.Append("const ").Append(Variable(module)).Append(" = (() => {\n").Append(body.TrimEnd()).Append("\nreturn { ").AppendJoin(", ", exports).Append(" };\n})();\n");
    }

    private static string Variable(string module) => "$" + module;

    [GeneratedRegex(@"^import (?<names>\{[^}]*\}|\* as \w+) from '\./(?<file>\w+)\.js';$", RegexOptions.Multiline)]
    private static partial Regex Imports();

    [GeneratedRegex(@"^export (?<declaration>(?:async )?function\*?|const|class) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex Exports();
}
