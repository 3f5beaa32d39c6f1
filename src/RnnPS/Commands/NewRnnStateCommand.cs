using System.Management.Automation;

namespace RnnPS;

/// <summary>Creates a state that is carried from one run to the next.</summary>
/// <remarks>
/// <para>
/// A model itself remembers nothing: each run starts from zeros. A state given to Invoke-RnnForward -State is advanced
/// with every step that comes out, and the next run goes on from there, also after the run was stopped early.
/// </para>
/// </remarks>
/// <example>
/// <para>Two calls that compute what one call over 1, 2 would.</para>
/// <code>$model = New-RnnModel -InputSize 1 -HiddenSize 8 -OutputSize 1 -Seed 1
/// $state = New-RnnState -Model $model
/// Invoke-RnnForward $model -Input 1 -State $state
/// Invoke-RnnForward $model -Input 2 -State $state</code>
/// </example>
/// <example>
/// <para>A state that does not start from zeros.</para>
/// <code>$cell = New-RnnCell -InputSize 1 -HiddenSize 2 -Seed 1
/// New-RnnState -Model $cell -Value 0.5, -0.5</code>
/// </example>
/// <seealso cref="InvokeRnnForwardCommand"/>
[Cmdlet(VerbsCommon.New, "RnnState")]
[OutputType(typeof(RnnState))]
public sealed class NewRnnStateCommand : RnnCommand
{
    /// <summary>The model, or the cell, that the state is for.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("Cell")]
    [ModelTransformation]
    [ValidateNotNull]
    public RnnModel? Model { get; set; }

    /// <summary>The state to start from, one number for each component of the state.</summary>
    /// <value>zeros</value>
    [Parameter(Position = 1)]
    [AllowEmptyCollection]
    [ValidateNotNull]
    public object? Value { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteObject(
        Value is null
            ? new RnnState(Model!)
            : Require(() => new RnnState(Model!, WeightReader.Vector(Value)), nameof(Value)));
}
