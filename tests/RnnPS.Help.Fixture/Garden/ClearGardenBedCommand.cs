using System.Management.Automation;

namespace Garden;

/// <summary>Clears a bed.</summary>
/// <remarks>Takes all plants away, in the default parameter set without another word.</remarks>
/// <example>
/// <para>Clear a bed with fire</para>
/// <code>Clear-GardenBed -Fire</code>
/// </example>
[Cmdlet(VerbsCommon.Clear, "GardenBed", DefaultParameterSetName = "ByHand")]
[OutputType("System.String")]
public sealed class ClearGardenBedCommand : GardenCommand
{
    /// <summary>Burns it.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "ByFire")]
    public SwitchParameter Fire { get; set; }

    /// <summary>What to leave, in grams.</summary>
    [Parameter]
    public new long Limit { get; set; }
}
