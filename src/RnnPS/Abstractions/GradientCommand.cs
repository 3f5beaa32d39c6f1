using System.ComponentModel;
using System.Management.Automation;

namespace RnnPS;

/// <summary>The base of cmdlets that measure the gradients of a model. The defaults are those of the model's training.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class GradientCommand : LossCommand
{
    /// <summary>The model, or a cell. The command does not change it.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("Cell")]
    [ModelTransformation(SuggestInput = true)]
    [ValidateNotNull]
    public override RnnModel? Model { get; set; }

    /// <inheritdoc/>
    protected override RnnTraining? Defaults => Model!.Training;
}
