using System.Reflection;
using System.Xml.Linq;

namespace RnnPS.Help;

/// <summary>The compiler's XML docs of one or more assemblies.</summary>
internal sealed class XmlDocumentation
{
    private const string InheritDoc = "inheritdoc";

    private readonly Dictionary<string, XElement> _members;

    private XmlDocumentation(Dictionary<string, XElement> members) => _members = members;

    /// <summary>Reads docs files. If several files document the same member, the first is used.</summary>
    public static XmlDocumentation Load(IEnumerable<string> files)
    {
        var members = new Dictionary<string, XElement>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            using var stream = File.OpenRead(file);
            foreach (var member in XDocument.Load(stream, LoadOptions.PreserveWhitespace).Descendants("member"))
            {
                members.TryAdd((string?)member.Attribute("name") ?? "", member);
            }
        }

        return new XmlDocumentation(members);
    }

    /// <summary>Finds the docs with an id, without resolving <c>inheritdoc</c>.</summary>
    public XElement? Find(string id) => _members.GetValueOrDefault(id);

    /// <summary>
    /// Finds the docs of a member. <c>inheritdoc</c> adds the elements that the member lacks. A property without docs gets
    /// those of the member that it overrides. A type without docs gets none, because a base class's summary does not describe
    /// the cmdlet.
    /// </summary>
    public XElement? Find(MemberInfo member)
    {
        var own = Find(DocumentationId.Of(member));
        var inherit = own?.Element(InheritDoc);
        if (inherit is null && (own is not null || member is Type))
        {
            return own;
        }

        var inherited = inherit?.Attribute("cref") is { } cref
            ? Find(cref.Value)
            : Bases(member).Select(Find).FirstOrDefault(e => e is not null);
        if (own is null || inherited is null)
        {
            return inherited ?? own;
        }

        var merged = new XElement(own);
        merged.Add(inherited.Elements().Where(e => own.Element(e.Name) is null));
        merged.Elements(InheritDoc).Remove();
        return merged;
    }

    private static IEnumerable<MemberInfo> Bases(MemberInfo member)
    {
        var type = member as Type ?? member.DeclaringType!;
        var parents = type.GetInterfaces().AsEnumerable();
        if (type.BaseType is not null)
        {
            parents = parents.Prepend(type.BaseType);
        }

        return member is Type ? parents : parents.Select(p => p.GetProperty(member.Name)).OfType<MemberInfo>();
    }
}
