namespace RnnPS;

/// <summary>The floating-point numbers that a run computes with.</summary>
public enum RnnPrecision
{
    /// <summary>64 bits: about 16 significant digits.</summary>
    Double,

    /// <summary>32 bits: about 7 significant digits, half the memory and up to twice the speed.</summary>
    Single,
}
