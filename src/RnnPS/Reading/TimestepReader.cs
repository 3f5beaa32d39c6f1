using System.Collections;
using System.Management.Automation;

namespace RnnPS;

/// <summary>Reads the features of a timestep from a number, from a list of numbers, or from properties of a row.</summary>
/// <param name="properties">The properties to read from rows; null or empty to read numbers.</param>
/// <param name="texts">How text writes numbers; null for the invariant culture.</param>
/// <param name="mask">The property that masks rows; null if no row is masked.</param>
/// <param name="labels">Reads values that are classes; null if all are numbers.</param>
/// <param name="labelProperty">The only property whose values are classes. Without properties, all values are.</param>
internal sealed class TimestepReader(
    IReadOnlyList<string>? properties, NumberTexts? texts = null, string? mask = null, ClassLabels? labels = null, string? labelProperty = null)
{
    private static readonly object NoKey = 0;
    private readonly NumberTexts _texts = texts ?? NumberTexts.Invariant;
    private readonly ClassLabels? _labels = properties is { Count: > 0 } ? null : labels;
    private double[] _buffer = new double[Math.Max(properties?.Count ?? 0, 1)];

    /// <summary>The properties to read from rows; null or empty to read numbers.</summary>
    public IReadOnlyList<string>? Properties => properties;

    /// <summary>Whether the records are rows instead of numbers.</summary>
    public bool ReadsRows => properties is { Count: > 0 };

    /// <summary>Whether rows can be masked.</summary>
    public bool ReadsMask => mask is not null;

    /// <summary>Whether a row is valid, and not masked.</summary>
    /// <param name="record">A row.</param>
    /// <exception cref="RnnException">
    /// The row is null or does not have the property of the mask, or its value is not a mask value (<see cref="RnnErrorId.MaskValue"/>).
    /// </exception>
    public bool IsValid(object? record)
    {
        if (mask is null)
        {
            return true;
        }

        object? value = ReadValue(record, mask);
        try
        {
            return MaskReader.Read(value);
        }
        catch (RnnException error)
        {
            throw new RnnException(error.Id, $"Property '{mask}': {error.Message}", value, error);
        }
    }

    /// <summary>Reads one timestep.</summary>
    /// <param name="record">A number, a list of numbers, or a row.</param>
    /// <returns>The features. The span is valid until the next call.</returns>
    /// <exception cref="RnnException">The record is null, nested too deep or not a number, or does not have a property.</exception>
    public ReadOnlySpan<double> Read(object? record)
    {
        if (ReadsRows)
        {
            return ReadRow(record ?? throw NumberReader.Null());
        }

        switch (NumberReader.Unwrap(record))
        {
            case var value when _labels is not null:
                return NumberReader.AsList(value) is { } items ? ReadList(items) : ReadNumber(_labels.Read(value, _texts));
            case double number:
                return ReadNumber(_texts.Replace(number));
            case double[] vector:
                return _texts.MarksNumbers ? ReadList(vector) : vector;
            case RnnVector vector:
                return _texts.MarksNumbers ? ReadList(vector) : vector.AsSpan();
            case var value:
                return NumberReader.AsList(value) is { } list ? ReadList(list) : ReadNumber(NumberReader.Read(value, _texts));
        }
    }

    /// <summary>Whether a record is a timestep of which all values are missing.</summary>
    public bool IsMissing(object? record) => !ReadsRows && NumberReader.IsAbsent(record);

    /// <summary>Reads one property of a row without conversion.</summary>
    /// <returns>The value, which can be null.</returns>
    /// <exception cref="RnnException">The row is null or does not have the property.</exception>
    public static object? ReadValue(object? record, string property) =>
        NumberReader.Unwrap(Property(record ?? throw NumberReader.Null(), property));

    /// <summary>Reads the key that identifies the series of a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="property">The property of a row that holds the key, or null if all records are one series.</param>
    /// <returns>The key; 0 without a property.</returns>
    /// <exception cref="RnnException">The record is a sequence, or the row is null or does not have the property or a value.</exception>
    public static object ReadKey(object? record, string? property)
    {
        if (property is null)
        {
            return NoKey;
        }

        if (NumberReader.Unwrap(record) is RnnSequence sequence)
        {
            throw new RnnException(
                RnnErrorId.Parameters,
                $"The sequence {sequence.Key} already has a key, and -GroupBy applies only to rows: leave -GroupBy out.",
                sequence);
        }

        object? key = ReadValue(record, property);
        return !NumberReader.IsAbsent(key) ? ReadKey(key!, record, property) : throw new RnnException(
            RnnErrorId.NullInput,
            $"Property '{property}' is $null: expected the key that identifies the sequence of the row. Fill it in, or leave the row out.",
            record);
    }

    /// <summary>Requires that a parameter's list has an inner list for each timestep if the model has several inputs.</summary>
    /// <exception cref="RnnException">The list is a flat list of numbers.</exception>
    public void RequireTimesteps(IEnumerable list, RnnModel model)
    {
        object? first = ListReader.Items(list).Select(NumberReader.Unwrap).FirstOrDefault();
        if (model.InputSize == 1 || ReadsRows || first is null or RnnSequence || NumberReader.IsList(first) || NumberReader.IsRow(first))
        {
            return;
        }

        throw new RnnException(
            RnnErrorId.FlatInput,
            $"-Input {ValueDescription.Of(list)} is a flat list, so each number is a separate timestep: the model {model} "
            + $"takes {model.InputSize} features in each timestep. Give a list of lists with one inner list for each timestep, for example "
            + "-Input (1,2),(3,4). For a single timestep, give -Input (,(1,2)).",
            list);
    }

    private static object ReadKey(object key, object? record, string property)
    {
        try
        {
            return KeyReader.Read(key);
        }
        catch (RnnException error)
        {
            throw new RnnException(error.Id, $"Property '{property}': {error.Message} Name another property, or leave the row out.", record, error);
        }
    }

    private ReadOnlySpan<double> ReadNumber(double value)
    {
        _buffer[0] = value;
        return _buffer.AsSpan(0, 1);
    }

    private ReadOnlySpan<double> ReadList(IEnumerable list)
    {
        object?[] items = ListReader.ToArray(list);
        if (items.Length > _buffer.Length)
        {
            _buffer = new double[items.Length];
        }

        for (int i = 0; i < items.Length; i++)
        {
            if (NumberReader.IsList(items[i]))
            {
                throw new RnnException(
                    RnnErrorId.InputDepth,
                    $"{ValueDescription.Of(list)} is nested too deep: the items of the outer list are timesteps, and the items of an inner list are the "
                    + "features of a timestep. For several sequences, create an RnnSequence of each with New-RnnSequence.",
                    list);
            }

            _buffer[i] = _labels?.Read(items[i], _texts) ?? NumberReader.Read(items[i], _texts);
        }

        return _buffer.AsSpan(0, items.Length);
    }

    private ReadOnlySpan<double> ReadRow(object record)
    {
        for (int i = 0; i < properties!.Count; i++)
        {
            _buffer[i] = ReadProperty(record, properties[i]);
        }

        return _buffer.AsSpan(0, properties.Count);
    }

    private double ReadProperty(object record, string name)
    {
        object? value = Property(record, name);
        try
        {
            return labels is not null && name.Equals(labelProperty, StringComparison.OrdinalIgnoreCase)
                ? labels.Read(value, _texts)
                : NumberReader.Read(value, _texts);
        }
        catch (RnnException error)
        {
            throw new RnnException(error.Id, $"Property '{name}': {error.Message}", value, error);
        }
    }

    /// <summary>The names of the properties of a row; empty for a plain value.</summary>
    public static IReadOnlyList<string> Names(object record) => NumberReader.Unwrap(record) switch
    {
        IDictionary dictionary => [.. dictionary.Keys.Cast<object>().Select(key => key.ToString()!)],
        IConvertible => [],
        _ => [.. PSObject.AsPSObject(record).Properties.Select(property => property.Name)],
    };

    private static object? Property(object record, string name)
    {
        try
        {
            switch (NumberReader.Unwrap(record))
            {
                case IDictionary dictionary:
                    return dictionary.Contains(name) ? dictionary[name] : throw Missing(name, dictionary.Keys.Cast<object>(), record);
                case IConvertible plain:
                    throw new RnnException(
                        RnnErrorId.PropertyMissing,
                        $"{ValueDescription.Of(plain)} is a plain value without a property '{name}': give rows, or leave out -Property and -GroupBy, which apply only to rows.",
                        record);
                default:
                    PSMemberInfoCollection<PSPropertyInfo> members = PSObject.AsPSObject(record).Properties;
                    return members[name] is { } member ? member.Value : throw Missing(name, members.Select(m => m.Name), record);
            }
        }
        catch (Exception error) when (ForeignCode.IsFault(error))
        {
            throw new RnnException(
                RnnErrorId.PropertyUnreadable,
                $"Property '{name}' can't be read: {error.Message} Correct the property, or leave the row out.",
                record,
                error);
        }
    }

    private static RnnException Missing(string name, IEnumerable<object> names, object record) => new(
        RnnErrorId.PropertyMissing,
        RnnMessages.PropertyMissing(name, names.Select(n => n.ToString()!)),
        record);
}
