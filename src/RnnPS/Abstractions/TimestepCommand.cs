using System.Collections;
using System.ComponentModel;
using System.Globalization;
using System.Management.Automation;

namespace RnnPS;

/// <summary>The base of cmdlets that take timesteps. All of them accept the same forms of input.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class TimestepCommand : RnnCommand
{
    private bool _anything;

    /// <summary>
    /// The timesteps: numbers, lists of features, rows (with -Property), or RnnSequence objects.
    /// </summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [Alias("Input")]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public object? InputObject { get; set; }

    /// <summary>The properties of each row to use as features, in the order of the model's inputs.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Property { get; set; }

    /// <summary>
    /// The culture of numbers in text, for example de-DE for "2,5". Thousands separators are an error in every culture.
    /// </summary>
    /// <value>the invariant culture: "2.5"</value>
    [Parameter]
    [ValidateNotNull]
    public virtual CultureInfo? Culture { get; set; }

    /// <summary>Whether the input is the value of the parameter, and not of the pipeline.</summary>
    protected bool IsParameter { get; private set; }

    /// <summary>The list that is the value of the parameter. Its items are timesteps. Null for other input.</summary>
    private protected IEnumerable? InputList { get; private set; }

    private protected TimestepReader Reader { get; private set; } = new(null);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        // A record of the pipeline is a bound parameter as well, but only from ProcessRecord on.
        IsParameter = Given(nameof(InputObject));
        InputList = IsParameter ? NumberReader.AsList(InputObject) : null;
        Reader = new TimestepReader(Property, Culture);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputList is null)
        {
            _anything = true;
            ProcessItem(InputObject);
            return;
        }

        foreach (object? item in InputList)
        {
            _anything = true;
            ProcessItem(item);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (!_anything)
        {
            WriteEmptyInput("timestep");
        }
    }

    /// <summary>Processes a record of the pipeline or an item of the parameter's list.</summary>
    /// <param name="item">A timestep or a sequence.</param>
    private protected abstract void ProcessItem(object? item);
}
