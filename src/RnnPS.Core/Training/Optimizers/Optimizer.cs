using System.Numerics;
using System.Runtime.InteropServices;

namespace RnnPS;

/// <summary>Applies an optimizer's rule to the parameters of one model. It counts the steps and keeps the rule's state.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal abstract class Optimizer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // [slot][parameter array][element]. A slot that the rule does not use has empty arrays.
    private readonly T[][][] _slots;

    /// <summary>Initializes the state with zeros.</summary>
    /// <param name="lengths">The lengths of the parameter arrays.</param>
    /// <param name="used">For each slot, whether the rule uses it. A slot holds one number per parameter.</param>
    protected Optimizer(IReadOnlyList<int> lengths, params ReadOnlySpan<bool> used)
    {
        _slots = new T[used.Length][][];
        for (int slot = 0; slot < used.Length; slot++)
        {
            bool kept = used[slot];
            _slots[slot] = [.. lengths.Select(length => new T[kept ? length : 0])];
        }
    }

    /// <summary>The number of steps taken.</summary>
    public long Steps { get; private set; }

    /// <summary>The arrays of the rule's state, in a fixed order, for saving and restoring.</summary>
    public IEnumerable<T[]> State => _slots.SelectMany(slot => slot).Where(array => array.Length > 0);

    /// <summary>Resumes from a saved state. The caller has already filled the arrays of <see cref="State"/>.</summary>
    /// <param name="steps">The number of steps taken before.</param>
    public void Resume(long steps) => Steps = steps;

    /// <summary>Updates the parameters by one step.</summary>
    /// <param name="parameters">The parameter arrays, updated in place.</param>
    /// <param name="gradients">The gradient arrays, one for each parameter array. They do not change.</param>
    /// <param name="learningRate">The learning rate of this step.</param>
    /// <param name="threads">The largest number of threads to share the work.</param>
    public void Step(IReadOnlyList<T[]> parameters, IReadOnlyList<T[]> gradients, double learningRate, int threads = 1)
    {
        Steps++;
        ParallelRanges.Run(parameters.Select(array => array.Length), threads, place => Update(
            place.Of(parameters[place.Index]), place.Of(gradients[place.Index]), place, learningRate));
    }

    /// <summary>Updates a range of one parameter array.</summary>
    /// <param name="parameters">The parameters of the range.</param>
    /// <param name="gradients">The gradients of the range.</param>
    /// <param name="place">The index of the array and the range within it.</param>
    /// <param name="learningRate">The learning rate of this step.</param>
    protected abstract void Update(Span<T> parameters, ReadOnlySpan<T> gradients, ArrayRange place, double learningRate);

    /// <summary>The part of a slot that belongs to a range of parameters; empty if the rule does not use the slot.</summary>
    private Span<T> Slot(int slot, ArrayRange place) =>
        slot < _slots.Length && _slots[slot][place.Index].Length > 0 ? place.Of(_slots[slot][place.Index]) : default;

    /// <summary>Copies a constant to every lane of a vector.</summary>
    protected static Vector<T> Lanes(double value) => new(T.CreateTruncating(value));

    /// <summary>Applies a rule to a range of parameters, one vector register at a time.</summary>
    /// <typeparam name="TRule">The type of the rule.</typeparam>
    /// <param name="rule">The rule with the constants of this step.</param>
    /// <param name="parameters">The parameters of the range.</param>
    /// <param name="gradients">The gradients of the range.</param>
    /// <param name="place">The index of the array and the range within it.</param>
    /// <remarks>
    /// The remainder is padded to a full register. Products and sums are rounded separately, without fused multiply-add. The result
    /// of an element is therefore the same bit for bit at any position and with any register width.
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

/// <summary>The state that a rule keeps for the parameters of one register. Unused slots are 0.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <param name="First">The first slot.</param>
/// <param name="Second">The second slot.</param>
/// <param name="Third">The third slot.</param>
internal record struct KeptArray<T>(Vector<T> First, Vector<T> Second, Vector<T> Third);

/// <summary>The update rule of an optimizer, for the parameters of one register.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal interface IUpdateRule<T>
{
    /// <summary>Updates the parameters and the rule's state.</summary>
    /// <param name="weight">The parameters.</param>
    /// <param name="gradient">The gradients of the parameters.</param>
    /// <param name="kept">The state of the rule for these parameters.</param>
    void Apply(ref Vector<T> weight, Vector<T> gradient, ref KeptArray<T> kept);
}
