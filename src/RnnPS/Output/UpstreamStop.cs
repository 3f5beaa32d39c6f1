using System.Management.Automation;
using System.Reflection;

namespace RnnPS;

/// <summary>
/// Stops the commands upstream, as <c>Select-Object -First</c> does. The commands downstream continue.
/// </summary>
/// <remarks>
/// The engine's exception for this is internal. A PipelineStoppedException would also stop the commands downstream. If a later
/// engine removes the exception, the caller ignores the rest of its input.
/// </remarks>
internal static class UpstreamStop
{
    private static readonly ConstructorInfo? Constructor = typeof(PSCmdlet).Assembly
        .GetType("System.Management.Automation.StopUpstreamCommandsException")?
        .GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
        .FirstOrDefault(constructor => constructor.GetParameters() is [{ } only]
            && only.ParameterType.IsAssignableFrom(typeof(PSCmdlet)));

    /// <summary>Stops the commands upstream. Returns only if the engine does not support it.</summary>
    /// <param name="command">The cmdlet that needs no more input.</param>
    public static void Request(PSCmdlet command)
    {
        if (Constructor?.Invoke([command]) is Exception exception)
        {
            throw exception;
        }
    }
}
