namespace TradingBot.Web.Hosting;

/// <summary>What the browser may load and do. Scripts, styles, pictures and connections come from this server only.</summary>
internal static class SecurityHeaders
{
    /// <summary>The one style element that is not ours: the chart library writes it for its attribution logo. Changes with the library's version; the browser tests notice.</summary>
    private const string ChartLogoStyle = "'sha256-3pRED1tOXas1FXFoPb9TGCjmYe9XQsmO9OV23khV2nY='";

    private static readonly string Policy = string.Join("; ",
        "default-src 'none'",
        "script-src 'self'",
        $"style-src 'self' {ChartLogoStyle}",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'");

    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        return next(context);
    });
}
