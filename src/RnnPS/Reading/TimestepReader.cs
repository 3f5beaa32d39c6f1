using System.Collections;
using System.Management.Automation;

namespace RnnPS;

/// <summary>Reads the features of one timestep from a number, a list of numbers, or named properties of a row.</summary>
/// <param name="properties">The properties to read; null or empty for plain numbers.</param>
internal sealed class TimestepReader(IReadOnlyList<string>? properties)
{
    private const int NamesShown = 20;
    private double[] _buffer = new double[Math.Max(properties?.Count ?? 0, 1)];

    /// <summary>The properties that are read; null for plain numbers.</summary>
    public IReadOnlyList<string>? Properties => properties;

    /// <summary>Whether rows are read, not plain numbers.</summary>
    public bool ReadsRows => properties is { Count: > 0 };

    /// <summary>Reads one timestep.</summary>
    /// <param name="record">What came in.</param>
    /// <returns>The features; valid until the next call.</returns>
    /// <exception cref="RnnException">It is null, nested too deep, no number, or lacks a property.</exception>
    public ReadOnlySpan<double> Read(object? record)
    {
        // A million boxed doubles is what an array mostly is.
        if (record is double number && !ReadsRows)
        {
            _buffer[0] = number;
            return _buffer.AsSpan(0, 1);
        }

        object? value = NumberReader.Unwrap(record);
        if (ReadsRows)
        {
            return ReadRow(record ?? throw NumberReader.Null());
        }

        return value switch
        {
            RnnVector vector => vector.AsSpan(),
            _ when NumberReader.IsList(value) => ReadList((IEnumerable)value!),
            _ => ReadNumber(value),
        };
    }

    /// <summary>Reads one property of a row as it is.</summary>
    /// <returns>The property's value; null where it is.</returns>
    /// <exception cref="RnnException">The row is null, or lacks the property.</exception>
    public static object? ReadValue(object? record, string property) =>
        NumberReader.Unwrap(Property(record ?? throw NumberReader.Null(), property));

    /// <summary>Reads what tells a row's sequence from others.</summary>
    /// <returns>The property's value.</returns>
    /// <exception cref="RnnException">The row is null, or lacks the property or its value.</exception>
    public static object ReadKey(object? record, string property) =>
        ReadValue(record, property) ?? throw new RnnException(
            RnnErrorId.NullInput,
            $"Property '{property}' is $null: expected what tells the row's sequence from others. Fill it in, or leave the row out.",
            record);

    /// <summary>Requires that a parameter's list is one of timesteps, where a timestep has several features.</summary>
    /// <exception cref="RnnException">It is a flat list of numbers.</exception>
    public void RequireTimesteps(IEnumerable list, RnnModel model)
    {
        object? first = list.Cast<object?>().Select(NumberReader.Unwrap).FirstOrDefault();
        if (model.InputSize == 1 || ReadsRows || first is null or RnnSequence || NumberReader.IsList(first))
        {
            return;
        }

        throw new RnnException(
            RnnErrorId.FlatInput,
            $"-Input {NumberReader.Describe(list)} is a flat list, so each number is a timestep of its own: the model {model} "
            + $"takes {model.InputSize} features a timestep. Give a list of lists, one inner list for each timestep, as "
            + "-Input (1,2),(3,4); for one timestep, -Input (,(1,2)).",
            list);
    }

    private ReadOnlySpan<double> ReadNumber(object? value)
    {
        _buffer[0] = NumberReader.Read(value);
        return _buffer.AsSpan(0, 1);
    }

    private ReadOnlySpan<double> ReadList(IEnumerable list)
    {
        int count = 0;
        foreach (object? item in list)
        {
            if (NumberReader.IsList(NumberReader.Unwrap(item)))
            {
                throw new RnnException(
                    RnnErrorId.InputDepth,
                    $"{NumberReader.Describe(list)} is nested too deep: the outer list is the timesteps, an inner list one "
                    + "timestep's features. For several sequences, make an RnnSequence of each by New-RnnSequence.",
                    list);
            }

            if (count == _buffer.Length)
            {
                Array.Resize(ref _buffer, 2 * count);
            }

            _buffer[count++] = NumberReader.Read(item);
        }

        return _buffer.AsSpan(0, count);
    }

    private ReadOnlySpan<double> ReadRow(object record)
    {
        for (int i = 0; i < properties!.Count; i++)
        {
            _buffer[i] = ReadProperty(record, properties[i]);
        }

        return _buffer.AsSpan(0, properties.Count);
    }

    private static double ReadProperty(object record, string name)
    {
        object? value = Property(record, name);
        try
        {
            return NumberReader.Read(value);
        }
        catch (RnnException error)
        {
            throw new RnnException(error.Id, $"Property '{name}': {error.Message}", value, error);
        }
    }

    private static object? Property(object record, string name)
    {
        if (NumberReader.Unwrap(record) is IDictionary dictionary)
        {
            return dictionary.Contains(name) ? dictionary[name] : throw Missing(name, dictionary.Keys.Cast<object>(), record);
        }

        if (NumberReader.Unwrap(record) is IConvertible plain)
        {
            throw new RnnException(
                RnnErrorId.PropertyMissing,
                $"{NumberReader.Describe(plain)} is a plain value without a property '{name}': give rows, or leave out -Property and -GroupBy, which are for rows.",
                record);
        }

        PSMemberInfoCollection<PSPropertyInfo> members = PSObject.AsPSObject(record).Properties;
        try
        {
            return members[name] is { } member ? member.Value : throw Missing(name, members.Select(m => m.Name), record);
        }
        catch (ExtendedTypeSystemException error)
        {
            throw new RnnException(
                RnnErrorId.PropertyUnreadable,
                $"Property '{name}' can't be read: {error.Message} Read it where it can be, or leave the row out.",
                record,
                error);
        }
    }

    private static RnnException Missing(string name, IEnumerable<object> names, object record) => new(
        RnnErrorId.PropertyMissing,
        RnnMessages.PropertyMissing(name, names.Take(NamesShown).Select(n => n.ToString()!)),
        record);
}
