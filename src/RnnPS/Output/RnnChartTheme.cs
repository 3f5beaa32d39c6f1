namespace RnnPS;

/// <summary>The background that the colours of a chart are made for.</summary>
public enum RnnChartTheme
{
    /// <summary>A light background.</summary>
    Light,

    /// <summary>A dark background.</summary>
    Dark,
}
