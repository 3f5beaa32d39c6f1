using System.Management.Automation;
using System.Reflection;

namespace RnnPS;

/// <summary>
/// Ends the commands upstream as <c>Select-Object -First</c> does, and leaves those downstream alone.
/// </summary>
/// <remarks>
/// The engine's exception for it is internal, and a PipelineStoppedException in its place would kill the commands
/// downstream as well. Where the engine has it no more, the caller ignores the rest of its input.
/// </remarks>
internal static class UpstreamStop
{
    private static readonly ConstructorInfo? Constructor = typeof(PSCmdlet).Assembly
        .GetType("System.Management.Automation.StopUpstreamCommandsException")?
        .GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
        .FirstOrDefault(constructor => constructor.GetParameters() is [{ } only]
            && only.ParameterType.IsAssignableFrom(typeof(PSCmdlet)));

    /// <summary>Stops the commands upstream; returns only where the engine has no way to.</summary>
    /// <param name="command">The cmdlet that has seen enough.</param>
    public static void Request(PSCmdlet command)
    {
        if (Constructor?.Invoke([command]) is Exception exception)
        {
            throw exception;
        }
    }
}
