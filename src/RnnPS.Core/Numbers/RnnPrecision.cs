namespace RnnPS;

/// <summary>The floating-point precision of a run.</summary>
public enum RnnPrecision
{
    /// <summary>64-bit numbers with about 16 significant digits.</summary>
    Double,

    /// <summary>32-bit numbers with about 7 significant digits. They need half the memory and are up to twice as fast.</summary>
    Single,
}
