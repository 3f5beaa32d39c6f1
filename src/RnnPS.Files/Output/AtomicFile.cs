namespace RnnPS.Files;

/// <summary>
/// A file that is written aside and takes its place at once, when it is complete: whoever reads the target sees the old
/// contents or the new, never a half. Every exporter writes through it.
/// </summary>
/// <remarks>
/// The temporary file lies in the target's folder, since a move is atomic only within a volume. A link is followed and
/// stays. A replaced file's Unix permissions are kept, and so is its read-only attribute, as Export-Csv -Force keeps it;
/// its owner is not.
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

    /// <summary>The path as it was given.</summary>
    public string FilePath { get; }

    /// <summary>
    /// Where to write. It can seek, not read; its failures, as of a full disk, are <see cref="RnnException"/>s of
    /// <see cref="RnnErrorId.FileUnavailable"/>. It must not be used after <see cref="Commit"/>.
    /// </summary>
    public Stream Stream => _stream;

    /// <summary>Checks whether a file may be written, without touching anything: what -WhatIf does.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="force">Whether a read-only file may be replaced.</param>
    /// <param name="noClobber">Whether an existing file must stay, whatever <paramref name="force"/> says.</param>
    /// <exception cref="RnnException">
    /// The path is a folder (<see cref="RnnErrorId.FileIsFolder"/>), a device or no path at all
    /// (<see cref="RnnErrorId.Path"/>); its folder is not there (<see cref="RnnErrorId.FolderNotFound"/>); or the file
    /// exists (<see cref="RnnErrorId.FileExists"/>) or is read-only (<see cref="RnnErrorId.FileReadOnly"/>).
    /// </exception>
    public static void Check(string path, bool force, bool noClobber) =>
        CheckTarget(path, FindTarget(path), force, noClobber);

    /// <summary>Checks as <see cref="Check"/> does, and opens a temporary file in the target's folder.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="force">Whether a read-only file may be replaced.</param>
    /// <param name="noClobber">Whether an existing file must stay, whatever <paramref name="force"/> says.</param>
    /// <returns>The file, to be disposed.</returns>
    /// <exception cref="RnnException">
    /// As <see cref="Check"/>; or nothing can be written in the folder (<see cref="RnnErrorId.FileUnavailable"/>).
    /// </exception>
    public static AtomicFile Create(string path, bool force, bool noClobber)
    {
        string target = FindTarget(path);
        CheckTarget(path, target, force, noClobber);
        return new AtomicFile(path, target, force, noClobber);
    }

    /// <summary>Puts what was written in the target's place. A second call does nothing.</summary>
    /// <exception cref="RnnException">
    /// As <see cref="Check"/>, if things changed meanwhile; or the target is in use or cannot be replaced
    /// (<see cref="RnnErrorId.FileUnavailable"/>). The target is unchanged then.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The file was disposed before it was committed.</exception>
    public void Commit()
    {
        if (_committed)
        {
            return;
        }

        ObjectDisposedException.ThrowIf(_disposed, this);

        // To the disk before the move: else a power cut could leave the new name on contents that never arrived.
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

    /// <summary>Removes the temporary file, unless it was committed: the target is untouched then.</summary>
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
            // What could not be written is thrown away anyway, and a throw here would hide the error that led here.
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

    // A move onto a device would put a file in its place.
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

        // Windows replaces no read-only file: the attribute goes as late as can be, and comes back in any case.
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
            // A file left over is no reason to hide the error that led here.
        }
    }
}
