using System.Collections.Immutable;

namespace RnnPS;

/// <summary>Which of a model's inputs are forecast by the model itself and fed back, and which must be known.</summary>
public sealed class FeedbackMap
{
    private readonly ImmutableArray<int> _targets;

    private FeedbackMap(IEnumerable<int> targets)
    {
        _targets = [.. targets];
        Given = [.. Enumerable.Range(0, _targets.Length).Where(input => _targets[input] < 0)];
    }

    /// <summary>The inputs whose future values must be known, in the model's order.</summary>
    public IReadOnlyList<int> Given { get; }

    /// <summary>How many inputs are fed back.</summary>
    public int FedBack => _targets.Length - Given.Count;

    /// <summary>
    /// Matches inputs with targets: by their names where both have some; without names, in their order where there are as many
    /// of them.
    /// </summary>
    /// <param name="inputs">How many inputs there are.</param>
    /// <param name="targets">How many targets there are.</param>
    /// <param name="inputNames">The inputs' names; empty where they have none.</param>
    /// <param name="targetNames">The targets' names; empty where they have none.</param>
    /// <returns>The map.</returns>
    /// <exception cref="RnnException">
    /// There are no names and more inputs than targets, or fewer (<see cref="RnnErrorId.Feedback"/>).
    /// </exception>
    public static FeedbackMap Create(
        int inputs, int targets, IReadOnlyList<string> inputNames, IReadOnlyList<string> targetNames)
    {
        ArgumentNullException.ThrowIfNull(inputNames);
        ArgumentNullException.ThrowIfNull(targetNames);
        if (inputNames.Count == inputs && targetNames.Count == targets)
        {
            return new FeedbackMap(inputNames.Select(name => IndexOf(targetNames, name)));
        }

        return inputs == targets ? new FeedbackMap(Enumerable.Range(0, inputs)) : throw new RnnException(
            RnnErrorId.Feedback,
            $"The model takes {RnnMessages.Count(inputs, "input")} and forecasts {RnnMessages.Count(targets, "target")}, and nothing says which "
            + "input a forecast is fed back to: name the inputs by -Property and the targets by -TargetProperty; an input that is "
            + "no target then comes from the rows of -Future.",
            targets);
    }

    /// <summary>Nothing is fed back.</summary>
    /// <param name="inputs">How many inputs there are.</param>
    /// <returns>The map.</returns>
    public static FeedbackMap None(int inputs) => new(Enumerable.Repeat(-1, inputs));

    /// <summary>Makes one timestep's inputs.</summary>
    /// <param name="values">The targets' forecasts.</param>
    /// <param name="known">The known inputs, those of <see cref="Given"/>.</param>
    /// <param name="input">All inputs, to be written.</param>
    internal void Compose(ReadOnlySpan<double> values, ReadOnlySpan<double> known, Span<double> input)
    {
        int next = 0;
        for (int i = 0; i < input.Length; i++)
        {
            input[i] = _targets[i] < 0 ? known[next++] : values[_targets[i]];
        }
    }

    private static int IndexOf(IReadOnlyList<string> names, string name)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (string.Equals(names[i], name, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }
}
