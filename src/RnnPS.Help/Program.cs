namespace RnnPS.Help;

/// <summary>
/// Writes the MAML help of a binary PowerShell module from its [Cmdlet] classes and their XML docs, so that
/// <c>Get-Help -Full</c> is complete and cannot drift from the code.
/// </summary>
/// <remarks>
/// <para>What a cmdlet's author writes, and what becomes of it:</para>
/// <list type="bullet">
/// <item>On the cmdlet class, <c>summary</c> is the synopsis and <c>remarks</c> the description: <c>para</c>,
/// <c>list</c> and <c>code</c> keep their form, and <c>see cref</c> becomes text: <c>-Name</c> for a parameter,
/// Verb-Noun for a cmdlet, <c>$true</c> for a langword.</item>
/// <item>Each <c>example</c> starts with a <c>para</c>, its title. The first <c>code</c> is what to type; a
/// <c>code</c> right after it is what is printed; all else is a remark.</item>
/// <item><c>seealso cref</c> (a cmdlet) and <c>seealso href</c> (about_Topic, or a URL with the link's text inside)
/// are the related links.</item>
/// <item>On a parameter's property, <c>summary</c> is the description and <c>value</c> the default as text. They may
/// stand on a base class's member, or come by <c>inheritdoc</c>; what is written beside it wins.</item>
/// <item>Values of an enum, sets, ranges, lengths and patterns, positions, aliases and the pipeline are read from the
/// code and must not be repeated in the docs; an enum's values bring their own <c>summary</c>.</item>
/// <item>Outputs come from [OutputType] with the type's <c>summary</c>, inputs from what takes pipeline input.</item>
/// </list>
/// <para>Parameters with DontShow are left out; -WhatIf and -Confirm are added where the cmdlet supports them.
/// Dynamic parameters are not in the metadata, hence not in the help.</para>
/// </remarks>
internal static class Program
{
    private static int Main(string[] arguments) => Run(arguments, Console.Out);

    /// <summary>Runs the tool.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="output">Where the faults go, one line each, as MSBuild reads them.</param>
    /// <returns>0 if the help is complete and written, otherwise 1; then no file is touched.</returns>
    internal static int Run(string[] arguments, TextWriter output)
    {
        IReadOnlyList<Fault> faults;
        try
        {
            var options = Options.Parse(arguments);
            using var reader = CmdletReader.Open(options.Assembly, options.References);
            var pages = new HelpPageBuilder(reader.Read(), XmlDocumentation.Load(options.Docs)).Build();
            faults = HelpRules.Check(pages);
            if (faults.Count == 0)
            {
                WriteIfChanged(options.Out, MamlWriter.Write(pages));
            }
        }
        catch (Exception e) when (e is ArgumentException or IOException or UnauthorizedAccessException
            or BadImageFormatException or System.Xml.XmlException)
        {
            faults = [new Fault(Fault.Unreadable, e.Message.ReplaceLineEndings(" "))];
        }

        foreach (var fault in faults)
        {
            output.WriteLine(fault);
        }

        return faults.Count == 0 ? 0 : 1;
    }

    /// <summary>An unchanged file keeps its time, so that nothing that depends on it is built again.</summary>
    private static void WriteIfChanged(string path, byte[] content)
    {
        if (File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(content))
        {
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllBytes(path, content);
    }
}
