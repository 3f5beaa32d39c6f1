namespace RnnPS.Files;

/// <summary>The errors of files as such, so that every reader and writer words them alike.</summary>
internal static class FileFaults
{
    /// <summary>Whether an exception is the file system's way to refuse.</summary>
    /// <param name="fault">The exception.</param>
    /// <returns>True for failed input or output, and for denied access.</returns>
    public static bool IsUnavailable(Exception fault) =>
        fault is IOException or UnauthorizedAccessException or System.Security.SecurityException;

    /// <summary>A file that is not there.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="inner">What the file system said.</param>
    /// <returns>The error.</returns>
    public static RnnException NotFound(string path, Exception inner) => new(
        RnnErrorId.FileNotFound,
        $"There is no file '{path}': check the name and the folder.",
        path,
        inner);

    /// <summary>A folder where a file was expected.</summary>
    /// <param name="path">Its path.</param>
    /// <returns>The error.</returns>
    public static RnnException IsFolder(string path) => new(
        RnnErrorId.FileIsFolder,
        $"'{path}' is a folder: give the path of a file.",
        path);

    /// <summary>A path that no file can have.</summary>
    /// <param name="path">The path.</param>
    /// <param name="inner">What the file system said, if it was asked.</param>
    /// <returns>The error.</returns>
    public static RnnException BadPath(string path, Exception? inner = null) => new(
        RnnErrorId.Path,
        $"'{path}' cannot be a file: give the path of a single file.",
        path,
        inner);

    /// <summary>A file that cannot be read.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="inner">What the file system said.</param>
    /// <returns>The error.</returns>
    public static RnnException CannotRead(string path, Exception inner) => new(
        RnnErrorId.FileUnavailable,
        $"'{path}' cannot be read: {inner.Message} Close it in other programs, or ask for the right to read it.",
        path,
        inner);

    /// <summary>A file that cannot be written.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="inner">What the file system said.</param>
    /// <returns>The error.</returns>
    public static RnnException CannotWrite(string path, Exception inner) => new(
        RnnErrorId.FileUnavailable,
        $"'{path}' cannot be written: {inner.Message} Close it in other programs, and check the free space and the "
        + "rights on its folder. What was there before is unchanged.",
        path,
        inner);

    /// <summary>A file that must not be overwritten.</summary>
    /// <param name="path">Its path.</param>
    /// <returns>The error.</returns>
    public static RnnException Exists(string path) => new(
        RnnErrorId.FileExists,
        $"'{path}' exists: give another name, or leave -NoClobber out to replace it.",
        path);

    /// <summary>A file that is read-only.</summary>
    /// <param name="path">Its path.</param>
    /// <returns>The error.</returns>
    public static RnnException IsReadOnly(string path) => new(
        RnnErrorId.FileReadOnly,
        $"'{path}' is read-only: give another name, or -Force to replace it.",
        path);

    /// <summary>An output file without a folder to lie in.</summary>
    /// <param name="folder">The folder that is not there.</param>
    /// <returns>The error.</returns>
    public static RnnException FolderNotFound(string? folder) => new(
        RnnErrorId.FolderNotFound,
        $"There is no folder '{folder}': create it first, or write to another.",
        folder);
}
