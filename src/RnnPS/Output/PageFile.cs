using RnnPS.Charts;
using RnnPS.Files;

namespace RnnPS;

/// <summary>Writes pages.</summary>
/// <remarks>A separate class, so that RnnPS.Charts is loaded only when a page is made.</remarks>
internal static class PageFile
{
    /// <summary>Whether a page shows an object as it is, and does not read it as a timestep.</summary>
    public static bool Shows(object item) => item.GetType().Assembly == typeof(RnnModel).Assembly && RnnPage.Shows(item);

    /// <summary>Writes the page of a command.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="command">The command.</param>
    /// <param name="force">Whether to overwrite a read-only file.</param>
    /// <param name="noClobber">Whether to keep an existing file.</param>
    public static void Write(string path, PageCommand command, bool force, bool noClobber)
    {
        var page = RnnPage.Create(
            new RnnPageContent
            {
                Title = command.Title,
                Models = command.Compare is { } other ? [("model", command.Model!), ("compared", other)] : [("model", command.Model!)],
                Series = command.Series,
                Loss = command.SeriesLoss,
                Items = command.Items,
                Known = command.Actual is null ? [] : KnownSeriesReader.Read(command),
                ReadRow = RowTexts.Read,
                Memory = command.PageMemory,
            },
            command.Stopped);
        byte[] html = page.ToHtml();
        using AtomicFile file = AtomicFile.Create(path, force, noClobber);
        file.Stream.Write(html);
        file.Commit();
    }
}
