using System.Management.Automation;

namespace Garden;

/// <summary>Gets the plants of a
/// garden bed.</summary>
/// <remarks>
/// <para>Looks into the <see cref="GardenCommand.Bed"/> given and emits each <see cref="Plant"/> as soon as it is found;
/// without <see cref="Kind"/>, of every kind. A plant that <see cref="SetGardenPlantCommand"/> has marked comes last,
/// and <see langword="null"/> never. See also <see href="https://example.org/beds">the page on beds</see>.</para>
/// <para>A bed is read in this order:</para>
/// <list type="bullet">
/// <item>from the <c>north</c>, as the sun comes last there, so that what grows in the shade of the others is found before them;</item>
/// <item><term>to the south</term><description>where the &lt;big&gt; ones stand.</description></item>
/// </list>
/// <list type="number">
/// <item>Stop.</item>
/// <item>Report.</item>
/// </list>
/// <para>A bed in a file looks so:</para>
/// <code>
///       name  kind
///     ------  ----
///     Quince  Tree
/// </code>
/// </remarks>
/// <example>
/// <para>Get two trees, and their names.</para>
/// <code>
/// Get-GardenPlant 'Q*' -Kind Tree -Limit 2 |
///     ForEach-Object { $_.Name -replace 'Q', 'K' }
/// </code>
/// <code>
///   Kuince
/// Kuercus
/// </code>
/// <para>The names come in the order of the bed.</para>
/// <para>Another remark, on the table:</para>
/// <code>
///   t  x
///   0  1
/// </code>
/// <list type="bullet"><item>one</item><item>two</item></list>
/// </example>
/// <example>
/// <para>Mark every herb</para>
/// <code>$plants = Get-GardenPlant -Kind Herb; Set-GardenPlant -Plant ($plants | Where-Object Name -like 'A*') -Mark -Verbose</code>
/// </example>
/// <seealso cref="SetGardenPlantCommand"/>
/// <seealso href="about_Garden"/>
/// <seealso href="https://example.org/garden">The garden's page</seealso>
[Cmdlet(VerbsCommon.Get, "GardenPlant", DefaultParameterSetName = ByName)]
[OutputType(typeof(Plant), ParameterSetName = new[] { ByName })]
[OutputType(typeof(int), ParameterSetName = new[] { ByPath })]
public sealed class GetGardenPlantCommand : GardenCommand
{
    private const string ByName = "Name";
    private const string ByPath = "Path";

    /// <summary>The plants' names.</summary>
    /// <value>All names</value>
    [Parameter(Position = 0, ParameterSetName = ByName, ValueFromPipeline = true)]
    [Parameter(Position = 1, ParameterSetName = ByPath)]
    [SupportsWildcards]
    public string[]? Name { get; set; }

    /// <summary>A file that describes a bed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByPath, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName")]
    public string Path { get; set; } = "";

    /// <summary>The kind of plant to get.</summary>
    [Parameter]
    public PlantKind? Kind { get; set; }

    /// <summary>The height in metres.</summary>
    [Parameter]
    [ValidateRange(double.Epsilon, 100.0)]
    [ValidateCount(1, 2)]
    public double[]? Height { get; set; }

    /// <inheritdoc/>
    /// <value>3</value>
    [Parameter(Mandatory = true, ParameterSetName = ByPath)]
    [Parameter(ParameterSetName = ByName)]
    [ValidateRange(1, int.MaxValue)]
    public override int Limit { get; set; } = 3;
}
