using Microsoft.AspNetCore.Http.HttpResults;

namespace TradingBot.Api.Errors;

/// <summary>The errors that endpoints answer with; each says what was wrong and what would be right.</summary>
internal static class Problems
{
    public static ProblemHttpResult NotFound(string detail) => Of(StatusCodes.Status404NotFound, "Not found", detail);

    public static ProblemHttpResult Conflict(string detail) => Of(StatusCodes.Status409Conflict, "Conflict", detail);

    /// <summary>Something we depend on is away; the caller may try again.</summary>
    public static ProblemHttpResult Unavailable(string detail) => Of(StatusCodes.Status503ServiceUnavailable, "Not available now", detail);

    /// <param name="reason">The engine's reason code in camelCase.</param>
    public static ProblemHttpResult Refused(string reason, string detail, IReadOnlyDictionary<string, object?>? more = null)
    {
        var extensions = new Dictionary<string, object?>(more ?? new Dictionary<string, object?>()) { ["reason"] = reason };
        return TypedResults.Problem(detail, statusCode: StatusCodes.Status422UnprocessableEntity, title: "Refused", extensions: extensions);
    }

    public static ProblemHttpResult Of(int status, string title, string detail) => TypedResults.Problem(detail, statusCode: status, title: title);

    /// <param name="errors">Per field of the request: what is wrong with it.</param>
    public static ProblemHttpResult Invalid(IReadOnlyDictionary<string, string[]> errors) => TypedResults.Problem(
        string.Join(" ", errors.SelectMany(field => field.Value.Select(message => $"{field.Key}: {message}."))),
        statusCode: StatusCodes.Status400BadRequest,
        title: "Invalid request",
        extensions: new Dictionary<string, object?> { ["errors"] = errors });
}
