using System.Net;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using TradingBot.Api.Errors;

namespace TradingBot.Api.Access;

/// <summary>
/// Local trust: a request from loopback acts as admin. A web page in a browser on this machine comes from loopback too, so its two marks
/// are checked: a name that it rebound to us stands in <c>Host</c>, and the page it came from in <c>Origin</c>.
/// </summary>
internal static class LocalTrust
{
    /// <summary>Whether the request comes from this machine itself, not through a proxy on it.</summary>
    public static bool IsTrusted(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && !context.Request.Headers.ContainsKey("X-Forwarded-For") && !context.Request.Headers.ContainsKey("Forwarded")
        && Refusal(context.Request) is null;

    /// <summary>Why the request may not be trusted; null where nothing speaks against it.</summary>
    public static string? Refusal(HttpRequest request)
    {
        if (!IsLoopbackName(request.Host.Host))
            return $"The header Host must be localhost, 127.0.0.1 or [::1]; it is '{request.Host.Host}'.";
        foreach (string? origin in request.Headers.Origin)
        {
            if (!Uri.TryCreate(origin, UriKind.Absolute, out Uri? page) || !IsLoopbackName(page.Host))
                return $"Requests of web pages from elsewhere are refused: Origin is '{origin}'.";
        }
        return null;
    }

    /// <summary>Refuses what carries a foreign mark before anything else looks at it.</summary>
    public static void UseLocalTrustGuard(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<IOptions<AccessOptions>>().Value.LocalTrust) return;
        app.Use(async (context, next) =>
        {
            if (Refusal(context.Request) is not { } refusal)
            {
                await next(context);
                return;
            }
            context.RequestServices.GetRequiredService<DeniedRequests>().Count(context);
            ProblemHttpResult problem = Problems.Of(StatusCodes.Status403Forbidden, "Not from this machine", refusal);
            await problem.ExecuteAsync(context);
        });
    }

    private static bool IsLoopbackName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));
}
