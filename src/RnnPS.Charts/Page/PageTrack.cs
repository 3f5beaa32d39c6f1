using System.Buffers.Binary;

namespace RnnPS.Charts.Page;

/// <summary>
/// Collects the vectors of one name over time. Where several steps share a column, a unit shows the value that is farthest from its mean,
/// so that spikes stay visible.
/// </summary>
/// <param name="name">The name of the vector.</param>
/// <param name="role">state, gate, dense, or value.</param>
/// <param name="units">The number of units.</param>
/// <param name="columns">The number of columns.</param>
/// <param name="bin">The number of steps in a column.</param>
internal sealed class PageTrack(string name, string role, int units, int columns, int bin)
{
    private readonly double[] _least = Missing(units * columns);
    private readonly double[] _most = bin > 1 ? Missing(units * columns) : [];
    private readonly double[] _sums = new double[units];
    private readonly long[] _counts = new long[units];

    /// <summary>The number of units.</summary>
    public int Units => units;

    /// <summary>Adds the vector of a step.</summary>
    /// <param name="step">The zero-based index of the step.</param>
    /// <param name="values">One number for each unit, NaN for none.</param>
    public void Add(int step, ReadOnlySpan<double> values)
    {
        int start = step / bin * units;
        for (int unit = 0; unit < units; unit++)
        {
            double value = values[unit];
            if (!double.IsFinite(value))
            {
                continue;
            }

            _sums[unit] += value;
            _counts[unit]++;
            int place = start + unit;
            _least[place] = value >= _least[place] ? _least[place] : value;
            if (bin > 1)
            {
                _most[place] = value <= _most[place] ? _most[place] : value;
            }
        }
    }

    /// <summary>Writes the values.</summary>
    /// <param name="isExact">Whether to write all digits; else 16 bits.</param>
    public PageVector ToVector(bool isExact)
    {
        double[] values = Values();
        double low = values.Where(double.IsFinite).DefaultIfEmpty(0).Min();
        double high = values.Where(double.IsFinite).DefaultIfEmpty(0).Max();
        if (role == "gate" && low >= 0 && high <= 1)
        {
            (low, high) = (0, 1);
        }

        return isExact
            ? new PageVector(name, role, units, low, high, "f64", Doubles(values))
            : new PageVector(name, role, units, low, high, "u16", Shorts(values, low, high));
    }

    private static double[] Missing(int count)
    {
        var values = new double[count];
        Array.Fill(values, double.NaN);
        return values;
    }

    private double[] Values()
    {
        for (int i = 0; i < _most.Length; i++)
        {
            double mean = _sums[i % units] / _counts[i % units];
            _least[i] = mean - _least[i] >= _most[i] - mean ? _least[i] : _most[i];
        }

        return _least;
    }

    private static string Doubles(double[] values)
    {
        var bytes = new byte[values.Length * sizeof(double)];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(i * sizeof(double)), values[i]);
        }

        return Convert.ToBase64String(bytes);
    }

    private static string Shorts(double[] values, double low, double high)
    {
        var bytes = new byte[values.Length * sizeof(ushort)];
        double scale = high > low ? ushort.MaxValue / (high - low) : 0;
        for (int i = 0; i < values.Length; i++)
        {
            double place = double.IsNaN(values[i]) ? 0 : Math.Round((values[i] - low) * scale);
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(i * sizeof(ushort)), (ushort)place);
        }

        return Convert.ToBase64String(bytes);
    }
}
