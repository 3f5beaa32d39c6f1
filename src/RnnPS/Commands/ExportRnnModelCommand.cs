using System.Management.Automation;

namespace RnnPS;

/// <summary>Writes a model to a file.</summary>
/// <remarks>
/// <para>
/// A file in the format Safetensors keeps everything about the model: the weights with all their bits, the options of every cell, the
/// scaling, the names of features, targets and classes, the loss, the lead, the validation errors that intervals use, the seed and a
/// description. Import-RnnModel returns a model that gives the same numbers, bit for bit. The tensors have PyTorch's names and layout
/// where PyTorch has the layer. See about_RnnPS_Files.
/// </para>
/// <para>
/// A forecast model, which Invoke-RnnForecast keeps by -ModelVariable, is one Safetensors file, too: all its networks, the forms in which
/// they read the series, their shares, the spread of their errors, the place in the calendar, and what else was tried. Its forecasts and
/// intervals come back bit for bit. An ONNX file has no place for these; it can have one of the networks, $forecast.Members[0].Model.
/// </para>
/// <para>
/// A file in the format Onnx is a graph for ONNX Runtime and other engines. Its input is [batch × time × feature], or [batch × time] tokens
/// for a model with an embedding. Its output is the prediction, [batch × time × output], or [batch × output] for a model that outputs once
/// per sequence. The scaling and the link of the loss are in the graph, so both are in the units of the data. It computes in 32 bits. What
/// ONNX can't represent is an error that names the layer. Import-RnnModel reads such files, too.
/// </para>
/// <para>
/// The command writes a temporary file in the same folder and renames it at the end, so that the file is never incomplete. An existing
/// file is overwritten, unless -NoClobber is given. A read-only file is overwritten only with -Force.
/// </para>
/// </remarks>
/// <example>
/// <para>Save a model, and load it in another session.</para>
/// <code>$model = New-RnnModel -Kind Gru -InputSize 1 -HiddenSize 8 -OutputSize 1 -Seed 1
/// $model | Export-RnnModel model.safetensors -Description 'sunspots, untrained'
/// $model = Import-RnnModel model.safetensors
/// $model.Description</code>
/// </example>
/// <example>
/// <para>Save the trained model in 32 bits, for a smaller file.</para>
/// <code>$model = New-RnnModel -Kind Gru -InputSize 1 -HiddenSize 8 -OutputSize 1 -Seed 1
/// $null = Import-Csv sunspots.csv | Optimize-RnnModel $model -Property SUNACTIVITY -Epoch 20
/// Export-RnnModel $model small.safetensors -Precision Single</code>
/// </example>
/// <example>
/// <para>Write a model for ONNX Runtime, which runs it step by step: the states are inputs and outputs.</para>
/// <code>New-RnnModel -Kind Lstm -InputSize 2 -HiddenSize 8 -OutputSize 1 -Seed 1 | Export-RnnModel model.onnx -Stateful</code>
/// </example>
/// <example>
/// <para>Save a forecast model, and forecast with it in another session, without training.</para>
/// <code>$rows = Import-Csv sunspots.csv
/// $null = $rows | Invoke-RnnForecast -Property SUNACTIVITY -TimeProperty YEAR -Count 11 -ModelVariable forecast
/// $forecast | Export-RnnModel sunspots.safetensors
/// $rows | Invoke-RnnForecast -TimeProperty YEAR -Count 11 -ForecastModel (Import-RnnModel sunspots.safetensors)</code>
/// </example>
/// <seealso cref="ImportRnnModelCommand"/>
/// <seealso cref="CopyRnnModelCommand"/>
/// <seealso cref="InvokeRnnForecastCommand"/>
/// <seealso cref="OptimizeRnnModelCommand"/>
/// <seealso href="about_RnnPS_Files"/>
[Cmdlet(VerbsData.Export, "RnnModel", DefaultParameterSetName = PipelineSet, SupportsShouldProcess = true)]
[OutputType(typeof(RnnModel))]
[OutputType(typeof(RnnForecastModel))]
public sealed class ExportRnnModelCommand : RnnCommand
{
    // The model comes first, as for the other commands, unless it comes from the pipeline.
    private const string PipelineSet = "Pipeline";
    private const string ModelSet = "Model";

    private string _path = string.Empty;
    private bool _confirmed;
    private bool _written;

    /// <summary>The path of the file to write. Wildcard characters are not interpreted.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PipelineSet)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ModelSet)]
    [Alias("LiteralPath", "PSPath")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ModelFileCompleter))]
    public string? Path { get; set; }

    /// <summary>The model, cell or forecast model to write.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = PipelineSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ModelSet)]
    [Alias("Cell")]
    [ModelTransformation(TakesForecasts = true, DefersError = true)]
    public object? Model { get; set; }

    /// <summary>The format of the file.</summary>
    /// <value>by the extension: .safetensors or .onnx</value>
    [Parameter]
    [ValidateSet(nameof(RnnModelFormat.Safetensors), nameof(RnnModelFormat.Onnx))]
    public RnnModelFormat? Format { get; set; }

    /// <summary>A text about the model, which the file keeps. The model itself does not change.</summary>
    /// <value>the description of the model</value>
    [Parameter]
    [AllowEmptyString]
    public string? Description { get; set; }

    /// <summary>
    /// The precision of the weights in the file. Double keeps all bits. Single rounds each weight to 32 bits and halves the file. An ONNX
    /// file is always Single.
    /// </summary>
    /// <value>Double; Single for ONNX</value>
    [Parameter]
    public RnnPrecision? Precision { get; set; }

    /// <summary>
    /// Gives an ONNX graph the states as inputs that may be left out (initial_h_0, initial_c_0 and so on for each layer) and as outputs
    /// (final_h_0, final_c_0), each [directions × batch × hidden]. A run can then continue where another one stopped.
    /// </summary>
    [Parameter]
    public SwitchParameter Stateful { get; set; }

    /// <summary>
    /// Gives an ONNX graph the numbers of timesteps of the sequences, [batch], as the input sequence_lens, which may be left out. A batch
    /// can then have sequences of unequal lengths, padded at the end. The output at padded timesteps has no meaning.
    /// </summary>
    [Parameter]
    public SwitchParameter Lengths { get; set; }

    /// <summary>Overwrites the file even if it is read-only.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Does not overwrite an existing file.</summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Emits the model after it was written.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _path = Require(() => ResolveFile(Path!), nameof(Path));
        Require(() => ModelFiles.Check(_path, this));
        _confirmed = ShouldProcess(_path);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Model is RnnException refused)
        {
            ThrowTerminatingError(refused, place: "-" + nameof(Model));
        }

        if (_written)
        {
            ThrowTerminatingError(new RnnException(
                RnnErrorId.Parameters,
                $"More than one model was given for the file '{_path}', which has the first one: give a file for each model.",
                Model));
        }

        _written = true;
        if (!_confirmed)
        {
            return;
        }

        Require(() => ModelFiles.Write(_path, Described(), this, Stopped));
        if (PassThru)
        {
            WriteObject(Model);
        }
    }

    private object Described()
    {
        if (!Given(nameof(Description)))
        {
            return Model!;
        }

        if (Model is RnnForecastModel forecast)
        {
            return forecast with { Description = Description };
        }

        RnnModel model = ((RnnModel)Model!).Copy();
        model.Description = Description;
        return model;
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (!_written)
        {
            WriteEmptyInput("model", "-" + nameof(Model));
        }
    }
}
