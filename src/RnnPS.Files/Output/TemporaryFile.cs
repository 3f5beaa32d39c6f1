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
    private const int Attempts = 10;

    // Both lock the file. Windows moves and deletes an open file only with the second.
    private static readonly FileShare Lock = OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;

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
            Share = Lock,
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

                if (attempt == Attempts || File.Exists(file.Name))
                {
                    return file;
                }

                file.Dispose();
            }
            catch (IOException) when (attempt < Attempts)
            {
                // Another process that looks for leftovers can lock the new file before this one does, and removes it.
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
                    && FileKinds.Of(file) == FileKind.File)
                {
                    RemoveUnlocked(file);
                }
            }
        }
        catch (Exception fault) when (FileFaults.IsUnavailable(fault))
        {
            // A leftover does less harm than a file that is not written.
        }
    }

    // Removes a file while it is locked. So its owner, which may just have created it, either has it locked or finds it gone.
    private static void RemoveUnlocked(string file)
    {
        try
        {
            using var probe = new FileStream(file, FileMode.Open, FileAccess.Read, Lock);
            File.Delete(file);
        }
        catch (Exception fault) when (FileFaults.IsUnavailable(fault))
        {
            // A live process has it, or it is gone.
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
