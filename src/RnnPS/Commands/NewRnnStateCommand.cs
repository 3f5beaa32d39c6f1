using System.Management.Automation;

namespace RnnPS;

/// <summary>Creates a state that is carried from one run to the next.</summary>
/// <remarks>
/// <para>
/// A model itself remembers nothing: each run starts from zeros. A state given to Invoke-RnnForward -State is advanced
/// with every step that comes out, and the next run goes on from there, also after the run was stopped early.
/// </para>
/// <para>
/// A state has h of each of the model's Layers in its Values and, of LSTM cells, c in its CellStates. It can be written to a
/// file by Export-Clixml or ConvertTo-Json -Depth 4, and made again from what Import-Clixml or ConvertFrom-Json gives.
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
/// <para>An LSTM's state that does not start from zeros.</para>
/// <code>$cell = New-RnnCell -Kind Lstm -InputSize 1 -HiddenSize 2 -Seed 1
/// New-RnnState -Model $cell -Value 0.5, -0.5 -CellState 1, -1</code>
/// </example>
/// <example>
/// <para>A state that one script leaves for the next.</para>
/// <code>$model = New-RnnModel -Kind Gru -InputSize 1 -HiddenSize 8 -OutputSize 1 -Seed 1
/// $state = New-RnnState $model
/// 1..10 | Invoke-RnnForward $model -State $state | Select-Object -Last 1
/// $state | Export-Clixml state.xml
/// $state = New-RnnState $model -Value (Import-Clixml state.xml)</code>
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

    /// <summary>
    /// The hidden state h to start from: one number for each component; of a model with several cells a list of such lists,
    /// one for each of its Layers (a flat list is the first one's, and the others start from zeros). Or a state made before.
    /// </summary>
    /// <value>zeros</value>
    [Parameter(Position = 1)]
    [AllowEmptyCollection]
    [ValidateGiven]
    public object? Value { get; set; }

    /// <summary>The cell state c of LSTM cells, in the same form; $null in the list for a cell that has none.</summary>
    /// <value>zeros</value>
    [Parameter]
    [AllowEmptyCollection]
    [ValidateGiven]
    public object? CellState { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        RnnState state = Require(() => StateReader.Read(Model!, Value), nameof(Value));
        WriteObject(CellState is null ? state : Require(() => StateReader.Read(Model!, Value, CellState), nameof(CellState)));
    }
}
