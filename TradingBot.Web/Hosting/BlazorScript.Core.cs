using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace TradingBot.Web.Hosting;

/// <summary>Serves Blazor's browser script from this assembly, where the package with the regular asset can't be had.</summary>
internal static class BlazorScript
{
    public static void MapBlazorScript(this IEndpointRouteBuilder app)
    {
        byte[] script = Read();
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexString(SHA256.HashData(script).AsSpan(0, 16))}\"");
        app.MapGet("/_framework/blazor.web.js", (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "no-cache";
            return Results.Bytes(script, "text/javascript", entityTag: tag);
        }).ExcludeFromDescription();
    }

    private static byte[] Read()
    {
        using Stream resource = typeof(BlazorScript).Assembly.GetManifestResourceStream("blazor.web.js")
            ?? throw new InvalidOperationException("TradingBot.Web was built without blazor.web.js; build it again.");
        byte[] script = new byte[resource.Length];
        resource.ReadExactly(script);
        return script;
    }
}
