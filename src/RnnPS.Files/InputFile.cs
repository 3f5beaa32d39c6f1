namespace RnnPS.Files;

/// <summary>Opens files to read, and names them in errors.</summary>
internal static class InputFile
{
    /// <summary>Reads a file.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="path">The file.</param>
    /// <param name="read">Reads the content. Its errors need not name the file.</param>
    /// <returns>The result.</returns>
    /// <exception cref="RnnException">
    /// The file does not exist (<see cref="RnnErrorId.FileNotFound"/>) or can't be read (<see cref="RnnErrorId.FileUnavailable"/>,
    /// <see cref="RnnErrorId.FileIsFolder"/>); or an error of the content, with the path before its message.
    /// </exception>
    public static T Read<T>(string path, Func<FileStream, T> read)
    {
        try
        {
            // Readers take whole blocks, so the stream needs no buffer.
            using FileStream file = Directory.Exists(path)
                ? throw FileFaults.IsFolder(path)
                : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            return WithName($"'{path}'", path, () => read(file));
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw FileFaults.NotFound(path, fault);
        }
        catch (Exception fault) when (FileFaults.IsUnavailable(fault) || fault is NotSupportedException)
        {
            throw FileFaults.CannotRead(path, fault);
        }
    }

    /// <summary>Puts the name of what is read before the messages of errors.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="name">The name.</param>
    /// <param name="value">What the errors are about.</param>
    /// <param name="read">Reads the content.</param>
    /// <returns>The result.</returns>
    public static T WithName<T>(string name, object value, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (RnnException error)
        {
            throw new RnnException(error.Id, $"{name}: {error.Message}", value, error);
        }
    }
}
