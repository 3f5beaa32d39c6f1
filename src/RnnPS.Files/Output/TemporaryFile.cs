using System.Security.Cryptography;
using System.Text;

namespace RnnPS.Files;

/// <summary>Temporary files beside the files that they will replace. A writer that was killed leaves one behind.</summary>
/// <remarks>
/// A writer locks its file, and the system releases the lock when the process ends, however it ends. So a file that can be locked belongs
/// to no live process. Neither a process that got the number of a dead one nor a process in another container confuses this. Locks of
/// other computers may not be seen on a network drive, so there only files of this computer count. Where locks do not work, nothing is
/// removed.
/// </remarks>
internal static class TemporaryFile
{
    private const int BufferSize = 1 << 16;
    private const int Attempts = 3;

    private static readonly string Host = Hash(Environment.MachineName);

    /// <summary>Creates a temporary file, and removes those of dead processes for the same target.</summary>
    /// <param name="target">The path of the file that it will replace.</param>
    /// <returns>The open file.</returns>
    public static FileStream Create(string target)
    {
        string folder = Path.GetDirectoryName(target)!;
        string start = $".rnnps-{Hash(Path.GetFileName(target).ToUpperInvariant())}-";
        FileStream file = Open(folder, start, target);
        RemoveLeftovers(folder, start, file.Name);
        return file;
    }

    private static FileStream Open(string folder, string start, string target)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            // Both lock the file. Windows moves an open file only with the second.
            Share = OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None,
            BufferSize = BufferSize,
        };
        UnixFileMode? mode = null;
        if (!OperatingSystem.IsWindows() && File.Exists(target))
        {
            // Nobody who can't read the target can read the temporary file, not even for a moment.
            mode = File.GetUnixFileMode(target);
            options.UnixCreateMode = mode;
        }

        for (int attempt = 1; ; attempt++)
        {
            try
            {
                var file = new FileStream(Path.Combine(folder, $"{start}{Host}-{Guid.NewGuid():N}.tmp"), options);
                if (!OperatingSystem.IsWindows() && mode is { } exact)
                {
                    // The user's mask can't take permissions away from an existing file.
                    File.SetUnixFileMode(file.SafeFileHandle, exact);
                }

                return file;
            }
            catch (IOException) when (attempt < Attempts)
            {
                // Another process that looks for leftovers can have the new file before it is locked, and removes it.
            }
        }
    }

    private static void RemoveLeftovers(string folder, string start, string own)
    {
        try
        {
            string[] found = Directory.GetFiles(folder, start + "*.tmp");
            if (found.Length < 2 || !IsLocked(own))
            {
                return;
            }

            bool isLocal = IsLocal(folder);
            foreach (string file in found)
            {
                if ((isLocal || Path.GetFileName(file).StartsWith(start + Host, StringComparison.Ordinal))
                    && FileKinds.Of(file) == FileKind.File
                    && !IsLocked(file))
                {
                    File.Delete(file);
                }
            }
        }
        catch (Exception fault) when (FileFaults.IsUnavailable(fault))
        {
            // A leftover does less harm than a file that is not written.
        }
    }

    private static bool IsLocked(string file)
    {
        try
        {
            using var probe = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.None);
            return false;
        }
        catch (Exception fault) when (FileFaults.IsUnavailable(fault))
        {
            return true;
        }
    }

    private static bool IsLocal(string folder)
    {
        try
        {
            return new DriveInfo(folder).DriveType is DriveType.Fixed or DriveType.Ram or DriveType.Removable;
        }
        catch (Exception fault) when (fault is ArgumentException || FileFaults.IsUnavailable(fault))
        {
            return false;
        }
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
}
