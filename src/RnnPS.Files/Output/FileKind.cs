using System.Runtime.InteropServices;

namespace RnnPS.Files;

/// <summary>What a path names: only a file can be replaced by a file.</summary>
internal enum FileKind
{
    /// <summary>A file, or nothing yet.</summary>
    File,

    /// <summary>A device that takes bytes one after the other, such as /dev/null or a terminal.</summary>
    CharacterDevice,

    /// <summary>A disk.</summary>
    BlockDevice,

    /// <summary>A named pipe.</summary>
    Pipe,

    /// <summary>A socket.</summary>
    Socket,
}

/// <summary>Finds the kind of a file.</summary>
internal static class FileKinds
{
    // The status starts with 32 bits of flags, then the mode. It has 120 bytes in .NET 10.
    private const int ModeOffset = 4;
    private const int StatusSize = 1024;
    private const int KindMask = 0xF000;
    private const string WindowsDevices = @"\\.\";

    /// <summary>Finds what a path names. Links are followed.</summary>
    /// <param name="path">The path.</param>
    /// <returns>The kind. On Windows, devices have paths of their own, and are not written to.</returns>
    public static FileKind Of(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return path.StartsWith(WindowsDevices, StringComparison.Ordinal) ? FileKind.BlockDevice : FileKind.File;
        }

        var status = new byte[StatusSize];
        int mode = Stat(path, status) == 0 ? BitConverter.ToInt32(status, ModeOffset) : 0;
        return (mode & KindMask) switch
        {
            0x1000 => FileKind.Pipe,
            0x2000 => FileKind.CharacterDevice,
            0x6000 => FileKind.BlockDevice,
            0xC000 => FileKind.Socket,
            _ => FileKind.File,
        };
    }

    // .NET shows no kind of a file. Its own library does, in the same form on every Unix.
    [DllImport("libSystem.Native", EntryPoint = "SystemNative_Stat", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Stat([MarshalAs(UnmanagedType.LPUTF8Str)] string path, [Out] byte[] status);
}
