using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace TradingBot.Api.Access;

/// <summary>Counts and logs each denial, then answers as the framework does.</summary>
internal sealed partial class DenialRecorder(DeniedRequests denied, ILogger<DenialRecorder> logger) : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _answers = new();

    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (!authorizeResult.Succeeded)
        {
            denied.Count(context);
            LogDenied(logger, context.Request.Method, context.Request.Path, context.User.Identity?.Name ?? "nobody");
        }
        return _answers.HandleAsync(next, context, policy, authorizeResult);
    }

    [LoggerMessage(3010, LogLevel.Warning, "Denied {Method} {Path} to {Actor}.")]
    private static partial void LogDenied(ILogger logger, string method, string path, string actor);
}
