using System.ComponentModel;
using System.Management.Automation;

namespace RnnPS;

/// <summary>The base of cmdlets that take the steps of a run.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class StepCommand : RnnCommand
{
    private bool _anything;

    /// <summary>The steps that Invoke-RnnForward emits.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [Alias("Input")]
    [AllowNull]
    [AllowEmptyCollection]
    public object? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (NumberReader.AsList(InputObject) is not { } list)
        {
            ProcessItem(InputObject);
            return;
        }

        Require(
            () =>
            {
                foreach (object? item in ListReader.Items(list))
                {
                    ProcessItem(item);
                }
            },
            nameof(InputObject));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (!_anything)
        {
            WriteEmptyInput("step");
        }
    }

    /// <summary>Processes one step. If it throws an error, the error is written and the next step follows.</summary>
    /// <param name="step">The step.</param>
    protected abstract void ProcessStep(RnnStep step);

    private void ProcessItem(object? item)
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
