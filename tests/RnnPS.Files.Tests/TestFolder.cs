using System.Text;

namespace RnnPS.Files.Tests;

/// <summary>A temporary folder for one test. Dispose removes it.</summary>
public sealed class TestFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("rnnps-test-").FullName;

    public string this[string name] => Path.Combine(_path, name);

    public IEnumerable<string> Names => Directory.EnumerateFileSystemEntries(_path).Select(p => Path.GetFileName(p)!);

    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(this[name], bytes);
        return this[name];
    }

    /// <summary>Fails if any process, including this one, still has the file open.</summary>
    public static void AssertClosed(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None);
        Assert.True(stream.CanRead);
    }

    public void Dispose()
    {
        foreach (string file in Directory.EnumerateFiles(_path))
        {
            if (new FileInfo(file) is { LinkTarget: null, IsReadOnly: true } info)
            {
                info.IsReadOnly = false;
            }
        }

        Directory.Delete(_path, recursive: true);
    }
}
