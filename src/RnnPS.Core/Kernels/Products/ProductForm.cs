namespace RnnPS;

/// <summary>How a product is computed. The matrix alone decides, so a row has the same bits alone and in a batch.</summary>
internal enum ProductForm
{
    /// <summary>Few weights: number by number.</summary>
    Tiny,

    /// <summary>Row by row, each sum gathered in four that are added at the end.</summary>
    Narrow,

    /// <summary>In blocks of rows, or many sums of a row side by side: each is gathered in the order of the depth.</summary>
    Wide,
}
