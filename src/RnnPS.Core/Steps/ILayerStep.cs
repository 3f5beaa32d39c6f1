namespace RnnPS;

/// <summary>A step of one cell in a stack, with the layer and the direction of the cell.</summary>
/// <remarks>
/// The output of a cell is its state, and its source is that of the whole step. PowerShell shows the properties that reflection finds, in JSON
/// as well, so each step of a cell hides the three properties that would repeat them. They are there for code that knows the step as an
/// <see cref="RnnStep"/>.
/// </remarks>
public interface ILayerStep
{
    /// <summary>The zero-based index of the cell's layer.</summary>
    int Layer { get; }

    /// <summary>The direction in which the cell reads: Forward or Reverse.</summary>
    RnnDirection Direction { get; }
}
