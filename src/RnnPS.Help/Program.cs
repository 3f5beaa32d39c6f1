namespace RnnPS.Help;

/// <summary>
/// Writes the MAML help of a binary PowerShell module, and the same pages in Markdown. The input is the module's [Cmdlet] classes and
/// their XML docs, so <c>Get-Help -Full</c> is complete and always agrees with the code. About pages are converted from Markdown to
/// the text files of Get-Help.
/// </summary>
/// <remarks>
/// <para>The tool converts XML docs to help as follows:</para>
/// <list type="bullet">
/// <item>On the cmdlet class, <c>summary</c> becomes the synopsis and <c>remarks</c> the description. <c>para</c>,
/// <c>list</c> and <c>code</c> keep their form. <c>see cref</c> becomes text: <c>-Name</c> for a parameter, Verb-Noun for
/// a cmdlet. A langword becomes <c>$true</c> and so on.</item>
/// <item>Each <c>example</c> starts with a <c>para</c>, its title. The first <c>code</c> is the command. A <c>code</c>
/// directly after it is the output. Everything else is a remark.</item>
/// <item><c>seealso cref</c> (a cmdlet) and <c>seealso href</c> (about_Topic, or a URL with the link's text inside)
/// become the related links.</item>
/// <item>On a parameter's property, <c>summary</c> becomes the description and <c>value</c> the default. They can also be
/// on a base class's member, or come from <c>inheritdoc</c>. The member's own elements take precedence.</item>
/// <item>The tool reads the values of enums and sets, ranges, lengths, patterns, positions, aliases and pipeline input
/// from the code, so do not repeat them in the docs. Each value of an enum has its own <c>summary</c>.</item>
/// <item>Outputs come from [OutputType] with the type's <c>summary</c>. Inputs come from the parameters that accept
/// pipeline input.</item>
/// </list>
/// <para>If the manifest has a ProjectUri, the first link of a page is its address there, which <c>Get-Help -Online</c> opens.</para>
/// <para>The help omits parameters with DontShow, and includes -WhatIf and -Confirm if the cmdlet supports them. It also
/// omits dynamic parameters, because they are not in the metadata.</para>
/// </remarks>
internal static class Program
{
    private static int Main(string[] arguments) => Run(arguments, Console.Out);

    /// <summary>Runs the tool.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="output">The writer for the faults, one per line, in the format of MSBuild.</param>
    /// <returns>0 if the help was complete and was written; otherwise 1, and no file is changed.</returns>
    internal static int Run(string[] arguments, TextWriter output)
    {
        IReadOnlyList<Fault> faults;
        try
        {
            var options = Options.Parse(arguments);
            using var reader = CmdletReader.Open(options.Assembly, options.References);
            var manifest = options.Manifest is null ? null : ModuleManifest.Load(options.Manifest);
            string[] data = [.. options.Data.Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];
            var pages = new HelpPageBuilder(reader.Read(), XmlDocumentation.Load(options.Docs), manifest, data).Build();
            faults = HelpRules.Check(pages);
            if (faults.Count == 0)
            {
                Write(options, pages);
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

    private static void Write(Options options, IReadOnlyList<HelpPage> pages)
    {
        var topics = options.About.Select(AboutPage.Load).OrderBy(t => t.Name, StringComparer.Ordinal).ToList();
        WriteIfChanged(options.Out, MamlWriter.Write(pages));
        foreach (var topic in topics)
        {
            WriteIfChanged(Path.Combine(Path.GetDirectoryName(options.Out)!, $"{topic.Name}.help.txt"), topic.HelpText());
        }

        if (options.Markdown is not { } folder)
        {
            return;
        }

        var files = new MarkdownWriter(pages).Write(topics);
        foreach (var (name, content) in files)
        {
            WriteIfChanged(Path.Combine(folder, name), content);
        }

        // The page of a command that is no more.
        foreach (var old in Directory.EnumerateFiles(folder, "*.md").Where(file => !files.ContainsKey(Path.GetFileName(file))))
        {
            File.Delete(old);
        }
    }

    /// <summary>Writes a file only if its contents change. Its time stays, so dependent targets are not rebuilt.</summary>
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
