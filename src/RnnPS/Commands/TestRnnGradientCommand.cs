using System.Management.Automation;

namespace RnnPS;

/// <summary>Tests the gradients of every group of parameters against central differences.</summary>
/// <remarks>
/// <para>
/// One RnnGradientTest comes out for each array of the model's parameters, with the largest relative error, where it is, what
/// backpropagation and differences give there, and whether it Passed, that is, the error is within -Tolerance.
/// </para>
/// <para>
/// The differences know nothing of backpropagation: each parameter is moved by a little in both directions and the loss of all
/// series is computed anew (in double precision, four times for each parameter). Of a group with more parameters than -SampleCount
/// so many are drawn by the seed. Where the loss bends, as that of a relu at 0 or of an absolute error at the target, there is no
/// derivative to compare; such parameters are counted in Bends.
/// </para>
/// <para>
/// Input and targets are those that Optimize-RnnModel takes; the loss is the sum over the timesteps, averaged over the series.
/// </para>
/// </remarks>
/// <example>
/// <para>The starting example.</para>
/// <code>Test-RnnGradient ([RnnPS.RnnModel]::StartingExample()) -Input 1,2 -Target 1.5,2.7</code>
/// </example>
/// <example>
/// <para>Nothing but what fails, for a stack and a column of a file.</para>
/// <code>$model = New-RnnModel -Kind Lstm -InputSize 1 -HiddenSize 4,3 -OutputSize 1 -Direction Bidirectional -Seed 1
/// $tests = Import-Csv macrodata.csv | Select-Object -First 20 | Test-RnnGradient $model -Property unemp -TargetProperty infl
/// $tests | Group-Object Passed -NoElement
/// $tests | Where-Object { -not $_.Passed }</code>
/// </example>
/// <seealso cref="MeasureRnnGradientCommand"/>
/// <seealso cref="OptimizeRnnModelCommand"/>
[Cmdlet(VerbsDiagnostic.Test, "RnnGradient")]
[OutputType(typeof(RnnGradientTest))]
public sealed class TestRnnGradientCommand : GradientCommand
{
    /// <summary>The largest relative error that passes.</summary>
    /// <value>1e-6</value>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double Tolerance { get; set; } = 1e-6;

    /// <summary>The most parameters of a group that are compared.</summary>
    /// <value>100</value>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int SampleCount { get; set; } = 100;

    /// <summary>The seed that they are drawn by.</summary>
    /// <value>0</value>
    [Parameter]
    public int Seed { get; set; }

    /// <inheritdoc/>
    protected override void Process(IReadOnlyList<TrainingSeries> series)
    {
        RnnGradientCheck check = Require(() => GradientMeter.Check(Model!, series, LossFunction, SampleCount, Seed, Stopped));
        foreach (RnnGradientCheckGroup group in check.Groups)
        {
            WriteObject(new RnnGradientTest(Model!, group, Tolerance));
        }
    }
}
