using System.Globalization;

namespace RnnPS.Benchmarks;

/// <summary>Compares the times of a work's competitors with each other and with the machine's limit.</summary>
/// <param name="work">The work.</param>
/// <param name="competitors">The competitors. The first in each precision is RnnPS.</param>
/// <param name="limits">The limit in each precision.</param>
/// <param name="timings">The timings of the competitors, then those of the limits, in the same order.</param>
internal sealed class ForwardReport(
    ForwardWork work, IReadOnlyList<Competitor> competitors, IReadOnlyList<LimitContestant> limits, IReadOnlyList<Timing> timings)
{
    /// <summary>Prints the table.</summary>
    public void Print()
    {
        Console.WriteLine();
        Console.WriteLine(work);
        string threads = work.Threads == 1 ? "1 thread" : $"{work.Threads} threads";
        threads += work.InputThreads == work.Threads ? string.Empty : $", {work.InputThreads} for the input";
        foreach (LimitContestant limit in limits)
        {
            Console.WriteLine($"{limit.Contestant.Name}, {threads}: {limit.Limit}");
        }

        var table = new Table(
            string.Empty, "median µs/step", "minimum", "÷ RnnPS float", "95 % interval", "÷ RnnPS double", "95 % interval", "of limit");
        for (int i = 0; i < timings.Count; i++)
        {
            Timing timing = timings[i];
            var toSingle = Ratio.Of(timing, Ours(RnnPrecision.Single));
            var toDouble = Ratio.Of(timing, Ours(RnnPrecision.Double));
            table.Add(
                timing.Name,
                Text(PerStep(timing.Median), "0.000"),
                Text(PerStep(timing.Minimum), "0.000"),
                Text(toSingle.Value, "0.00"),
                toSingle.Interval,
                Text(toDouble.Value, "0.00"),
                toDouble.Interval,
                i < competitors.Count ? Text(OfLimit(competitors[i].Precision, timing).Value, "0.00") : string.Empty);
        }

        table.Print();
    }

    /// <summary>Compares the measured ratios with the work's bounds.</summary>
    public IEnumerable<Verdict> Verdicts()
    {
        foreach (ForwardBound bound in work.Bounds)
        {
            Timing ours = Ours(bound.Precision);
            if (bound.Peer == ForwardBound.Limit)
            {
                Ratio share = OfLimit(bound.Precision, ours);
                yield return Verdict.AtLeast($"{ours.Name}, of the limit, {work}", share.Value, bound.Minimum, share.Interval);
                continue;
            }

            Timing peer = Peer(bound);
            var ratio = Ratio.Of(peer, ours);
            string claim = $"{peer.Name} / {ours.Name}, {work}";
            yield return bound.UseLowerEnd
                ? Verdict.AtLeast($"{claim}, lower end of the interval", ratio.Low, bound.Minimum)
                : Verdict.AtLeast(claim, ratio.Value, bound.Minimum, ratio.Interval);
        }
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private Timing Ours(RnnPrecision precision) => timings[Indices(precision).First()];

    // A bound may name a peer that has only the other precision: ONNX Runtime has only single precision.
    private Timing Peer(ForwardBound bound) => bound.Peer is null
        ? Indices(bound.Precision).Where(index => !competitors[index].IsOurs).Select(index => timings[index]).MinBy(timing => timing.Median)!
        : Indices(bound.Precision).Concat(Enumerable.Range(0, competitors.Count))
            .Where(index => competitors[index].Name == bound.Peer).Select(index => timings[index]).First();

    private IEnumerable<int> Indices(RnnPrecision precision) =>
        Enumerable.Range(0, competitors.Count).Where(index => competitors[index].Precision == precision);

    private Ratio OfLimit(RnnPrecision precision, Timing timing) =>
        Ratio.Of(timings[competitors.Count + limits.TakeWhile(limit => limit.Precision != precision).Count()], timing);

    private double PerStep(double milliseconds) => 1000 * milliseconds / work.Steps;
}
