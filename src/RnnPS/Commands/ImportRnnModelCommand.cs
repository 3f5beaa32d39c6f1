using System.Management.Automation;

namespace RnnPS;

/// <summary>Reads models from files.</summary>
/// <remarks>
/// <para>
/// A file that Export-RnnModel wrote gives the model as it was, bit for bit. It can run, forecast and be trained further. The file of a
/// forecast model gives an RnnForecastModel, which commands that forecast take by -ForecastModel.
/// </para>
/// <para>
/// A checkpoint of Optimize-RnnModel (.rnnck) gives the model that the training keeps so far. The data of the training is not needed.
/// </para>
/// <para>
/// A model that Keras saved (.keras, .h5) and an ONNX graph (.onnx) give a model if they are a chain of recurrent layers, with an
/// embedding below it or dense layers above it. A layer or an operator without a place in such a model is an error that names it. A
/// warning tells what the model gives in another place than the file. Nothing in a file is run.
/// </para>
/// <para>
/// A state_dict of PyTorch, saved as safetensors, gives a model if it has one nn.RNN, nn.LSTM or nn.GRU. It may also have an nn.Embedding
/// below it, and nn.Linear layers above it. Names and shapes tell the layers; -Activation, -DenseActivation, -OutputActivation and
/// -OutputStep say what they can't tell. A tensor without a place in such a model is an error. See about_RnnPS_Files.
/// </para>
/// <para>
/// An ONNX file of another program gives a model if its graph has stacked RNN, GRU or LSTM operators, with an embedding below them and dense
/// layers above them. The model computes what the graph computes. What RnnPS can't represent is an error that names the operator.
/// </para>
/// </remarks>
/// <example>
/// <para>Load a model, and run it.</para>
/// <code>New-RnnModel -Kind Gru -InputSize 1 -HiddenSize 8 -OutputSize 1 -Seed 1 | Export-RnnModel model.safetensors
/// $model = Import-RnnModel model.safetensors
/// 1, 2 | Invoke-RnnForward $model</code>
/// </example>
/// <example>
/// <para>Take the best model out of a checkpoint.</para>
/// <code>$model = New-RnnModel -Kind Gru -InputSize 1 -HiddenSize 8 -OutputSize 1 -Seed 1
/// $null = Import-Csv sunspots.csv | Optimize-RnnModel $model -Property SUNACTIVITY -Epoch 20 -Checkpoint run.rnnck
/// $best = Import-RnnModel run.rnnck
/// $best.Training</code>
/// </example>
/// <example>
/// <para>Read an ONNX graph, and train the model further.</para>
/// <code>New-RnnModel -Kind Lstm -InputSize 1 -HiddenSize 8 -OutputSize 1 -Seed 1 | Export-RnnModel lstm.onnx
/// $model = Import-RnnModel lstm.onnx
/// Import-Csv sunspots.csv | Optimize-RnnModel $model -Property SUNACTIVITY -Epoch 2</code>
/// </example>
/// <seealso cref="ExportRnnModelCommand"/>
/// <seealso cref="CopyRnnModelCommand"/>
/// <seealso href="about_RnnPS_Files"/>
[Cmdlet(VerbsData.Import, "RnnModel", DefaultParameterSetName = PathSet)]
[OutputType(typeof(RnnModel))]
[OutputType(typeof(RnnForecastModel))]
public sealed class ImportRnnModelCommand : InputPathCommand
{
    /// <summary>The format of the files.</summary>
    /// <value>by the extension: .safetensors, .onnx, .keras, .h5, .hdf5 or .rnnck</value>
    [Parameter]
    public RnnModelFormat? Format { get; set; }

    /// <summary>The activation of an nn.RNN, which its tensors do not tell: Tanh or Relu.</summary>
    /// <value>Tanh</value>
    [Parameter]
    public RnnActivation? Activation { get; set; }

    /// <summary>
    /// The activation after each linear layer except the last, which the tensors do not tell. A state_dict with several linear layers
    /// needs it.
    /// </summary>
    [Parameter]
    public RnnActivation? DenseActivation { get; set; }

    /// <summary>The activation of the last linear layer, which the tensors do not tell.</summary>
    /// <value>Identity</value>
    [Parameter]
    public RnnOutputActivation? OutputActivation { get; set; }

    /// <summary>Whether the model outputs at every timestep or once per sequence, which the tensors do not tell.</summary>
    /// <value>Every</value>
    [Parameter]
    public RnnOutputStep? OutputStep { get; set; }

    /// <summary>Reads a model even if it needs more memory than is free.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in ResolvePaths())
        {
            try
            {
                Stoppable(() => WriteObject(ModelFiles.Read(
                    path, this, Memory(Force), note => WriteWarning($"{path}: {note}"), Stopped)));
            }
            catch (RnnException error)
            {
                WriteError(error, path);
            }
        }
    }
}
