using System.Runtime.InteropServices;

namespace RnnPS.Shell;

/// <summary>
/// Enables escape codes on the Windows console, which shows them as text by default. Other terminals need no such call.
/// </summary>
internal static partial class WindowsConsole
{
    /// <summary>STD_OUTPUT_HANDLE.</summary>
    public const int OutputHandle = -11;

    /// <summary>STD_ERROR_HANDLE.</summary>
    public const int ErrorHandle = -12;

    private const uint VirtualTerminalProcessing = 0x0004;

    /// <summary>Enables escape codes.</summary>
    /// <returns>Whether the console interprets escape codes.</returns>
    public static bool EnablesEscapeCodes(int standardHandle)
    {
        if (!OperatingSystem.IsWindows())
        {
            return true;
        }

        nint handle = GetStdHandle(standardHandle);
        return GetConsoleMode(handle, out uint mode)
            && ((mode & VirtualTerminalProcessing) != 0 || SetConsoleMode(handle, mode | VirtualTerminalProcessing));
    }

    [DllImport("kernel32.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern nint GetStdHandle(int standardHandle);

    [DllImport("kernel32.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool GetConsoleMode(nint handle, out uint mode);

    [DllImport("kernel32.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool SetConsoleMode(nint handle, uint mode);
}
