using System.Numerics;
using System.Runtime.InteropServices;

namespace RnnPS;

/// <summary>An optimizer's rule at work on one model's parameters: it counts the steps and keeps the running means.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal abstract class Optimizer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // [slot][parameter array][element]; a slot that the rule's constants switch off has empty arrays.
    private readonly T[][][] _slots;

    /// <summary>Starts from zeros.</summary>
    /// <param name="lengths">The lengths of the arrays of parameters.</param>
    /// <param name="used">For each number that a rule may keep of a parameter, whether it does.</param>
    protected Optimizer(IReadOnlyList<int> lengths, params ReadOnlySpan<bool> used)
    {
        _slots = new T[used.Length][][];
        for (int slot = 0; slot < used.Length; slot++)
        {
            bool kept = used[slot];
            _slots[slot] = [.. lengths.Select(length => new T[kept ? length : 0])];
        }
    }

    /// <summary>How many steps were taken.</summary>
    public long Steps { get; private set; }

    /// <summary>Everything that the rule keeps, array after array, to be saved and put back.</summary>
    public IEnumerable<T[]> State => _slots.SelectMany(slot => slot).Where(array => array.Length > 0);

    /// <summary>Goes on from a state that was saved; the arrays of <see cref="State"/> were filled before.</summary>
    /// <param name="steps">How many steps had been taken.</param>
    public void Resume(long steps) => Steps = steps;

    /// <summary>Changes the parameters by one step.</summary>
    /// <param name="parameters">The arrays of parameters.</param>
    /// <param name="gradients">The gradients, array by array; they are not changed.</param>
    /// <param name="learningRate">The learning rate of this step.</param>
    /// <param name="threads">The most threads that share the work.</param>
    public void Step(IReadOnlyList<T[]> parameters, IReadOnlyList<T[]> gradients, double learningRate, int threads = 1)
    {
        Steps++;
        ParallelRanges.Run(parameters.Select(array => array.Length), threads, place => Update(
            place.Of(parameters[place.Index]), place.Of(gradients[place.Index]), place, learningRate));
    }

    /// <summary>Changes some parameters of one array.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="gradients">Their gradients.</param>
    /// <param name="place">Where they are.</param>
    /// <param name="learningRate">The learning rate.</param>
    protected abstract void Update(Span<T> parameters, ReadOnlySpan<T> gradients, ArrayRange place, double learningRate);

    /// <summary>What a slot keeps of some parameters; empty where it is switched off.</summary>
    private Span<T> Slot(int slot, ArrayRange place) =>
        slot < _slots.Length && _slots[slot][place.Index].Length > 0 ? place.Of(_slots[slot][place.Index]) : default;

    /// <summary>A constant in every lane.</summary>
    protected static Vector<T> Lanes(double value) => new(T.CreateTruncating(value));

    /// <summary>Applies a rule to some parameters, a register at a time.</summary>
    /// <typeparam name="TRule">The rule.</typeparam>
    /// <param name="rule">The rule with the constants of this step.</param>
    /// <param name="parameters">The parameters.</param>
    /// <param name="gradients">Their gradients.</param>
    /// <param name="place">Where they are.</param>
    /// <remarks>
    /// What is left over goes through a register of its own, so that an element has the same bits wherever it lies, and with
    /// registers of any width: products and sums are rounded apart.
    /// </remarks>
    protected void Apply<TRule>(TRule rule, Span<T> parameters, ReadOnlySpan<T> gradients, ArrayRange place)
        where TRule : struct, IUpdateRule<T>
    {
        Span<T> first = Slot(0, place);
        Span<T> second = Slot(1, place);
        Span<T> third = Slot(2, place);
        int width = Vector<T>.Count;
        int whole = parameters.Length - (parameters.Length % width);
        for (int i = 0; i < whole; i += width)
        {
            var weight = new Vector<T>(parameters[i..]);
            var kept = new KeptArray<T>(Load(first, i), Load(second, i), Load(third, i));
            rule.Apply(ref weight, new Vector<T>(gradients[i..]), ref kept);
            weight.CopyTo(parameters[i..]);
            Store(kept.First, first, i);
            Store(kept.Second, second, i);
            Store(kept.Third, third, i);
        }

        if (whole < parameters.Length)
        {
            Vector<T> weight = LoadRest(parameters, whole);
            var kept = new KeptArray<T>(LoadRest(first, whole), LoadRest(second, whole), LoadRest(third, whole));
            rule.Apply(ref weight, LoadRest(gradients, whole), ref kept);
            StoreRest(weight, parameters, whole);
            StoreRest(kept.First, first, whole);
            StoreRest(kept.Second, second, whole);
            StoreRest(kept.Third, third, whole);
        }
    }

    private static Vector<T> Load(ReadOnlySpan<T> values, int start) =>
        values.IsEmpty ? Vector<T>.Zero : new Vector<T>(values[start..]);

    private static void Store(Vector<T> lanes, Span<T> values, int start)
    {
        if (!values.IsEmpty)
        {
            lanes.CopyTo(values[start..]);
        }
    }

    private static Vector<T> LoadRest(ReadOnlySpan<T> values, int start)
    {
        Vector<T> lanes = Vector<T>.Zero;
        if (!values.IsEmpty)
        {
            values[start..].CopyTo(MemoryMarshal.CreateSpan(ref System.Runtime.CompilerServices.Unsafe.As<Vector<T>, T>(ref lanes), Vector<T>.Count));
        }

        return lanes;
    }

    private static void StoreRest(Vector<T> lanes, Span<T> values, int start)
    {
        for (int i = start; i < values.Length; i++)
        {
            values[i] = lanes[i - start];
        }
    }
}

/// <summary>What a rule keeps of the parameters of one register; what it does not keep is 0.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <param name="First">The first number of each parameter.</param>
/// <param name="Second">The second.</param>
/// <param name="Third">The third.</param>
internal record struct KeptArray<T>(Vector<T> First, Vector<T> Second, Vector<T> Third);

/// <summary>The maths of one step for the parameters of one register.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal interface IUpdateRule<T>
{
    /// <summary>Changes the parameters and what is kept of them.</summary>
    /// <param name="weight">The parameters.</param>
    /// <param name="gradient">Their gradients.</param>
    /// <param name="kept">What the rule keeps of them.</param>
    void Apply(ref Vector<T> weight, Vector<T> gradient, ref KeptArray<T> kept);
}
