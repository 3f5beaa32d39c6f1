using System.Management.Automation;

namespace RnnPS;

/// <summary>Creates a state to carry from one run to the next.</summary>
/// <remarks>
/// <para>
/// A model does not remember anything between runs: each run starts from zeros. Invoke-RnnForward -State updates the given
/// state before it emits each step. The next run continues from there, even if the previous run was stopped early.
/// </para>
/// <para>
/// Values holds the hidden state h of each of the model's Layers, and CellStates the cell state c of each LSTM cell. You can
/// save a state with Export-Clixml, and Import-Clixml returns it. The object that ConvertFrom-Json makes of ConvertTo-Json -Depth 4 is not
/// a state yet: give it as -Value.
/// </para>
/// </remarks>
/// <example>
/// <para>Run two calls that give the same result as one call with the input 1, 2.</para>
/// <code>$model = New-RnnModel -InputSize 1 -HiddenSize 8 -OutputSize 1 -Seed 1
/// $state = New-RnnState -Model $model
/// Invoke-RnnForward $model -Input 1 -State $state
/// Invoke-RnnForward $model -Input 2 -State $state</code>
/// <code>
/// Sequence   Step Input       PreActivation      State              Output
/// --------   ---- -----       -------------      -----              ------
/// 0             0 1           [0.6373 … of 8]    [0.5631 … of 8]    -0.816
/// 0             0 2           [1.446 … of 8]     [0.895 … of 8]     -1.008
/// </code>
/// </example>
/// <example>
/// <para>Create a state for an LSTM with given hidden and cell states.</para>
/// <code>$cell = New-RnnCell -Kind Lstm -InputSize 1 -HiddenSize 2 -Seed 1
/// New-RnnState -Model $cell -Value 0.5, -0.5 -CellState 1, -1</code>
/// </example>
/// <example>
/// <para>Save a state to a file and restore it.</para>
/// <code>$model = New-RnnModel -Kind Gru -InputSize 1 -HiddenSize 8 -OutputSize 1 -Seed 1
/// $state = New-RnnState $model
/// 1..10 | Invoke-RnnForward $model -State $state | Select-Object -Last 1
/// $state | Export-Clixml state.xml
/// $state = Import-Clixml state.xml
/// 11 | Invoke-RnnForward $model -State $state</code>
/// </example>
/// <seealso cref="InvokeRnnForwardCommand"/>
/// <seealso href="about_RnnPS_Shapes"/>
[Cmdlet(VerbsCommon.New, "RnnState")]
[OutputType(typeof(RnnState))]
public sealed class NewRnnStateCommand : RnnCommand
{
    /// <summary>The model or cell to create the state for.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("Cell")]
    [ModelTransformation]
    [ValidateNotNull]
    public RnnModel? Model { get; set; }

    /// <summary>
    /// The initial hidden state h: one number for each component. For a model with several cells, give one such list for each
    /// of its Layers. A flat list sets the first cell only, and the others start from zeros. You can also give a saved state.
    /// </summary>
    /// <value>zeros</value>
    [Parameter(Position = 1)]
    [AllowEmptyCollection]
    [ValidateGiven]
    public object? Value { get; set; }

    /// <summary>The initial cell state c of LSTM cells, in the same form as -Value. Use $null for a cell without a cell state.</summary>
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
