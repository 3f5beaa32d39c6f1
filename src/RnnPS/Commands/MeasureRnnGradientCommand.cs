using System.Management.Automation;

namespace RnnPS;

/// <summary>Measures how gradients change in the backward pass through a model: whether they vanish, hold or explode.</summary>
/// <remarks>
/// <para>
/// The command emits one RnnGradient for each sequence and each cell of the model. A layer has one cell, a bidirectional layer one
/// for each direction. Verdict says in words what is left of a gradient on its way back, such as "after 20 steps 1 % of the gradient is
/// left". Factor is the factor by which its norm changes from one step to the previous one. Steps has the norms of every timestep; -PerStep
/// emits those instead.
/// </para>
/// <para>
/// Each step has two norms of dLoss/dState. Norm is measured with the loss of the whole sequence. FromEnd is measured with the loss
/// of one step only, the last step that the cell reads. If every step has a loss, the losses of nearby steps always contribute to
/// Norm, and only FromEnd shows how much of a gradient passes through many steps. Factor comes from a straight
/// line fitted to the logarithms of FromEnd. An LSTM remembers by its cell state, so its line is fitted to CellStateFromEnd, the norm of
/// dLoss/dCellState. A GRU carries its state by the update gate, and has no other. A gradient vanishes if it would shrink to a hundredth
/// within a hundred steps, and explodes if it would grow a hundredfold. Fewer than three steps give no verdict.
/// </para>
/// <para>
/// The verdict of a network whose weights were drawn and not trained begins with "untrained". It says little about the kind of cell: the
/// recurrent weights of a plain cell are drawn so that they keep the length of a gradient, and the gates of an LSTM or a GRU are half open.
/// Training opens gates where the network has to remember, and changes the weights of a plain cell. Compare trained networks.
/// </para>
/// <para>
/// SpectralRadius and LargestSingularValue are those of the recurrent weights. Each step of the backward pass multiplies the gradient
/// by these weights and by the slopes of the activations. For a gated cell, both are measured on the weights of the candidate, and
/// Recurrent has them for every gate. With tanh, gradients vanish if the largest singular value is below 1, and can explode only if
/// it is above 1.
/// </para>
/// <para>
/// The input and the targets are the same as for Optimize-RnnModel. For a model that Optimize-RnnModel trained, the properties, the
/// lead and the loss of the training are the defaults. If the model scales its inputs and outputs, the gradients are those of the
/// scaled values, as in training.
/// </para>
/// </remarks>
/// <example>
/// <para>Compare the gradient of a GRU before and after its training.</para>
/// <code>$model = New-RnnModel -Kind Gru -InputSize 1 -HiddenSize 8 -OutputSize 1 -Seed 1
/// Import-Csv sunspots.csv | Measure-RnnGradient $model -Property SUNACTIVITY
/// $null = Import-Csv sunspots.csv | Optimize-RnnModel $model -Property SUNACTIVITY -Epoch 20
/// Import-Csv sunspots.csv | Measure-RnnGradient $model</code>
/// </example>
/// <example>
/// <para>Show both norms of every step.</para>
/// <code>Measure-RnnGradient ([RnnPS.RnnModel]::StartingExample()) -Input 1,2,1,2,1 -Target 1.5,2.7,1.5,2.7,1.5 -PerStep</code>
/// <code>
/// Sequence       Layer           Step                 Norm              FromEnd
/// --------       -----           ----                 ----              -------
/// 0              0                  0               0.4022             0.002289
/// 0              0                  1                1.041               0.0186
/// 0              0                  2                4.088              0.08344
/// 0              0                  3                1.408               0.8874
/// 0              0                  4                4.043                4.043
/// </code>
/// </example>
/// <example>
/// <para>Measure the loss of the last step only, with one target for the sequence.</para>
/// <code>$model = New-RnnModel -Kind Gru -InputSize 1 -HiddenSize 4,4 -OutputSize 1 -Seed 1
/// Measure-RnnGradient $model -Input (1..30) -Target 0.5 -Last | Format-List</code>
/// </example>
/// <seealso cref="GetRnnGradientCommand"/>
/// <seealso cref="TestRnnGradientCommand"/>
/// <seealso cref="OptimizeRnnModelCommand"/>
/// <seealso href="about_RnnPS_Gradients"/>
[Cmdlet(VerbsDiagnostic.Measure, "RnnGradient")]
[OutputType(typeof(RnnGradient), typeof(RnnGradientStep))]
public sealed class MeasureRnnGradientCommand : GradientCommand
{
    private readonly Dictionary<RnnCell, IReadOnlyList<RnnSpectrum>> _spectra = new(ReferenceEqualityComparer.Instance);

    /// <summary>Measures only the loss of the last step of each sequence. -Target is then one target for each sequence.</summary>
    [Parameter]
    public SwitchParameter Last { get; set; }

    /// <summary>Emits the norms of every step, instead of one object for each cell.</summary>
    [Parameter]
    public SwitchParameter PerStep { get; set; }

    /// <inheritdoc/>
    protected override bool OneTarget => Last || base.OneTarget;

    /// <inheritdoc/>
    protected override void Process(IReadOnlyList<TrainingSeries> series)
    {
        ArgumentNullException.ThrowIfNull(series);
        var progress = new ProgressMeter(this, "Gradients of " + Model);
        for (int i = 0; i < series.Count; i++)
        {
            try
            {
                foreach (RnnGradient gradient in GradientMeter.Measure(Model!, series[i], LossFunction, Last, Spectra, Memory(Force), Stopped))
                {
                    WriteObject(PerStep ? gradient.Steps : gradient, enumerateCollection: PerStep);
                }
            }
            catch (RnnException error)
            {
                WriteError(error, series[i]);
            }

            progress.Report((i + 1.0) / series.Count);
        }

        progress.Complete();
    }

    // The spectra are the same for every sequence, and the eigenvalues of a large matrix take long to compute.
    private IReadOnlyList<RnnSpectrum> Spectra(RnnCell cell)
    {
        if (!_spectra.TryGetValue(cell, out IReadOnlyList<RnnSpectrum>? spectra))
        {
            _spectra.Add(cell, spectra = RecurrentWeights.Measure(cell, Stopped));
        }

        return spectra;
    }
}
