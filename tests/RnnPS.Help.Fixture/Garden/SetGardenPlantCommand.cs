using System.Management.Automation;

namespace Garden;

/// <summary>Marks or cuts a plant.</summary>
/// <remarks>Nothing is emitted.</remarks>
/// <example>
/// <para>Cut a tree hard, without asking</para>
/// <code>Get-GardenPlant -Kind Tree | Set-GardenPlant -Cut Hard -Confirm:$false</code>
/// </example>
/// <seealso cref="GetGardenPlantCommand"/>
[Cmdlet(VerbsCommon.Set, "GardenPlant", SupportsShouldProcess = true, HelpUri = "https://example.org/help/set")]
[Alias("sgp")]
[OutputType(typeof(void))]
public sealed class SetGardenPlantCommand : GardenCommand
{
    /// <summary>The plant to change.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public Plant? Plant { get; set; }

    /// <summary>How hard to cut it.</summary>
    [Parameter]
    public Cut Cut { get; set; }

    /// <summary>The tool.</summary>
    [Parameter]
    [ValidateSet("Saw", "Shears")]
    [ValidatePattern("^S")]
    public string Tool { get; set; } = "Saw";

    /// <summary>Only marks it.</summary>
    [Parameter]
    public SwitchParameter Mark { get; set; }

    /// <summary>Words to say meanwhile.</summary>
    [Parameter(ValueFromRemainingArguments = true)]
    public List<string>? Word { get; set; }
}
