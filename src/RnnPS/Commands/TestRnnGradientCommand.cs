using System.Management.Automation;

namespace RnnPS;

/// <summary>Tests the gradients of all parameters of a model against central differences.</summary>
/// <remarks>
/// <para>
/// The command emits one RnnGradientTest for each parameter array of the model. It has the largest relative error, its place, and
/// the two derivatives at that place: from backpropagation and from central differences. Passed tells whether the error is within
/// -Tolerance.
/// </para>
/// <para>
/// The differences do not depend on backpropagation. For each parameter, the command computes the loss of all series four times, in
/// double precision, with the parameter moved a little in both directions. If an array has more than -SampleCount parameters, the
/// command draws that many by the seed. If the loss has a kink at a parameter, there is no derivative to compare: for example relu
/// at 0, or an absolute error at the target. Bends counts these parameters.
/// </para>
/// <para>
/// If all derivatives of an array are 0, the command warns that the input does not test the array. For example, two numbers without
/// targets are one timestep with a target, and its state before is 0, so the recurrent weights have no effect.
/// </para>
/// <para>
/// The input and the targets are the same as for Optimize-RnnModel. For a model that Optimize-RnnModel trained, the properties, the
/// lead and the loss of the training are the defaults. The loss is the sum over the timesteps and the mean over the series.
/// </para>
/// </remarks>
/// <example>
/// <para>Test the starting example.</para>
/// <code>Test-RnnGradient ([RnnPS.RnnModel]::StartingExample()) -Input 1,2 -Target 1.5,2.7</code>
/// </example>
/// <example>
/// <para>Test a bidirectional stack on columns of a file, and show only the tests that fail.</para>
/// <code>$model = New-RnnModel -Kind Lstm -InputSize 1 -HiddenSize 4,3 -OutputSize 1 -Direction Bidirectional -Seed 1
/// $tests = Import-Csv macrodata.csv | Select-Object -First 20 | Test-RnnGradient $model -Property unemp -TargetProperty infl
/// $tests | Group-Object Passed -NoElement
/// $tests | Where-Object { -not $_.Passed }</code>
/// </example>
/// <seealso cref="GetRnnGradientCommand"/>
/// <seealso cref="MeasureRnnGradientCommand"/>
/// <seealso cref="OptimizeRnnModelCommand"/>
/// <seealso href="about_RnnPS_Gradients"/>
[Cmdlet(VerbsDiagnostic.Test, "RnnGradient")]
[OutputType(typeof(RnnGradientTest))]
public sealed class TestRnnGradientCommand : GradientCommand
{
    /// <summary>The largest relative error that passes.</summary>
    /// <value>1e-6</value>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    [NumberTransformation]
    public double Tolerance { get; set; } = 1e-6;

    /// <summary>The maximum number of parameters to compare in each array.</summary>
    /// <value>100</value>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [NumberTransformation(Integer = true)]
    public int SampleCount { get; set; } = 100;

    /// <summary>The seed that draws the parameters to compare.</summary>
    /// <value>0</value>
    [Parameter]
    [NumberTransformation(Integer = true)]
    public int Seed { get; set; }

    /// <inheritdoc/>
    protected override void Process(IReadOnlyList<TrainingSeries> series)
    {
        ArgumentNullException.ThrowIfNull(series);
        if (series.Count == 0)
        {
            return;
        }

        RnnGradientCheck check = Require(() => GradientMeter.Check(Model!, series, LossFunction, SampleCount, Seed, Memory(Force), Stopped));
        foreach (RnnGradientCheckGroup group in check.Groups)
        {
            if (group is { Checked: > 0, IsZero: true })
            {
                WriteWarning($"All derivatives of {group.Name} are 0 on this input, so the test says nothing about them. Give more timesteps with targets.");
            }

            WriteObject(new RnnGradientTest(Model!, group, Tolerance));
        }
    }
}
