using Microsoft.AspNetCore.Http.HttpResults;

namespace TradingBot.Api.Errors;

/// <summary>A request that can't be bound to its endpoint: the only place where the framework leaves us nothing but an exception to say so.</summary>
internal sealed class RequestRefusedException(ProblemHttpResult problem) : BadHttpRequestException(problem.ProblemDetails.Detail ?? "", problem.StatusCode)
{
    public ProblemHttpResult Problem { get; } = problem;
}
