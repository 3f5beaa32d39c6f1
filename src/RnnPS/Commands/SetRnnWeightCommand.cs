using System.Management.Automation;

namespace RnnPS;

/// <summary>Changes one weight of a model, or a whole array of weights.</summary>
/// <remarks>
/// <para>
/// The name of an array is the path of the property that shows it: Layers[0].RecurrentWeights, OutputBias, and so on.
/// $model.WeightNames lists them, and the Tab key completes them. With -Row or -Column the command changes one number, otherwise the
/// whole array. A bias has one row. Rows and columns count from 0.
/// </para>
/// <para>Runs that have started keep the weights they started with. Later runs use the new ones.</para>
/// </remarks>
/// <example>
/// <para>Change one recurrent weight of the starting example, and see what it does.</para>
/// <code>$model = [RnnPS.RnnModel]::StartingExample()
/// Set-RnnWeight $model Layers[0].RecurrentWeights 0.5 -Row 0 -Column 1
/// Invoke-RnnForward $model -Input 1, 2</code>
/// <code>
/// Sequence   Step Input       PreActivation      State              Output
/// --------   ---- -----       -------------      -----              ------
/// 0             0 1           [0.6 0.5]          [0.537 0.4621]     1.561
/// 0             1 2           [1.292 1.553]      [0.8597 0.9143]    2.788
/// </code>
/// </example>
/// <example>
/// <para>Replace the output layer's weights: a list of rows, one row for each unit.</para>
/// <code>$model = New-RnnModel -InputSize 1 -HiddenSize 3 -OutputSize 1 -Seed 1
/// Set-RnnWeight $model OutputWeights (1, 0, -1) -PassThru | Format-List OutputWeights</code>
/// </example>
/// <seealso cref="NewRnnModelCommand"/>
/// <seealso cref="InvokeRnnForwardCommand"/>
[Cmdlet(VerbsCommon.Set, "RnnWeight")]
[OutputType(typeof(void), typeof(RnnModel))]
public sealed class SetRnnWeightCommand : RnnCommand
{
    /// <summary>The model to change.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ModelTransformation(RefusesSaved = true, RefusesCells = true)]
    [ValidateNotNull]
    public RnnModel? Model { get; set; }

    /// <summary>The name of the array, for example Layers[0].InputWeights or OutputBias. Case is ignored.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(WeightNameCompleter))]
    public string? Name { get; set; }

    /// <summary>
    /// The new number; or the new array: a list of rows. A flat list is enough for an array with one row or one column.
    /// </summary>
    [Parameter(Mandatory = true, Position = 2)]
    [AllowNull]
    [AllowEmptyCollection]
    public object? Value { get; set; }

    /// <summary>The row of the number to change, from 0.</summary>
    /// <value>0 if only -Column is given</value>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [NumberTransformation(Integer = true)]
    public int Row { get; set; }

    /// <summary>The column of the number to change, from 0.</summary>
    /// <value>0 if only -Row is given</value>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [NumberTransformation(Integer = true)]
    public int Column { get; set; }

    /// <summary>Emits the model.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        RnnMatrix now = Require(() => Model!.WeightOf(Name!), nameof(Name));
        RnnMatrix values = Require(
            () => WeightReader.Matrix(Value, length => now.Columns == 1 ? 1 : now.Rows == 1 ? length : null), nameof(Value));
        if (!Given(nameof(Row)) && !Given(nameof(Column)))
        {
            Require(() => Model!.SetWeights(Name!, values), nameof(Value));
        }
        else if (values is { Rows: 1, Columns: 1 })
        {
            Require(() => Model!.SetWeight(Name!, Row, Column, values[0, 0]));
        }
        else
        {
            ThrowTerminatingError(new RnnException(
                RnnErrorId.WeightShape,
                $"-Row and -Column name one number of {Name}, but -Value is {values} (rows×columns): give one number, or leave -Row and -Column out.",
                Value));
        }

        if (PassThru)
        {
            WriteObject(Model);
        }
    }
}
