namespace RnnPS.Files;

/// <summary>The errors of opening and writing files, so that every reader and writer words them alike.</summary>
internal static class FileFaults
{
    /// <summary>Whether an exception comes from the file system.</summary>
    /// <param name="fault">The exception.</param>
    /// <returns>True for failed input or output, and for denied access.</returns>
    public static bool IsUnavailable(Exception fault) =>
        fault is IOException or UnauthorizedAccessException or System.Security.SecurityException;

    /// <summary>A file does not exist.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="inner">The exception of the file system.</param>
    /// <returns>The error.</returns>
    public static RnnException NotFound(string path, Exception inner) => new(
        RnnErrorId.FileNotFound,
        $"The file '{path}' does not exist: check the name and the folder.",
        path,
        inner);

    /// <summary>A path names a folder instead of a file.</summary>
    /// <param name="path">The file's path.</param>
    /// <returns>The error.</returns>
    public static RnnException IsFolder(string path) => new(
        RnnErrorId.FileIsFolder,
        $"'{path}' is a folder: give the path of a file.",
        path);

    /// <summary>A path cannot name a file.</summary>
    /// <param name="path">The path.</param>
    /// <param name="inner">The exception of the file system, if there was one.</param>
    /// <returns>The error.</returns>
    public static RnnException BadPath(string path, Exception? inner = null) => new(
        RnnErrorId.Path,
        $"'{path}' is not a valid file path: give the path of a single file.",
        path,
        inner);

    /// <summary>A path names something that a file must not replace.</summary>
    /// <param name="path">The path.</param>
    /// <param name="kind">What it names.</param>
    /// <returns>The error.</returns>
    public static RnnException IsSpecial(string path, FileKind kind)
    {
        string what = kind switch
        {
            FileKind.Pipe => "a named pipe",
            FileKind.Socket => "a socket",
            _ => "a device",
        };
        return new(
            RnnErrorId.Path,
            $"'{path}' is {what}, which is not written to: give the path of a file, or write to /dev/stdout and pass the output on.",
            path);
    }

    /// <summary>The name of a file is too long.</summary>
    /// <param name="path">The path.</param>
    /// <returns>The error.</returns>
    public static RnnException NameTooLong(string path) => new(
        RnnErrorId.Path,
        "The name of the file is longer than file systems allow, 255 bytes: give a shorter name.",
        path);

    /// <summary>A file cannot be read.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="inner">The exception of the file system.</param>
    /// <returns>The error.</returns>
    public static RnnException CannotRead(string path, Exception inner) => new(
        RnnErrorId.FileUnavailable,
        $"'{path}' cannot be read: {inner.Message} Close it in other programs, or get permission to read it.",
        path,
        inner);

    /// <summary>A file cannot be written.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="inner">The exception of the file system.</param>
    /// <returns>The error.</returns>
    public static RnnException CannotWrite(string path, Exception inner) => new(
        RnnErrorId.FileUnavailable,
        $"'{path}' cannot be written: {inner.Message} Close it in other programs, and check the free space and the "
        + "permissions of its folder. An existing file is unchanged.",
        path,
        inner);

    /// <summary>A file exists and must not be overwritten.</summary>
    /// <param name="path">The file's path.</param>
    /// <returns>The error.</returns>
    public static RnnException Exists(string path) => new(
        RnnErrorId.FileExists,
        $"'{path}' exists: give another name, or leave -NoClobber out to replace it.",
        path);

    /// <summary>A file is read-only.</summary>
    /// <param name="path">The file's path.</param>
    /// <returns>The error.</returns>
    public static RnnException IsReadOnly(string path) => new(
        RnnErrorId.FileReadOnly,
        $"'{path}' is read-only: give another name, or use -Force to replace it.",
        path);

    /// <summary>The folder of an output file does not exist.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>The error.</returns>
    public static RnnException FolderNotFound(string? folder) => new(
        RnnErrorId.FolderNotFound,
        $"The folder '{folder}' does not exist: create it first, or write to another folder.",
        folder);
}
