using System.Xml.Linq;

namespace RnnPS.Help.Tests;

public sealed class DocumentationTextTests
{
    [Theory]
    [InlineData("<code>a\n            b\n              c</code>", "a\nb\n  c")]
    [InlineData("<code>\n            a\n              b\n            </code>", "a\n  b")]
    [InlineData("<code>a</code>", "a")]
    public void Code_loses_its_common_indentation(string element, string expected) =>
        Assert.Equal(expected, DocumentationText.Code(XElement.Parse(element)));
}
