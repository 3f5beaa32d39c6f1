using System.Runtime.InteropServices;

namespace RnnPS.Shell;

/// <summary>
/// The console of Windows shows escape codes as text until a program asks for them; terminals elsewhere need no asking.
/// </summary>
internal static partial class WindowsConsole
{
    /// <summary>STD_OUTPUT_HANDLE.</summary>
    public const int OutputHandle = -11;

    /// <summary>STD_ERROR_HANDLE.</summary>
    public const int ErrorHandle = -12;

    private const uint VirtualTerminalProcessing = 0x0004;

    /// <summary>Asks for escape codes; whether the console will show them.</summary>
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
