namespace RnnPS.Files.Onnx;

/// <summary>What is known of the types of elements.</summary>
internal static class ElementTypeFacts
{
    extension(ElementType type)
    {
        /// <summary>Whether elements are floating-point numbers.</summary>
        public bool IsFloatingPoint => type is ElementType.Float or ElementType.Double or ElementType.Float16 or ElementType.BFloat16;

        /// <summary>The number of bytes of an element; null for a type that is not read.</summary>
        public int? SizeInBytes => type switch
        {
            ElementType.Bool or ElementType.Int8 or ElementType.Uint8 => 1,
            ElementType.Float16 or ElementType.BFloat16 or ElementType.Int16 or ElementType.Uint16 => 2,
            ElementType.Float or ElementType.Int32 or ElementType.Uint32 => 4,
            ElementType.Double or ElementType.Int64 or ElementType.Uint64 => 8,
            _ => null,
        };
    }
}
