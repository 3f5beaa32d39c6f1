using System.Reflection;

namespace RnnPS.Charts.Page;

/// <summary>The files of the page, which are in the assembly.</summary>
internal static class PageResources
{
    private static readonly Assembly Owner = typeof(PageResources).Assembly;

    /// <summary>Reads a file, such as <c>Script/main.js</c>. Line ends become line feeds, as a checkout on Windows may have others.</summary>
    public static string Read(string name)
    {
        using Stream stream = Owner.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The page has no file {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    /// <summary>The names of the files in a folder, in order.</summary>
    public static IEnumerable<string> In(string folder) =>
        Owner.GetManifestResourceNames().Where(name => name.StartsWith(folder + "/", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
}
