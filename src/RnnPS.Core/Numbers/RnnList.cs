using System.Collections.ObjectModel;

namespace RnnPS;

/// <summary>A read-only list that PowerShell can index, and that formats as its items instead of its type name.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
/// <remarks>
/// For a collection expression of type <see cref="IReadOnlyList{T}"/> the compiler generates a type without a public indexer, so in
/// PowerShell <c>$step.Layers[1]</c> would be <c>$null</c>.
/// </remarks>
/// <param name="items">The items. The caller must not change them later.</param>
/// <param name="print">Formats the items; null to separate them by spaces.</param>
internal sealed class RnnList<T>(IList<T> items, Func<IReadOnlyList<T>, string>? print = null) : ReadOnlyCollection<T>(items)
{
    public override string ToString() => print is null ? string.Join(' ', this) : print(this);
}
