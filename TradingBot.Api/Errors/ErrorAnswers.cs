using System.Diagnostics;

namespace TradingBot.Api.Errors;

/// <summary>Every error is <c>application/problem+json</c>.</summary>
internal static class ErrorAnswers
{
    public static void AddErrorAnswers(this WebApplicationBuilder builder)
    {
        builder.Services.AddProblemDetails(options => options.CustomizeProblemDetails = context =>
        {
            context.ProblemDetails.Instance ??= context.HttpContext.Request.Path;
            context.ProblemDetails.Extensions["traceId"] = Activity.Current?.TraceId.ToHexString() ?? context.HttpContext.TraceIdentifier;
            context.ProblemDetails.Detail ??= context.ProblemDetails.Status switch
            {
                StatusCodes.Status401Unauthorized => "An API key is needed: send it as the header X-Api-Key.",
                StatusCodes.Status403Forbidden => "The role of this API key does not allow this.",
                StatusCodes.Status404NotFound => "There is nothing at this address. GET /openapi/v1.json lists every path.",
                StatusCodes.Status405MethodNotAllowed => $"This address takes {context.HttpContext.Response.Headers.Allow}, not {context.HttpContext.Request.Method}.",
                StatusCodes.Status429TooManyRequests => "Too many requests; try again after the time that Retry-After says.",
                _ => null,
            };
        });
        builder.Services.AddExceptionHandler<FailureAnswers>();
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
    }

    public static void UseErrorAnswers(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
    }
}
