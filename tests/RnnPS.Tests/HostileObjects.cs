using System.Collections;
using System.Management.Automation;

namespace RnnPS.Tests;

/// <summary>Objects that contain themselves, do not end, lie or throw.</summary>
internal static class HostileObjects
{
    public const string Escapes = "\u001B[31m\u009B1m\u202Ea\r\nb\0";

    /// <summary>A new object of each kind, and its name.</summary>
    public static IEnumerable<(string Name, object Value)> All() =>
    [
        ("a list that contains itself", Self()),
        ("a list that contains itself beside a number", SelfBesideNumber()),
        ("a wrapped list that contains itself", new PSObject(Self())),
        ("an ArrayList that contains itself", SelfIn(new ArrayList())),
        ("a List that contains itself", SelfIn(new List<object?>())),
        ("two lists that contain each other", EachOther()),
        ("100,000 levels", Deep(100_000, width: 1)),
        ("60 levels, eight wide", Deep(60, width: 8)),
        ("a dictionary that contains itself", SelfInTable()),
        ("an object that contains itself", SelfInObject()),
        ("an enumeration of itself", new Enumeration(self => [self])),
        ("an endless enumeration of itself", new Enumeration(Forever)),
        ("an enumerator that throws", new Enumeration(_ => Enumerable.Range(0, 2).Select(i => i == 0 ? (object?)1 : throw new InvalidOperationException(Escapes)))),
        ("an enumeration that does not start", new Enumeration(_ => throw new InvalidOperationException("no start"))),
        ("a list that is longer than it says", new Counted(() => -1)),
        ("a list that is shorter than it says", new Counted(() => int.MaxValue)),
        ("a list that does not say its count", new Counted(() => throw new InvalidOperationException("no count"))),
        ("a text that throws", new Text(() => throw new InvalidOperationException("no text"))),
        ("no text", new Text(() => null)),
        ("a text of a million characters", new Text(() => new string('x', 1_000_000))),
        ("a text with escapes", new Text(() => Escapes)),
        ("a string with escapes", Escapes),
        ("a table that throws", new Table()),
    ];

    private static IEnumerable<object?> Forever(object self)
    {
        while (true)
        {
            yield return self;
        }
    }

    private static object?[] Self()
    {
        object?[] list = [null];
        list[0] = list;
        return list;
    }

    private static object?[] SelfBesideNumber()
    {
        object?[] list = [1, null];
        list[1] = list;
        return list;
    }

    private static IList SelfIn(IList list)
    {
        list.Add(list);
        return list;
    }

    private static object?[] EachOther()
    {
        object?[] first = [null];
        first[0] = new ArrayList { new PSObject(first) };
        return first;
    }

    private static object Deep(int levels, int width)
    {
        object value = 1;
        for (int level = 0; level < levels; level++)
        {
            value = Enumerable.Repeat(value, width).ToArray();
        }

        return value;
    }

    private static Hashtable SelfInTable()
    {
        var table = new Hashtable();
        foreach (string key in new[] { "x", "Values", "Momentum" })
        {
            table[key] = table;
        }

        return table;
    }

    private static PSObject SelfInObject()
    {
        var row = new PSObject();
        foreach (string name in new[] { "x", "Values", "StepCount", "Momentum" })
        {
            row.Properties.Add(new PSNoteProperty(name, row));
        }

        return row;
    }

    private sealed class Enumeration(Func<object, IEnumerable<object?>> items) : IEnumerable
    {
        public IEnumerator GetEnumerator() => items(this).GetEnumerator();
    }

    private sealed class Counted(Func<int> count) : ArrayList(new[] { "a" })
    {
        public override int Count => count();
    }

    private sealed class Text(Func<string?> text)
    {
        public override string? ToString() => text();
    }

    private sealed class Table : Hashtable
    {
        public override object? this[object key]
        {
            get => throw new InvalidOperationException("no item");
            set => base[key] = value;
        }

        public override bool Contains(object key) => throw new InvalidOperationException("no key");
    }
}
