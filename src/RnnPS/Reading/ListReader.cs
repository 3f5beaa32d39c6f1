using System.Collections;

namespace RnnPS;

/// <summary>Reads the items of lists. It trusts neither the count of a list nor its enumerator, and does not follow lists in lists.</summary>
internal static class ListReader
{
    // A list that says its count can be longer. Another one may never end.
    private const int MaxItems = 1 << 20;

    /// <summary>Enumerates a list, which can be as long as a stream of timesteps.</summary>
    /// <param name="list">The list.</param>
    /// <exception cref="RnnException">The enumerator throws (<see cref="RnnErrorId.InputUnreadable"/>).</exception>
    public static IEnumerable<object?> Items(IEnumerable list) => list is object?[] array ? array : Enumerate(list);

    /// <summary>Reads all items of a list, for example the features of one timestep.</summary>
    /// <param name="list">The list.</param>
    /// <exception cref="RnnException">
    /// The enumerator throws, or goes on for longer than any list whose count is unknown (<see cref="RnnErrorId.InputUnreadable"/>).
    /// </exception>
    public static object?[] ToArray(IEnumerable list)
    {
        if (list is object?[] array)
        {
            return array;
        }

        List<object?> items = [];
        foreach (object? item in Enumerate(list))
        {
            items.Add(items.Count < MaxItems || Count(list) > items.Count ? item : throw new RnnException(
                RnnErrorId.InputUnreadable,
                FormattableString.Invariant($"The list ({list.GetType().Name}) goes on after {MaxItems} items: expected a list that ends. Give an array."),
                list));
        }

        return [.. items];
    }

    /// <summary>Reads the items of a list that can't contain lists.</summary>
    /// <param name="list">The list.</param>
    /// <param name="expected">The items that are expected, for example <c>numbers</c>.</param>
    /// <exception cref="RnnException">
    /// An item is a list (<see cref="RnnErrorId.InputDepth"/>), or the list can't be read (<see cref="RnnErrorId.InputUnreadable"/>).
    /// </exception>
    public static object?[] ToFlatArray(IEnumerable list, string expected)
    {
        object?[] items = ToArray(list);
        return !Array.Exists(items, NumberReader.IsList) ? items : throw new RnnException(
            RnnErrorId.InputDepth,
            $"{ValueDescription.Of(list)} is nested too deep: expected one list of {expected}, without lists in it.",
            list);
    }

    /// <summary>Returns the number of items of a list; null if it is not known before they are read.</summary>
    /// <param name="list">The list.</param>
    public static int? Count(IEnumerable? list)
    {
        try
        {
            return (list as ICollection)?.Count;
        }
        catch (Exception error) when (ForeignCode.IsFault(error))
        {
            return null;
        }
    }

    private static IEnumerable<object?> Enumerate(IEnumerable list)
    {
        IEnumerator items = Start(list);
        try
        {
            while (Next(list, items, out object? item))
            {
                yield return item;
            }
        }
        finally
        {
            (items as IDisposable)?.Dispose();
        }
    }

    private static IEnumerator Start(IEnumerable list)
    {
        try
        {
            return list.GetEnumerator();
        }
        catch (Exception error) when (ForeignCode.IsFault(error))
        {
            throw Unreadable(list, error);
        }
    }

    private static bool Next(IEnumerable list, IEnumerator items, out object? item)
    {
        try
        {
            bool any = items.MoveNext();
            item = any ? items.Current : null;
            return any;
        }
        catch (Exception error) when (ForeignCode.IsFault(error))
        {
            throw Unreadable(list, error);
        }
    }

    private static RnnException Unreadable(IEnumerable list, Exception error) => new(
        RnnErrorId.InputUnreadable,
        $"The list ({list.GetType().Name}) can't be read: {error.Message} Correct the object that enumerates it, or give an array.",
        list,
        error);
}
