using System.Text;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace RnnPS.Help;

/// <summary>
/// An about page: Markdown in the repository, and text of 80 columns in the module, which Get-Help shows as it is. Headings of level 1
/// and 2 are TOPIC and its parts, those of level 3 stand out by two spaces, text is indented by four and code by eight.
/// </summary>
internal sealed class AboutPage
{
    private const int Width = 80;
    private const int TextIndent = 4;
    private const int CodeIndent = 8;

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().Build();

    private readonly List<string> _lines = [];

    private AboutPage(string name, MarkdownDocument document)
    {
        Name = name;
        for (var i = 0; i < document.Count; i++)
        {
            if (document[i] is HeadingBlock { Level: 2 } && document.ElementAtOrDefault(i + 1) is ParagraphBlock first && ShortDescription.Length == 0)
            {
                ShortDescription = Text(first.Inline);
            }

            Write(document[i]);
        }
    }

    /// <summary>Gets the topic, such as about_RnnPS.</summary>
    public string Name { get; }

    /// <summary>Gets the first paragraph below the first heading of level 2.</summary>
    public string ShortDescription { get; } = "";

    /// <summary>Reads a page.</summary>
    public static AboutPage Load(string path) =>
        new(Path.GetFileNameWithoutExtension(path), Markdown.Parse(File.ReadAllText(path).ReplaceLineEndings("\n"), Pipeline));

    /// <summary>Gets the help file: UTF-8 without byte order mark, with LF line ends.</summary>
    public byte[] HelpText() => Encoding.UTF8.GetBytes(string.Join('\n', _lines).Trim('\n') + "\n");

    private void Write(Block block)
    {
        switch (block)
        {
            case HeadingBlock { Level: 1 } heading:
                _lines.AddRange(["TOPIC", $"{Spaces(TextIndent)}{Text(heading.Inline)}"]);
                break;
            case HeadingBlock { Level: 2 } heading:
                _lines.AddRange(["", Text(heading.Inline).ToUpperInvariant()]);
                break;
            case HeadingBlock heading:
                Separate();
                _lines.Add($"  {Text(heading.Inline)}");
                break;
            case ParagraphBlock paragraph:
                Separate();
                Wrap(Text(paragraph.Inline), Spaces(TextIndent), Spaces(TextIndent));
                break;
            case ListBlock list:
                Separate();
                WriteList(list);
                break;
            case Table table:
                Separate();
                WriteTable(table);
                break;
            case CodeBlock code:
                _lines.Add("");
                _lines.AddRange(code.Lines.ToString().Split('\n').Select(line => line.Length > 0 ? Spaces(CodeIndent) + line : ""));
                break;
            case HtmlBlock:
                break;
            default:
                throw new ArgumentException($"{Name}, line {block.Line + 1}: a {block.GetType().Name} is not supported in an about page.");
        }
    }

    /// <summary>Adds an empty line, except directly below a heading.</summary>
    private void Separate()
    {
        if (_lines.Count > 0 && (_lines[^1].StartsWith(Spaces(TextIndent), StringComparison.Ordinal) || _lines[^1].Length == 0))
        {
            _lines.Add("");
        }
    }

    private void WriteList(ListBlock list)
    {
        foreach (var (index, item) in list.Index())
        {
            var mark = list.IsOrdered ? $"{index + 1}. " : "- ";
            var text = string.Join(' ', ((ListItemBlock)item).OfType<ParagraphBlock>().Select(p => Text(p.Inline)));
            Wrap(text, Spaces(TextIndent) + mark, Spaces(TextIndent + mark.Length));
        }
    }

    /// <summary>Writes a table without its header: columns as wide as their cells, the last one wrapped.</summary>
    private void WriteTable(Table table)
    {
        var rows = table.OfType<TableRow>().Where(row => !row.IsHeader).Select(row => row.OfType<TableCell>()
            .Select(cell => string.Join(' ', cell.OfType<ParagraphBlock>().Select(p => Text(p.Inline)))).ToList()).ToList();
        foreach (var row in rows)
        {
            var start = Spaces(TextIndent);
            for (var column = 0; column < row.Count - 1; column++)
            {
                start += row[column].PadRight(rows.Max(r => r[column].Length) + 2);
            }

            Wrap(row[^1], start, Spaces(start.Length));
        }
    }

    private void Wrap(string text, string first, string next)
    {
        var line = new StringBuilder(first);
        var empty = true;
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!empty && line.Length + 1 + word.Length > Width)
            {
                _lines.Add(line.ToString());
                line.Clear().Append(next);
                empty = true;
            }

            line.Append(empty ? "" : " ").Append(word);
            empty = false;
        }

        _lines.Add(line.ToString());
    }

    private static string Text(ContainerInline? inlines)
    {
        var text = new StringBuilder();
        foreach (var inline in inlines ?? Enumerable.Empty<Inline>())
        {
            text.Append(inline switch
            {
                LiteralInline literal => literal.Content.ToString(),
                CodeInline code => code.Content,
                LineBreakInline => " ",
                // A link between pages is its text; one to the web is followed by its address.
                LinkInline { Url: { } url } link => url.Contains("://", StringComparison.Ordinal) ? $"{Text(link)} ({url})" : Text(link),
                HtmlEntityInline entity => entity.Transcoded.ToString(),
                AutolinkInline link => link.Url,
                ContainerInline container => Text(container),
                _ => throw new ArgumentException($"{inline.GetType().Name} is not supported in an about page."),
            });
        }

        return text.ToString();
    }

    private static string Spaces(int count) => new(' ', count);
}
