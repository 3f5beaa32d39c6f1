using System.Management.Automation;

namespace RnnPS;

/// <summary>Copies a model.</summary>
/// <remarks>
/// <para>
/// The copy has the same weights, scaling, training, seed and description. Training and changes of weights change only one of the two
/// models. A copy costs no memory for weights until one of the two changes. A copy of a forecast model has copies of all its networks.
/// </para>
/// </remarks>
/// <example>
/// <para>Train a copy, and keep the model as it is.</para>
/// <code>$model = New-RnnModel -Kind Gru -InputSize 1 -HiddenSize 8 -OutputSize 1 -Seed 1
/// $trained = Copy-RnnModel $model
/// Import-Csv sunspots.csv | Optimize-RnnModel $trained -Property SUNACTIVITY -Epoch 3
/// $model.Training</code>
/// </example>
/// <example>
/// <para>Change one weight of a copy, and compare the outputs.</para>
/// <code>$model = New-RnnModel -Kind Gru -InputSize 1 -HiddenSize 8 -OutputSize 1 -Seed 1
/// $changed = Copy-RnnModel $model
/// $changed.SetWeight('OutputBias', 0, 0, 0.5)
/// $model, $changed | ForEach-Object { 1, 2 | Invoke-RnnForward $_ -Last }</code>
/// </example>
/// <seealso cref="ExportRnnModelCommand"/>
/// <seealso cref="NewRnnModelCommand"/>
[Cmdlet(VerbsCommon.Copy, "RnnModel")]
[OutputType(typeof(RnnModel))]
[OutputType(typeof(RnnForecastModel))]
public sealed class CopyRnnModelCommand : RnnCommand
{
    /// <summary>The model, cell or forecast model to copy.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Cell")]
    [ModelTransformation(TakesForecasts = true)]
    [ValidateNotNull]
    public object? Model { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteObject(Model is RnnForecastModel forecast ? forecast.Copy() : ((RnnModel)Model!).Copy());
}
