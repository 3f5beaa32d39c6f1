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
    private bool _anyValue;
    private bool _isChecked;

    /// <summary>
    /// The timesteps: numbers, lists of features, rows (with -Property), or RnnSequence objects.
    /// </summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [Alias("Input")]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public virtual object? InputObject { get; set; }

    /// <summary>
    /// The properties of each row to use as features, in the order of the model's inputs. A wildcard stands for all that match it, in the
    /// order of the first row.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RowPropertyCompleter))]
    public string[]? Property { get; set; }

    /// <summary>
    /// The texts in the input that mark a missing value, such as NA or null. Case does not matter. A text that is a number, such as -999,
    /// also marks that number. An empty text, $null and NaN are always missing values.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? MissingText { get; set; }

    /// <summary>
    /// The culture of numbers in text, for example de-DE for "2,5". Thousands separators are an error in every culture.
    /// </summary>
    /// <value>the invariant culture: "2.5"</value>
    [Parameter]
    [ValidateNotNull]
    public virtual CultureInfo? Culture { get; set; }

    /// <summary>
    /// The property of each row, or feature of each sequence, that is its mask: true or 1 for a valid timestep, false or 0 for a masked
    /// one. A run does not read a masked timestep: it keeps the state and repeats the output. A masked timestep has no loss.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RowPropertyCompleter))]
    public string? MaskProperty { get; set; }

    /// <summary>Whether the input is the value of the parameter, and not of the pipeline.</summary>
    protected bool IsParameter { get; private set; }

    /// <summary>The list that is the value of the parameter. Its items are timesteps. Null for other input.</summary>
    private protected IEnumerable? InputList { get; private set; }

    /// <summary>Whether input that is $null alone has a meaning, or its error is written elsewhere.</summary>
    private protected virtual bool AllowsNullAlone => false;

    /// <summary>Whether the input had nothing but $null.</summary>
    private protected bool IsNullAlone => !_anyValue;

    /// <summary>Whether the rows have the properties of -TargetProperty.</summary>
    private protected virtual bool ReadsTargets => true;

    private protected TimestepReader Reader { get; private set; } = new(null);

    /// <summary>The properties to read from rows; empty if they are unknown.</summary>
    private protected virtual IReadOnlyList<string> KnownNames => Property ?? [];

    /// <summary>How text writes numbers.</summary>
    private protected NumberTexts Texts { get; private set; } = NumberTexts.Invariant;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        // A record of the pipeline is a bound parameter as well, but only from ProcessRecord on.
        IsParameter = Given(nameof(InputObject));
        InputList = IsParameter ? NumberReader.AsList(InputObject) : null;
        Texts = new NumberTexts(Culture, MissingText);
        Reader = new TimestepReader(Property, Texts, MaskProperty);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputList is null)
        {
            Process(InputObject);
            return;
        }

        Require(
            () =>
            {
                foreach (object? item in ListReader.Items(InputList))
                {
                    // Items that are only collected write nothing, which would end a stopped pipeline.
                    if (Stopped.IsCancellationRequested)
                    {
                        throw new PipelineStoppedException();
                    }

                    Process(item);
                }
            },
            nameof(InputObject));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (!_anything)
        {
            WriteEmptyInput("timestep");
        }
        else if (!_anyValue && !AllowsNullAlone)
        {
            // Most likely a variable that is not set.
            WriteError(NumberReader.Null());
        }
    }

    /// <summary>Processes a record of the pipeline or an item of the parameter's list.</summary>
    /// <param name="item">A timestep or a sequence.</param>
    private protected abstract void ProcessItem(object? item);

    private void Process(object? item)
    {
        _anything = true;
        _anyValue = _anyValue || !Reader.IsMissing(item);
        if (!_isChecked && !NumberReader.IsAbsent(item))
        {
            _isChecked = true;
            RequireProperties(item!);
        }

        if (MaskProperty is null || NumberReader.IsAbsent(item) || NumberReader.IsRow(item) && NumberReader.Unwrap(item) is not RnnSequence)
        {
            ProcessItem(item);
        }
        else
        {
            ProcessMasked(NumberReader.Unwrap(item) as RnnSequence);
        }
    }

    /// <summary>Requires that the names that the wildcards of -Property stand for fit the model.</summary>
    /// <param name="names">The names.</param>
    private protected virtual void RequireNames(IReadOnlyList<string> names)
    {
    }

    // A name that the first row does not have is one mistake, however many rows there are.
    private void RequireProperties(object first)
    {
        if (Property is not null && PatternReader.HasPattern(Property))
        {
            IReadOnlyList<string> names = NumberReader.Unwrap(first) is RnnSequence known ? known.FeatureNames : TimestepReader.Names(first);
            Property = Require(() => PatternReader.Expand(Property, names), nameof(Property));
            Reader = new TimestepReader(Property, Texts, MaskProperty);
            Require(() => RequireNames(Property));
        }

        if (NumberReader.Unwrap(first) is RnnSequence)
        {
            return;
        }

        if (KnownNames.Count == 0 && NumberReader.IsRow(first))
        {
            ThrowTerminatingError(NumberReader.NotANumber(first), first);
        }

        foreach ((string parameter, object value) in MyInvocation.BoundParameters)
        {
            if (parameter == nameof(MaskProperty) && !NumberReader.IsRow(first))
            {
                // ProcessMasked has the error for numbers.
                continue;
            }

            bool namesTargets = parameter == nameof(LossCommand.TargetProperty);
            if (parameter is "GroupBy" || (namesTargets ? ReadsTargets : parameter.EndsWith("Property", StringComparison.Ordinal)))
            {
                RequireProperties(first, parameter, parameter == nameof(Property) ? Property! : value as string[] ?? [(string)value]);
            }
        }

        if (Property is null && KnownNames.Count > 0 && NumberReader.IsRow(first))
        {
            RequireProperties(first, parameter: null, KnownNames);
            Reader = new TimestepReader(KnownNames, Texts, MaskProperty);
        }
    }

    // Without a parameter, the names are those that the model was trained with.
    private void RequireProperties(object first, string? parameter, IReadOnlyList<string> names)
    {
        foreach (string name in names)
        {
            try
            {
                TimestepReader.ReadValue(first, name);
            }
            catch (RnnException error) when (error.Id == RnnErrorId.PropertyMissing)
            {
                ThrowTerminatingError(
                    parameter is not null ? error : new RnnException(
                        error.Id, $"The model was trained with the input {MessageText.Excerpt(name)}. {error.Message} Name its inputs in these rows by -Property.", first),
                    first,
                    parameter is null ? null : "-" + parameter);
            }
            catch (RnnException)
            {
                // An error of this row alone, which is reported when it is read.
            }
        }
    }

    private void ProcessMasked(RnnSequence? sequence)
    {
        if (sequence is null)
        {
            ThrowTerminatingError(new RnnException(
                RnnErrorId.Parameters,
                "-MaskProperty names a property of rows, and the input has numbers: create a sequence of them with New-RnnSequence -Mask, or leave "
                + "-MaskProperty out."));
        }

        RnnSequence masked;
        try
        {
            masked = SequenceColumns.Mask(sequence!, MaskProperty!, Property);
        }
        catch (RnnException error)
        {
            WriteError(error, sequence);
            return;
        }

        ProcessItem(masked);
    }
}
