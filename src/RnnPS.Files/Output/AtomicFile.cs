namespace RnnPS.Files;

/// <summary>
/// A temporary file that replaces its target in one atomic step when it is complete. A reader of the target sees the old
/// contents or the new, never a part. Every exporter writes through this class.
/// </summary>
/// <remarks>
/// The temporary file is in the target's folder, because a move is atomic only within a volume. If the target is a link,
/// the link stays and the file it points to is replaced. A replaced file keeps its Unix permissions and its read-only
/// attribute, as with Export-Csv -Force, but not its owner.
/// </remarks>
public sealed class AtomicFile : IDisposable
{
    private readonly string _target;
    private readonly string _temporary;
    private readonly bool _force;
    private readonly bool _noClobber;
    private readonly OutputStream _stream;
    private bool _committed;
    private bool _disposed;

    private AtomicFile(string path, string target, bool force, bool noClobber)
    {
        _target = target;
        _force = force;
        _noClobber = noClobber;
        _temporary = Path.Combine(Path.GetDirectoryName(target)!, $".rnnps-{Guid.NewGuid():N}.tmp");
        try
        {
            var inner = new FileStream(_temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
            _stream = new OutputStream(inner, path);
        }
        catch (Exception fault) when (FileFaults.IsUnavailable(fault))
        {
            throw FileFaults.CannotWrite(path, fault);
        }

        FilePath = path;
    }

    /// <summary>The path as the caller gave it.</summary>
    public string FilePath { get; }

    /// <summary>
    /// The stream to write to. It can seek but not read. A failure such as a full disk throws an
    /// <see cref="RnnException"/> with the id <see cref="RnnErrorId.FileUnavailable"/>. Do not use the stream after
    /// <see cref="Commit"/>.
    /// </summary>
    public Stream Stream => _stream;

    /// <summary>Checks whether a file may be written, and changes nothing. This is what -WhatIf does.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="force">Whether to replace a read-only file.</param>
    /// <param name="noClobber">Whether to keep an existing file and fail, even with <paramref name="force"/>.</param>
    /// <exception cref="RnnException">
    /// The path is a folder (<see cref="RnnErrorId.FileIsFolder"/>), is a device or is not valid
    /// (<see cref="RnnErrorId.Path"/>); the file's folder does not exist (<see cref="RnnErrorId.FolderNotFound"/>); or the
    /// file exists (<see cref="RnnErrorId.FileExists"/>) or is read-only (<see cref="RnnErrorId.FileReadOnly"/>).
    /// </exception>
    public static void Check(string path, bool force, bool noClobber) =>
        CheckTarget(path, FindTarget(path), force, noClobber);

    /// <summary>Makes the same checks as <see cref="Check"/>, then opens a temporary file in the target's folder.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="force">Whether to replace a read-only file.</param>
    /// <param name="noClobber">Whether to keep an existing file and fail, even with <paramref name="force"/>.</param>
    /// <returns>The file. The caller must dispose it.</returns>
    /// <exception cref="RnnException">
    /// As for <see cref="Check"/>; or the folder is not writable (<see cref="RnnErrorId.FileUnavailable"/>).
    /// </exception>
    public static AtomicFile Create(string path, bool force, bool noClobber)
    {
        string target = FindTarget(path);
        CheckTarget(path, target, force, noClobber);
        return new AtomicFile(path, target, force, noClobber);
    }

    /// <summary>Replaces the target with the temporary file. A second call does nothing.</summary>
    /// <exception cref="RnnException">
    /// As for <see cref="Check"/>, if the target changed meanwhile; or the target is in use or cannot be replaced
    /// (<see cref="RnnErrorId.FileUnavailable"/>). In each case the target is unchanged.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The file was disposed before it was committed.</exception>
    public void Commit()
    {
        if (_committed)
        {
            return;
        }

        ObjectDisposedException.ThrowIf(_disposed, this);

        // Flush to the disk before the move. Otherwise a power cut could leave the new name with incomplete contents.
        _stream.FlushToDisk();
        _stream.Dispose();
        CheckTarget(FilePath, _target, _force, _noClobber);
        try
        {
            Replace();
        }
        catch (Exception fault) when (FileFaults.IsUnavailable(fault))
        {
            throw FileFaults.CannotWrite(FilePath, fault);
        }

        _committed = true;
    }

    /// <summary>Removes the temporary file if it was not committed, and leaves the target unchanged.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        try
        {
            _stream.Dispose();
        }
        catch (RnnException)
        {
            // The data is discarded anyway, and a throw here would hide the original error.
        }

        if (!_committed)
        {
            RemoveTemporary();
        }
    }

    private static string FindTarget(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            string full = Path.GetFullPath(path);
            var file = new FileInfo(full);
            string target = file.LinkTarget is null
                ? full
                : file.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? full;
            return IsDevice(target) ? throw FileFaults.BadPath(path) : target;
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

    // A move onto a device would replace the device with a file.
    private static bool IsDevice(string target) =>
        !OperatingSystem.IsWindows()
        && target.StartsWith("/dev/", StringComparison.Ordinal)
        && !target.StartsWith("/dev/shm/", StringComparison.Ordinal);

    private static void CheckTarget(string path, string target, bool force, bool noClobber)
    {
        if (Directory.Exists(target))
        {
            throw FileFaults.IsFolder(path);
        }

        string? folder = Path.GetDirectoryName(target);
        if (!Directory.Exists(folder))
        {
            throw FileFaults.FolderNotFound(folder);
        }

        var file = new FileInfo(target);
        if (file.Exists && noClobber)
        {
            throw FileFaults.Exists(path);
        }

        if (file.Exists && file.IsReadOnly && !force)
        {
            throw FileFaults.IsReadOnly(path);
        }
    }

    private void Replace()
    {
        var target = new FileInfo(_target);
        if (!OperatingSystem.IsWindows())
        {
            if (target.Exists)
            {
                File.SetUnixFileMode(_temporary, File.GetUnixFileMode(_target));
            }

            File.Move(_temporary, _target, overwrite: !_noClobber);
            return;
        }

        // Windows does not replace a read-only file. So we clear the attribute just before the move, and always restore it.
        bool wasReadOnly = target.Exists && target.IsReadOnly;
        try
        {
            if (wasReadOnly)
            {
                target.IsReadOnly = false;
            }

            File.Move(_temporary, _target, overwrite: !_noClobber);
        }
        finally
        {
            if (wasReadOnly)
            {
                new FileInfo(_target).IsReadOnly = true;
            }
        }
    }

    private void RemoveTemporary()
    {
        try
        {
            File.Delete(_temporary);
        }
        catch (Exception fault) when (FileFaults.IsUnavailable(fault))
        {
            // A throw here would hide the original error. A leftover temporary file does less harm.
        }
    }
}
