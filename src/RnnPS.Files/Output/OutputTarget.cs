using System.Text;
using System.Text.RegularExpressions;

namespace RnnPS.Files;

/// <summary>What an output path leads to: a file, or a stream such as the standard output or /dev/null.</summary>
internal sealed partial class OutputTarget
{
    // File systems limit a name to 255 bytes, Windows to 255 characters.
    private const int LongestName = 255;
    private const int MostLinks = 40;

    private readonly string _given;
    private readonly Match _descriptor;

    private OutputTarget(string given, string path, Match descriptor)
    {
        _given = given;
        _descriptor = descriptor;
        Path = path;
    }

    /// <summary>The full path, after all links.</summary>
    public string Path { get; }

    /// <summary>Whether the target takes bytes but can't be replaced.</summary>
    public bool IsStream => _descriptor.Success || FileKinds.Of(Path) == FileKind.CharacterDevice;

    /// <summary>Follows the links of a path.</summary>
    /// <param name="path">The path.</param>
    /// <returns>The target.</returns>
    /// <exception cref="RnnException">The path is not valid, or can't be read.</exception>
    public static OutputTarget Find(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            string full = System.IO.Path.GetFullPath(path);
            Match descriptor = Descriptor().Match(full);
            for (int links = 0; !descriptor.Success && new FileInfo(full).LinkTarget is not null; links++)
            {
                full = links < MostLinks ? File.ResolveLinkTarget(full, returnFinalTarget: false)!.FullName : throw new IOException("Too many links.");
                descriptor = Descriptor().Match(full);
            }

            return new OutputTarget(path, full, descriptor);
        }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException)
        {
            throw FileFaults.BadPath(path, fault);
        }
        catch (Exception fault) when (FileFaults.IsUnavailable(fault))
        {
            throw FileFaults.CannotWrite(path, fault);
        }
    }

    /// <summary>Throws if the target can't be written.</summary>
    /// <param name="force">Whether to replace a read-only file.</param>
    /// <param name="noClobber">Whether to keep an existing file and fail.</param>
    /// <exception cref="RnnException">The target can't be written; ids as for <see cref="AtomicFile.Check"/>.</exception>
    public void Check(bool force, bool noClobber)
    {
        if (IsStream)
        {
            return;
        }

        if (Directory.Exists(Path))
        {
            throw FileFaults.IsFolder(_given);
        }

        RequireFile();
        string? folder = System.IO.Path.GetDirectoryName(Path);
        if (!Directory.Exists(folder))
        {
            throw FileFaults.FolderNotFound(folder);
        }

        var file = new FileInfo(Path);
        if (file.Exists && noClobber)
        {
            throw FileFaults.Exists(_given);
        }

        if (file.Exists && file.IsReadOnly && !force)
        {
            throw FileFaults.IsReadOnly(_given);
        }
    }

    /// <summary>Opens a stream. What is written goes after what is there.</summary>
    /// <returns>The stream.</returns>
    /// <remarks>
    /// A path such as /dev/stdout would open a redirected file a second time, from its start. The process's own stream goes on where
    /// its other output ends.
    /// </remarks>
    public Stream OpenStream()
    {
        switch (_descriptor.Groups["own"].Value)
        {
            case "stdout" or "1":
                return Console.OpenStandardOutput();
            case "stderr" or "2":
                return Console.OpenStandardError();
            default:
                var stream = new FileStream(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
                if (stream.CanSeek)
                {
                    stream.Seek(0, SeekOrigin.End);
                }

                return stream;
        }
    }

    // A move onto anything else would replace it with a file. A pipe could be written to, but without a reader it would wait for ever.
    private void RequireFile()
    {
        FileKind kind = FileKinds.Of(Path);
        if (kind != FileKind.File)
        {
            throw FileFaults.IsSpecial(_given, kind);
        }

        string name = System.IO.Path.GetFileName(Path);
        if ((OperatingSystem.IsWindows() ? name.Length : Encoding.UTF8.GetByteCount(name)) > LongestName)
        {
            throw FileFaults.NameTooLong(_given);
        }
    }

    [GeneratedRegex(@"^/(dev/(?<own>stdout|stderr)|(dev|proc/self|proc/thread-self)/fd/(?<own>\d+)|proc/\d+/fd/\d+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Descriptor();
}
