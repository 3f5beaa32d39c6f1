using System.Management.Automation;

namespace Garden;

/// <summary>What the cmdlets of a garden share; never shown.</summary>
public abstract class GardenCommand : PSCmdlet
{
    /// <summary>Where the plants stand: a bed's name, as in <c>North</c>.</summary>
    /// <value>The first bed</value>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Place")]
    [ValidateLength(1, 20)]
    public string? Bed { get; set; }

    /// <summary>How many plants at most.</summary>
    /// <value>10</value>
    [Parameter]
    public virtual int Limit { get; set; } = 10;

    [Parameter(DontShow = true)]
    public SwitchParameter Secret { get; set; }
}
