using System.ComponentModel;
using System.Management.Automation;

namespace RnnPS;

/// <summary>The base of cmdlets that take timesteps: the same forms of input everywhere.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class TimestepCommand : RnnCommand
{
    /// <summary>
    /// The timesteps: numbers, lists of features, rows (with -Property), or RnnSequence objects.
    /// </summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [Alias("Input")]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public object? InputObject { get; set; }

    /// <summary>The properties of each row that are the features, in the model's order.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Property { get; set; }

    /// <summary>Whether the input was given as a parameter: then its outer list is the timesteps.</summary>
    protected bool IsParameter { get; private set; }

    private protected TimestepReader Reader { get; private set; } = new(null);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        // Later the pipeline's records are bound parameters, too.
        IsParameter = Given(nameof(InputObject));
        Reader = new TimestepReader(Property);
    }
}
