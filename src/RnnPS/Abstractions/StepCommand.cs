using System.ComponentModel;
using System.Management.Automation;

namespace RnnPS;

/// <summary>The base of cmdlets that take the steps of a run.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class StepCommand : RnnCommand
{
    private bool _anything;

    /// <summary>The steps, as Invoke-RnnForward emits them.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [Alias("Input")]
    [AllowNull]
    [AllowEmptyCollection]
    public object? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (object? item in StepReader.Unroll(InputObject))
        {
            _anything = true;
            try
            {
                ProcessStep(StepReader.Read(item));
            }
            catch (RnnException error)
            {
                WriteError(error, item);
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (!_anything)
        {
            WriteEmptyInput("step");
        }
    }

    /// <summary>Takes one step; an error that it throws is reported, and the next step follows.</summary>
    /// <param name="step">The step.</param>
    protected abstract void ProcessStep(RnnStep step);
}
