using System.Collections.Immutable;

namespace RnnPS;

/// <summary>
/// Maps a model's inputs to its forecasts. It says which inputs are fed back from forecasts, and which must be known.
/// </summary>
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

    /// <summary>The number of inputs that are fed back.</summary>
    public int FedBack => _targets.Length - Given.Count;

    /// <summary>
    /// Matches inputs with targets. They match by name if both have names. Without names they match by order, and their numbers must
    /// be equal.
    /// </summary>
    /// <param name="inputs">The number of inputs.</param>
    /// <param name="targets">The number of targets.</param>
    /// <param name="inputNames">The names of the inputs; empty if they have no names.</param>
    /// <param name="targetNames">The names of the targets; empty if they have no names.</param>
    /// <returns>The map.</returns>
    /// <exception cref="RnnException">
    /// There are no names, and the numbers of inputs and targets differ; or the outputs are the probabilities of fewer targets
    /// (<see cref="RnnErrorId.Feedback"/>).
    /// </exception>
    public static FeedbackMap Create(
        int inputs, int targets, IReadOnlyList<string> inputNames, IReadOnlyList<string> targetNames)
    {
        ArgumentNullException.ThrowIfNull(inputNames);
        ArgumentNullException.ThrowIfNull(targetNames);
        if (targetNames.Count > 0 && targetNames.Count != targets)
        {
            throw new RnnException(
                RnnErrorId.Feedback,
                FormattableString.Invariant($"The model predicts {targets} probabilities for {MessageText.Names(targetNames)}, which can't become inputs: forecast no more steps than ")
                + "the lead, or name each output by -TargetProperty and give the inputs that are not targets by -Future.",
                targets);
        }

        if (inputNames.Count == inputs && targetNames.Count == targets)
        {
            return new FeedbackMap(inputNames.Select(name => IndexOf(targetNames, name)));
        }

        return inputs == targets ? new FeedbackMap(Enumerable.Range(0, inputs)) : throw new RnnException(
            RnnErrorId.Feedback,
            $"The model takes {RnnMessages.Count(inputs, "input")} and forecasts {RnnMessages.Count(targets, "target")}, so the forecasts can't be "
            + "matched to the inputs: name the inputs by -Property and the targets by -TargetProperty, and give the inputs that are not "
            + "targets by -Future.",
            targets);
    }

    /// <summary>Creates a map in which no input is fed back.</summary>
    /// <param name="inputs">The number of inputs.</param>
    /// <returns>The map.</returns>
    public static FeedbackMap None(int inputs) => new(Enumerable.Repeat(-1, inputs));

    /// <summary>Composes the inputs of one timestep.</summary>
    /// <param name="values">The forecasts of the targets.</param>
    /// <param name="known">The known inputs, in the order of <see cref="Given"/>.</param>
    /// <param name="input">Receives all inputs.</param>
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
