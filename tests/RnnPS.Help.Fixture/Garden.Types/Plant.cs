namespace Garden;

/// <summary>A plant, as <see cref="PlantKind"/> knows it.</summary>
public sealed record Plant(string Name, PlantKind Kind);

/// <summary>The kinds of plants.</summary>
public enum PlantKind
{
    /// <summary>Soft, and gone in winter.</summary>
    Herb,

    /// <summary>Wooden, and there for a
    /// century.</summary>
    Tree,
}

/// <summary>How hard a plant is cut.</summary>
public enum Cut
{
    Light,
    Hard,
}
