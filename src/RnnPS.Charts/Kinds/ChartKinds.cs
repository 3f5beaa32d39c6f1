namespace RnnPS.Charts.Kinds;

/// <summary>What the charts of all types share: kinds by name, runs of rows, and words.</summary>
internal static class ChartKinds
{
    /// <summary>Finds the kinds that the user named.</summary>
    /// <param name="request">The request.</param>
    /// <param name="known">The kinds of the objects.</param>
    /// <param name="what">What the objects are.</param>
    /// <returns>The kinds as they are written here; empty if the user named none.</returns>
    /// <exception cref="RnnException">A kind is not known.</exception>
    public static IReadOnlyList<string> Choose(RnnChartRequest request, IReadOnlyList<string> known, string what) =>
        [.. request.Kinds.Select(kind => known.FirstOrDefault(name => name.Equals(kind, StringComparison.OrdinalIgnoreCase)) ?? throw Unknown(kind, known, what))];

    /// <summary>Creates the error for a kind that the objects don't have.</summary>
    public static RnnException Unknown(string kind, IEnumerable<string> known, string what) => new(
        RnnErrorId.ChartKind,
        $"There is no chart '{MessageText.Excerpt(kind)}' of {what}: expected one of {MessageText.Names(known)}.",
        kind);

    /// <summary>Requires that no units were chosen, where there are none.</summary>
    public static void RequireNoUnits(RnnChartRequest request, string what)
    {
        if (request.Units.Count > 0)
        {
            throw new RnnException(RnnErrorId.ChartKind, $"-Unit is for steps of a run, and {what} have no units: leave it out.", request.Units[0]);
        }
    }

    /// <summary>Splits rows into those of each sequence. A number of a step that does not rise begins another run.</summary>
    /// <typeparam name="T">The type of a row.</typeparam>
    /// <param name="rows">The rows, in the order of their arrival.</param>
    /// <param name="key">The key of the sequence.</param>
    /// <param name="step">The number of the step.</param>
    public static List<List<T>> Runs<T>(IEnumerable<T> rows, Func<T, object> key, Func<T, long> step)
    {
        var current = new Dictionary<object, List<T>>();
        List<List<T>> runs = [];
        foreach (T row in rows)
        {
            if (!current.TryGetValue(key(row), out List<T>? run) || step(run[^1]) >= step(row))
            {
                current[key(row)] = run = [];
                runs.Add(run);
            }

            run.Add(row);
        }

        return runs;
    }

    /// <summary>The text of a sequence's key in a title; null for input without a key.</summary>
    public static string? Name(object key) => key is 0 ? null : ChartText.Name(FormattableString.Invariant($"{key}"));

    /// <summary>A title, with the name of what it is of.</summary>
    public static string Title(RnnChartRequest request, string what, IEnumerable<object> keys)
    {
        object[] distinct = [.. keys.Distinct().Take(2)];
        return request.Title ?? (distinct is [var only] && Name(only) is { } name ? $"{what} of {name}" : what);
    }

    /// <summary>The title of the axis of one of several panels.</summary>
    /// <param name="parts">The parts that are not null: the sequence, the target, the values.</param>
    public static string Join(params string?[] parts) => string.Join(", ", parts.Where(part => !string.IsNullOrEmpty(part)));

    /// <summary>The components of a value: one number, or a vector.</summary>
    /// <param name="value">A double, a vector, or null.</param>
    /// <param name="index">The index of the component.</param>
    /// <returns>The number; NaN if there is none.</returns>
    public static double Component(object? value, int index) => value switch
    {
        double number => number,
        RnnVector vector when index < vector.Length => vector[index],
        _ => double.NaN,
    };

    /// <summary>The number of components of a value; 0 for null.</summary>
    public static int Size(object? value) => value switch
    {
        null => 0,
        RnnVector vector => vector.Length,
        _ => 1,
    };

    /// <summary>The words of a name: <c>Layer0ForgetGate</c> becomes <c>layer 0 forget gate</c>.</summary>
    public static string Words(string name) => string.Concat(name.Select((letter, index) =>
        index > 0 && (char.IsUpper(letter) || (char.IsDigit(letter) && !char.IsDigit(name[index - 1]))) ? $" {char.ToLowerInvariant(letter)}" : char.ToLowerInvariant(letter).ToString()));

    /// <summary>A text with a capital first letter.</summary>
    public static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    /// <summary>Points of a line, with a gap wherever rows are absent.</summary>
    /// <typeparam name="T">The type of a row.</typeparam>
    /// <param name="rows">The rows in order.</param>
    /// <param name="step">The number of the row.</param>
    /// <param name="place">The value on the horizontal axis.</param>
    /// <param name="value">The value on the vertical axis.</param>
    public static List<ChartPoint> Points<T>(IReadOnlyList<T> rows, Func<T, long> step, Func<T, double> place, Func<T, double> value)
    {
        List<ChartPoint> points = [];
        for (int i = 0; i < rows.Count; i++)
        {
            double x = place(rows[i]);
            if (i > 0 && step(rows[i]) > step(rows[i - 1]) + 1)
            {
                points.Add(new ChartPoint((points[^1].X + x) / 2, double.NaN));
            }

            double y = value(rows[i]);
            points.Add(new ChartPoint(x, double.IsFinite(y) ? y : double.NaN));
        }

        return points;
    }
}
