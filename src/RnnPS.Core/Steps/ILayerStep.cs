namespace RnnPS;

/// <summary>A step of one cell in a stack: it tells which.</summary>
public interface ILayerStep
{
    /// <summary>The cell's layer, from 0.</summary>
    int Layer { get; }

    /// <summary>The order in which the cell reads: Forward or Reverse.</summary>
    RnnDirection Direction { get; }
}
