namespace RnnPS.Files.Tests;

/// <summary>A test of what only Unix allows. On Windows it is reported as skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute()
    {
        if (OperatingSystem.IsWindows())
        {
            Skip = "Windows has no such files, links or permissions.";
        }
    }
}
