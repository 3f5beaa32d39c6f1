namespace RnnPS.Files.Tests;

/// <summary>A test that needs the device that is always full. Where there is none, it is reported as skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FullDeviceFactAttribute : FactAttribute
{
    public FullDeviceFactAttribute()
    {
        if (!File.Exists("/dev/full"))
        {
            Skip = "Only Linux has /dev/full.";
        }
    }
}
