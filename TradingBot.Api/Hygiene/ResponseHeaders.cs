using TradingBot.Api.Errors;

namespace TradingBot.Api.Hygiene;

/// <summary>Headers that keep browsers from misusing what we answer, and limits that keep clients from misusing us.</summary>
internal static class ResponseHeaders
{
    public static void AddHygiene(this WebApplicationBuilder builder) => builder.WebHost.ConfigureKestrel(kestrel =>
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = RequestLimits.BodyBytesMax;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
    });

    public static void UseHygiene(this WebApplication app) => app.Use((context, next) =>
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        // Balances and prices are true for a moment only, and nobody else's business.
        headers.CacheControl = "no-store";
        return next(context);
    });
}
