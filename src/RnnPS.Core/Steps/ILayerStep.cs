namespace RnnPS;

/// <summary>A step of one cell in a stack, with the layer and the direction of the cell.</summary>
public interface ILayerStep
{
    /// <summary>The zero-based index of the cell's layer.</summary>
    int Layer { get; }

    /// <summary>The direction in which the cell reads: Forward or Reverse.</summary>
    RnnDirection Direction { get; }
}
