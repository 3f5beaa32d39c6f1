using System.Collections.ObjectModel;

namespace RnnPS;

/// <summary>A read-only list that is indexed in PowerShell, and prints as its items, not as the name of its type.</summary>
/// <typeparam name="T">What it holds.</typeparam>
/// <remarks>
/// What the compiler makes of a collection expression for an <see cref="IReadOnlyList{T}"/> has no indexer that PowerShell
/// finds: <c>$step.Layers[1]</c> would be <c>$null</c>.
/// </remarks>
/// <param name="items">The items, which do not change any more.</param>
/// <param name="print">Makes the text of them; without it they stand side by side.</param>
internal sealed class RnnList<T>(IList<T> items, Func<IReadOnlyList<T>, string>? print = null) : ReadOnlyCollection<T>(items)
{
    public override string ToString() => print is null ? string.Join(' ', this) : print(this);
}
