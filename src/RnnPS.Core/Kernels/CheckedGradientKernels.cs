using System.Numerics;

namespace RnnPS;

/// <summary>The kernels of backpropagation, checked as <see cref="CheckedKernelSet{T}"/> checks the others.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <param name="kernels">The kernels.</param>
/// <param name="lanes">The numbers of a vector.</param>
internal sealed class CheckedGradientKernels<T>(GradientKernels<T> kernels, int lanes) : GradientKernels<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override void Tanh(ReadOnlySpan<T> activated, ReadOnlySpan<T> upstream, Span<T> y)
    {
        KernelChecks.Require(activated.Length >= y.Length && upstream.Length >= y.Length);
        var call = new GuardedCall<T>("Gradients.Tanh", lanes);
        Span<T> result = call.InOut(y, nameof(y));
        kernels.Tanh(call.In(activated, nameof(activated)), call.In(upstream, nameof(upstream)), result);
        call.End();
        result.CopyTo(y);
    }

    /// <inheritdoc/>
    public override void Lstm(ref LstmGradientRows<T> rows, bool common)
    {
        int length = rows.Cell.Length;
        KernelChecks.Require(length % rows.Hidden == 0 && rows.Pre.Length == (rows.Coupled ? 3 : 4) * length);
        KernelChecks.Require(rows.Input.Length == length && rows.Forget.Length == length && rows.Candidate.Length == length);
        KernelChecks.Require(rows.Output.Length == length && rows.Before.Length == length);
        KernelChecks.Require(rows.Squashed.Length == length && rows.State.Length == length);
        KernelChecks.Require(rows.Total.IsEmpty || rows.Total.Length == length);
        var call = new GuardedCall<T>("Gradients.Lstm", lanes);
        var copy = new LstmGradientRows<T>
        {
            Hidden = rows.Hidden,
            Coupled = rows.Coupled,
            Pre = call.InOut(rows.Pre, nameof(rows.Pre)),
            Cell = call.InOut(rows.Cell, nameof(rows.Cell)),
            Total = rows.Total.IsEmpty ? default : call.InOut(rows.Total, nameof(rows.Total)),
            Input = call.In(rows.Input, nameof(rows.Input)),
            Forget = call.In(rows.Forget, nameof(rows.Forget)),
            Candidate = call.In(rows.Candidate, nameof(rows.Candidate)),
            Output = call.In(rows.Output, nameof(rows.Output)),
            Before = call.In(rows.Before, nameof(rows.Before)),
            Squashed = call.In(rows.Squashed, nameof(rows.Squashed)),
            State = call.In(rows.State, nameof(rows.State)),
            Peepholes = rows.Peepholes.IsEmpty ? default : call.In(rows.Peepholes, nameof(rows.Peepholes)),
        };
        kernels.Lstm(ref copy, common);
        call.End();
        copy.Pre.CopyTo(rows.Pre);
        copy.Cell.CopyTo(rows.Cell);
        copy.Total.CopyTo(rows.Total);
    }

    /// <inheritdoc/>
    public override void Gru(ref GruGradientRows<T> rows, bool common)
    {
        int length = rows.State.Length;
        KernelChecks.Require(length % rows.Hidden == 0 && rows.Pre.Length == 3 * length);
        KernelChecks.Require(rows.Recurrent.IsEmpty || rows.Recurrent.Length == 3 * length);
        KernelChecks.Require(rows.Update.Length == length && rows.Reset.Length == length && rows.Candidate.Length == length);
        KernelChecks.Require(rows.Before.Length == length && rows.BeforeGradient.Length == length);
        var call = new GuardedCall<T>("Gradients.Gru", lanes);
        var copy = new GruGradientRows<T>
        {
            Hidden = rows.Hidden,
            Pre = call.InOut(rows.Pre, nameof(rows.Pre)),
            Recurrent = rows.Recurrent.IsEmpty ? default : call.InOut(rows.Recurrent, nameof(rows.Recurrent)),
            BeforeGradient = call.InOut(rows.BeforeGradient, nameof(rows.BeforeGradient)),
            Update = call.In(rows.Update, nameof(rows.Update)),
            Reset = call.In(rows.Reset, nameof(rows.Reset)),
            Candidate = call.In(rows.Candidate, nameof(rows.Candidate)),
            Before = call.In(rows.Before, nameof(rows.Before)),
            State = call.In(rows.State, nameof(rows.State)),
        };
        kernels.Gru(ref copy, common);
        call.End();
        copy.Pre.CopyTo(rows.Pre);
        copy.Recurrent.CopyTo(rows.Recurrent);
        copy.BeforeGradient.CopyTo(rows.BeforeGradient);
    }
}
