using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RnnPS.Charts.Page;

/// <summary>Writes the page: one HTML file with its data, its script and its styles.</summary>
internal static class PageDocument
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        // The names of weights stay as they are.
        DictionaryKeyPolicy = null,
        // Base64 and texts stay as short as they are. Write escapes the sign that could end the block.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Writes the document in UTF-8. The same data give the same bytes.</summary>
    public static byte[] Write(PageData data)
    {
        string script = PageScript.Text;
        string style = string.Concat(PageResources.In("Style").Select(PageResources.Read));
        string json = JsonSerializer.Serialize(data, Options).Replace("<", "\\u003C", StringComparison.Ordinal);
        var html = new StringBuilder();
        html.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src '").Append(Hash(script))
            .Append("'; style-src '").Append(Hash(style)).Append("'; img-src data:; base-uri 'none'; form-action 'none'\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n")
            .Append("<meta name=\"referrer\" content=\"no-referrer\">\n")
            .Append("<link rel=\"icon\" href=\"data:,\">\n<title>").Append(HtmlEncoder.Default.Encode(data.Title)).Append("</title>\n<style>")
            .Append(style).Append("</style>\n</head>\n<body>\n<noscript>This page needs JavaScript, which draws what the file holds. It loads nothing from elsewhere.</noscript>\n")
            .Append("<main id=\"page\"></main>\n<script type=\"application/json\" id=\"data\">").Append(json).Append("</script>\n<script>")
            .Append(script).Append("</script>\n</body>\n</html>\n");
        return Encoding.UTF8.GetBytes(html.ToString());
    }

    private static string Hash(string text) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
