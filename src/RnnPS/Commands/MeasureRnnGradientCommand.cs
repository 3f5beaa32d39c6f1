using System.Management.Automation;

namespace RnnPS;

/// <summary>Measures what becomes of gradients on their way back through a model: whether they vanish, hold or explode.</summary>
/// <remarks>
/// <para>
/// One RnnGradient comes out for each sequence and each cell of the model (each layer, and of a bidirectional layer each direction).
/// Its Verdict says in words what becomes of the gradient, Factor by what its norm is multiplied from one step to the step before
/// it, and Steps has the norms of every timestep; -PerStep emits those instead.
/// </para>
/// <para>
/// A step has two norms of dLoss/dState. Norm is that of the whole loss. FromEnd is that of the loss of one step alone, the last that
/// the cell reads: with a loss at every step, those nearby are always felt, and only FromEnd shows what the steps between leave
/// of a gradient. The factor is that of FromEnd: the slope of the straight line through the logarithms of its norms. A gradient
/// vanishes or explodes if it would become a hundredth, or a hundred times as large, within a hundred steps.
/// </para>
/// <para>
/// SpectralRadius and LargestSingularValue are those of the recurrent weights, which every step back multiplies by, together with
/// the slopes of the activations; of a gated cell, those of the candidate, and Recurrent has them for every gate. With tanh,
/// gradients vanish where the largest singular value is below 1, and can explode only where it is above.
/// </para>
/// <para>
/// Input and targets are those that Optimize-RnnModel takes; a model that it trained knows the properties, the lead and the loss.
/// Where a model scales its inputs and outputs, gradients are those of the scaled numbers, as training sees them.
/// </para>
/// </remarks>
/// <example>
/// <para>A plain cell loses its gradient, and an LSTM keeps more of it.</para>
/// <code>$plain = New-RnnModel -InputSize 1 -HiddenSize 8 -OutputSize 1 -Seed 1
/// $lstm = New-RnnModel -Kind Lstm -InputSize 1 -HiddenSize 8 -OutputSize 1 -Seed 1
/// $plain, $lstm | ForEach-Object { Import-Csv sunspots.csv | Measure-RnnGradient $_ -Property SUNACTIVITY }</code>
/// </example>
/// <example>
/// <para>Every step: the norm for the whole loss, and for the loss of the last step alone.</para>
/// <code>Measure-RnnGradient ([RnnPS.RnnModel]::StartingExample()) -Input 1,2,1,2,1 -Target 1.5,2.7,1.5,2.7,1.5 -PerStep</code>
/// </example>
/// <example>
/// <para>Only the last step costs: one target for the sequence.</para>
/// <code>$model = New-RnnModel -Kind Gru -InputSize 1 -HiddenSize 4,4 -OutputSize 1 -Seed 1
/// Measure-RnnGradient $model -Input (1..30) -Target 0.5 -Last | Format-List</code>
/// </example>
/// <seealso cref="TestRnnGradientCommand"/>
/// <seealso cref="OptimizeRnnModelCommand"/>
/// <seealso href="about_RnnPS"/>
[Cmdlet(VerbsDiagnostic.Measure, "RnnGradient")]
[OutputType(typeof(RnnGradient), typeof(RnnGradientStep))]
public sealed class MeasureRnnGradientCommand : GradientCommand
{
    private readonly Dictionary<RnnCell, IReadOnlyList<RnnSpectrum>> _spectra = new(ReferenceEqualityComparer.Instance);

    /// <summary>Takes the loss of the last step of each sequence alone; -Target is then one target for each sequence.</summary>
    [Parameter]
    public SwitchParameter Last { get; set; }

    /// <summary>Emits the norms of every step, and no summary.</summary>
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
                foreach (RnnGradient gradient in GradientMeter.Measure(Model!, series[i], LossFunction, Last, Spectra, Stopped))
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

    // The same for every sequence, and the eigenvalues of a large matrix take a while.
    private IReadOnlyList<RnnSpectrum> Spectra(RnnCell cell)
    {
        if (!_spectra.TryGetValue(cell, out IReadOnlyList<RnnSpectrum>? spectra))
        {
            _spectra.Add(cell, spectra = RecurrentWeights.Measure(cell, Stopped));
        }

        return spectra;
    }
}
