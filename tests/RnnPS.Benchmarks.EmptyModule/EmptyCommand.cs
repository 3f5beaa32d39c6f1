using System.Management.Automation;

namespace RnnPS.Benchmarks.EmptyModule;

/// <summary>A cmdlet that does nothing, with two parameters.</summary>
public abstract class EmptyCommand : PSCmdlet
{
    [Parameter(Position = 0)]
    public string? Name { get; set; }

    [Parameter(ValueFromPipeline = true)]
    public object? InputObject { get; set; }
}
