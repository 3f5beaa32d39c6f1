using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace RnnPS;

/// <summary>The contracts of the kernels. A build with <c>-p:KernelChecks=true</c> checks them at every kernel's door.</summary>
internal static class KernelChecks
{
    /// <summary>Requires what a kernel relies on.</summary>
    /// <param name="holds">Whether it does.</param>
    /// <param name="contract">The condition as text, for the error.</param>
    /// <exception cref="InvalidOperationException">It does not hold.</exception>
    public static void Require(bool holds, [CallerArgumentExpression(nameof(holds))] string contract = "")
    {
        if (!holds)
        {
            throw new InvalidOperationException($"A kernel's contract is broken: expected {contract}.");
        }
    }

    /// <summary>Requires that the operands of a pointwise kernel are as long as its result.</summary>
    /// <param name="length">The length of the result.</param>
    /// <param name="operands">The lengths of the operands.</param>
    /// <exception cref="InvalidOperationException">One is shorter.</exception>
    [Conditional("KERNEL_CHECKS")]
    public static void RequireLengths(int length, params ReadOnlySpan<int> operands)
    {
        foreach (int operand in operands)
        {
            Require(operand >= length);
        }
    }
}
