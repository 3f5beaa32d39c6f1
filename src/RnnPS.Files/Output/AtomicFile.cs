namespace RnnPS.Files;

/// <summary>
/// A temporary file that replaces its target in one atomic step when it is complete. A reader of the target sees the old
/// contents or the new, never a part. Every exporter writes through this class.
/// </summary>
/// <remarks>
/// The temporary file is in the target's folder, because a move is atomic only within a volume. If the target is a link,
/// the link stays and the file it points to is replaced. A replaced file keeps its Unix permissions and its read-only
/// attribute, as with Export-Csv -Force, but not its owner. A character device such as /dev/null, and the standard output, are written
/// to directly: nothing can replace them.
/// </remarks>
public sealed class AtomicFile : IDisposable
{
    private readonly OutputTarget _target;
    private readonly bool _force;
    private readonly bool _noClobber;
    private readonly OutputStream _stream;

    // Null if the target is written to directly.
    private readonly string? _temporary;
    private bool _committed;
    private bool _disposed;

    private AtomicFile(string path, OutputTarget target, bool force, bool noClobber)
    {
        _target = target;
        _force = force;
        _noClobber = noClobber;
        try
        {
            Stream inner = target.IsStream ? target.OpenStream() : TemporaryFile.Create(target.Path);
            _temporary = target.IsStream ? null : ((FileStream)inner).Name;
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
    /// The path is a folder (<see cref="RnnErrorId.FileIsFolder"/>), is a named pipe, a socket or a disk, or is not valid
    /// (<see cref="RnnErrorId.Path"/>); the file's folder does not exist (<see cref="RnnErrorId.FolderNotFound"/>); or the
    /// file exists (<see cref="RnnErrorId.FileExists"/>) or is read-only (<see cref="RnnErrorId.FileReadOnly"/>).
    /// </exception>
    public static void Check(string path, bool force, bool noClobber) =>
        OutputTarget.Find(path).Check(force, noClobber);

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
        var target = OutputTarget.Find(path);
        target.Check(force, noClobber);
        return new AtomicFile(path, target, force, noClobber);
    }

    /// <summary>Opens a temporary file and removes it again, so that a folder that can't be written is noticed before long work.</summary>
    /// <param name="path">The file's path.</param>
    /// <exception cref="RnnException">As for <see cref="Create"/>.</exception>
    public static void RequireWritable(string path)
    {
        using AtomicFile file = Create(path, force: false, noClobber: false);
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
        _target.Check(_force, _noClobber);
        try
        {
            // The file stays open until it has moved: without its lock, another writer would take it for a leftover.
            if (_temporary is not null)
            {
                Replace(_temporary, _target.Path);
            }
        }
        catch (Exception fault) when (FileFaults.IsUnavailable(fault))
        {
            throw FileFaults.CannotWrite(FilePath, fault);
        }

        _committed = true;
        _stream.Dispose();
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

    private void Replace(string temporary, string path)
    {
        var target = new FileInfo(path);
        if (!OperatingSystem.IsWindows())
        {
            if (target.Exists)
            {
                File.SetUnixFileMode(temporary, File.GetUnixFileMode(path));
            }

            File.Move(temporary, path, overwrite: !_noClobber);
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

            File.Move(temporary, path, overwrite: !_noClobber);
        }
        finally
        {
            if (wasReadOnly)
            {
                new FileInfo(path).IsReadOnly = true;
            }
        }
    }

    private void RemoveTemporary()
    {
        try
        {
            if (_temporary is not null)
            {
                File.Delete(_temporary);
            }
        }
        catch (Exception fault) when (FileFaults.IsUnavailable(fault))
        {
            // A throw here would hide the original error. The next write of the file removes the temporary file.
        }
    }
}
