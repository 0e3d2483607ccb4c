using System.Data.Common;
using System.Net.Sockets;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace TradingBot.Api.Errors;

/// <summary>Turns what an endpoint threw into a problem that tells the caller what to do and nothing of our insides.</summary>
internal sealed partial class FailureAnswers(IProblemDetailsService problems, ILogger<FailureAnswers> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested) return true;
        if (exception is RequestRefusedException refused)
        {
            await refused.Problem.ExecuteAsync(httpContext);
            return true;
        }
        (int status, string title, string detail) = exception switch
        {
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
                (StatusCodes.Status413PayloadTooLarge, "Body too large", $"A body may have {RequestLimits.BodyBytesMax} bytes."),
            BadHttpRequestException bad => (bad.StatusCode, "Invalid request", "The request could not be read: a parameter, a header or the body is malformed."),
            _ when IsDatabaseAway(exception) =>
                (StatusCodes.Status503ServiceUnavailable, "Database not available", "The database can't be reached or does not answer in time. Nothing was changed by this request unless a repeat with the same Idempotency-Key says so. Try again shortly."),
            _ => (StatusCodes.Status500InternalServerError, "Internal error", "An unexpected error. It was logged under the traceId of this answer."),
        };
        if (status == StatusCodes.Status500InternalServerError) LogUnexpected(logger, exception, httpContext.Request.Method, httpContext.Request.Path);
        if (status == StatusCodes.Status503ServiceUnavailable)
        {
            LogDatabaseAway(logger, exception.Message, httpContext.Request.Method, httpContext.Request.Path);
            httpContext.Response.Headers.RetryAfter = "2";
        }
        httpContext.Response.StatusCode = status;
        return await problems.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = httpContext,
            ProblemDetails = { Status = status, Title = title, Detail = detail },
        });
    }

    /// <summary>Whether the database did not answer, as opposed to answered that something is wrong with our statement.</summary>
    public static bool IsDatabaseAway(Exception exception)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            bool away = cause switch
            {
                // Class 08: connection; 53: resources such as too many connections; 57: operator intervention (shutdown, cancelled).
                PostgresException answered => answered.SqlState is ['0', '8', ..] or ['5', '3', ..] or ['5', '7', ..],
                NpgsqlException or SocketException or TimeoutException => true,
                DbException other => other.IsTransient,
                _ => false,
            };
            if (away) return true;
            if (cause is PostgresException) return false;
        }
        return false;
    }

    [LoggerMessage(3001, LogLevel.Error, "Request {Method} {Path} failed unexpectedly.")]
    private static partial void LogUnexpected(ILogger logger, Exception exception, string method, string path);

    [LoggerMessage(3002, LogLevel.Warning, "Request {Method} {Path} failed because the database is away: {Problem}")]
    private static partial void LogDatabaseAway(ILogger logger, string problem, string method, string path);
}
