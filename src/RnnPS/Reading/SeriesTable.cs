using System.Runtime.InteropServices;

namespace RnnPS;

/// <summary>Collects the timesteps of one series to a sequence. All of them have as many features as the first.</summary>
/// <param name="key">The key that identifies the series.</param>
/// <param name="reader">The reader of the timesteps.</param>
/// <param name="keepsRows">Whether to keep the source rows in memory, as the source of the sequence.</param>
/// <param name="capacity">The maximum number of timesteps to keep. Newer timesteps replace the oldest.</param>
internal sealed class SeriesTable(object? key, TimestepReader reader, bool keepsRows = true, int capacity = int.MaxValue)
{
    private readonly List<double> _values = [];
    private readonly List<object?> _sources = [];
    private readonly List<long> _steps = [];
    private readonly List<bool> _mask = [];
    // Missing timesteps before the first that tells the number of features.
    private readonly List<long> _leading = [];
    private int _featureCount;

    /// <summary>The key that identifies the series.</summary>
    public object? Key { get; } = key;

    /// <summary>The number of records, including bad ones: the number of the next timestep.</summary>
    public long Count { get; private set; }

    /// <summary>Whether there is no good timestep.</summary>
    public bool IsEmpty => _steps.Count == 0;

    /// <summary>Reads and adds the next timestep.</summary>
    /// <param name="record">The record. A bad one is counted as well.</param>
    /// <exception cref="RnnException">
    /// The record can't be read, has another number of features, or is infinite. It is skipped, and later timesteps keep their number.
    /// </exception>
    public void Add(object? record)
    {
        long step = Count++;
        if (reader.IsMissing(record))
        {
            AddMissing(step);
            return;
        }

        bool isValid = reader.IsValid(record);
        ReadOnlySpan<double> values = reader.Read(record);
        RequireFits(values);
        Add(values, step, reader.ReadsRows ? record : null, isValid);
    }

    /// <summary>Adds a timestep that is already read and checked.</summary>
    /// <param name="values">The features, NaN for a missing value.</param>
    /// <param name="step">The number of the timestep in its series.</param>
    /// <param name="source">The source row; null if there is none.</param>
    /// <param name="isValid">Whether the timestep is not masked.</param>
    public void Add(ReadOnlySpan<double> values, long step, object? source, bool isValid = true)
    {
        if (_leading.Count > 0)
        {
            long[] leading = [.. _leading];
            _leading.Clear();
            double[] none = Missing(values.Length);
            Array.ForEach(leading, missing => Add(none, missing, source: null));
        }

        // Twice the capacity, so that a removal, which moves what is kept, is rare.
        if (_steps.Count - capacity == capacity)
        {
            _values.RemoveRange(0, capacity * _featureCount);
            _steps.RemoveRange(0, capacity);
            _sources.RemoveRange(0, Math.Min(capacity, _sources.Count));
            _mask.RemoveRange(0, Math.Min(capacity, _mask.Count));
        }

        _featureCount = values.Length;
        _values.AddRange(values);
        _steps.Add(step);
        if (reader.ReadsMask)
        {
            _mask.Add(isValid);
        }

        if (keepsRows && source is not null)
        {
            _sources.Add(source);
        }
    }

    /// <summary>Creates a sequence of the timesteps that are kept, which does not change when others are added.</summary>
    /// <param name="names">The names of the features, or null.</param>
    /// <returns>The sequence; null if there is no good timestep.</returns>
    public RnnSequence? ToSequence(IReadOnlyList<string>? names)
    {
        int length = Math.Min(_steps.Count, capacity);
        bool[] mask = Newest(_mask, Math.Min(length, _mask.Count));
        return IsEmpty ? null : new RnnSequence(
            Key,
            new RnnMatrix(length, _featureCount, Newest(_values, length * _featureCount)),
            names,
            _sources.Count == 0 ? null : Newest(_sources, length),
            _steps[^length] == 0 && _steps[^1] == length - 1 ? null : Newest(_steps, length),
            mask: mask.Contains(false) ? mask : null);
    }

    private void AddMissing(long step)
    {
        if (_featureCount > 0)
        {
            Add(Missing(_featureCount), step, source: null);
        }
        else
        {
            _leading.Add(step);
        }
    }

    private static double[] Missing(int count) => [.. Enumerable.Repeat(double.NaN, count)];

    private static T[] Newest<T>(List<T> list, int count) => CollectionsMarshal.AsSpan(list)[^count..].ToArray();

    private void RequireFits(ReadOnlySpan<double> values)
    {
        if (values.Length == 0 || (_featureCount > 0 && values.Length != _featureCount))
        {
            throw new RnnException(
                RnnErrorId.InputLength,
                $"{RnnFormat.Fit(new RnnVector(values.ToArray()), 60)} has {RnnMessages.Count(values.Length, "feature")}: expected "
                + (_featureCount > 0 ? $"{_featureCount}, as in the timesteps before it." : "at least one."),
                values.ToArray());
        }

        foreach (double value in values)
        {
            if (double.IsInfinity(value))
            {
                throw new RnnException(RnnErrorId.NotFinite, RnnMessages.NotFinite(value), value);
            }
        }
    }
}
