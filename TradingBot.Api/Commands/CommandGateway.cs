using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TradingBot.Api.Access;
using TradingBot.Api.Errors;
using TradingBot.Api.Input;
using TradingBot.Api.Safety;
using TradingBot.Storage.Commands;
using TradingBot.Storage.Control;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.Commands;

/// <summary>What became of a command.</summary>
/// <param name="AccountId">The account it was for; on a repeat, the first one's.</param>
/// <param name="Reply">The worker's answer; given once its events are journaled.</param>
internal sealed record CommandDone(Guid AccountId, CommandReply Reply);

/// <summary>What a worker may be asked while maintenance is on.</summary>
internal enum DuringMaintenance
{
    Refused,
    Allowed,
}

/// <summary>
/// Hands commands to the worker and waits for the answer that follows their commit. The header <c>Idempotency-Key</c> makes a repeat safe;
/// where the client gives none, one is made and told, so that it can still ask what became of its command.
/// </summary>
internal sealed class CommandGateway(
    CommandQueue queue, CommandAnswers answers, ControlStore control, WorkerPresence workers, ModeFlags flags, IDbContextFactory<TradingBotDbContext> databases)
{
    public const string KeyHeader = "Idempotency-Key";
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(5);

    /// <summary>Asks, and maps everything but "done" to a problem.</summary>
    public async Task<(CommandDone? Done, ProblemHttpResult? Problem)> AskAsync(
        HttpContext context, Guid accountId, CommandBody body, DuringMaintenance maintenance, CancellationToken cancellation)
    {
        string key = context.Request.Headers[KeyHeader].ToString();
        bool isOwnKey = key.Length == 0;
        if (isOwnKey) key = Guid.CreateVersion7().ToString();
        else if (key.Length > 255 || key.Any(letter => letter is < '!' or > '~')) return Refuse(KeyHeader, "must have 1 to 255 visible ASCII characters");
        context.Response.Headers[KeyHeader] = key;

        if ((isOwnKey || !await IsKnownAsync(context.Actor(), key, cancellation)) && await RefuseNewAsync(context, maintenance, cancellation) is { } refused)
            return (null, refused);
        SubmissionResult result = await queue.SubmitAsync(new CommandSubmission(Guid.CreateVersion7(), key, context.Actor(), accountId, body), cancellation);
        CommandReply? reply = result.Answer;
        switch (result.State)
        {
            case SubmissionState.OtherBody:
                return (null, Problems.Refused("idempotencyKeyReused", $"The {KeyHeader} '{key}' was used with another request. Use a new key for a new request."));
            case SubmissionState.InProgress:
                context.Response.Headers.RetryAfter = "1";
                return (null, Problems.Conflict($"The first request with the {KeyHeader} '{key}' is still in progress. Repeat it to get its answer."));
            case SubmissionState.Busy:
                context.Response.Headers.RetryAfter = "1";
                return (null, Problems.Unavailable("Too many commands wait already. Nothing was done; try again."));
            case SubmissionState.Answered:
                context.Response.Headers["Idempotency-Replayed"] = "true";
                break;
            case SubmissionState.New:
                reply = await answers.WaitForAnswerAsync(result.CommandId, AnswerPatience, cancellation);
                break;
            default:
                throw new InvalidOperationException($"unknown submission state {result.State}");
        }
        if (reply is null)
        {
            context.Response.Headers.RetryAfter = "2";
            return (null, Problems.Unavailable($"The command is stored, but no worker has answered it yet. Repeat the request with the {KeyHeader} '{key}' to learn what becomes of it; it will not be done twice."));
        }
        return reply.IsDone ? (new CommandDone(result.AccountId, reply), null) : (null, Problem(reply));
    }

    /// <summary>A refusal of the engine.</summary>
    private static ProblemHttpResult Problem(CommandReply reply)
    {
        string message = reply.Message ?? $"The trading core refused this: {reply.Reason}.";
        if (reply.Reason is "unknownOrder" or "unknownAccount" or "unknownStrategy")
            return TypedResults.Problem(message, statusCode: StatusCodes.Status404NotFound, title: "Not found", extensions: new Dictionary<string, object?> { ["reason"] = reply.Reason });
        return Problems.Refused(reply.Reason, message, reply.OrderId is { } orderId ? new Dictionary<string, object?> { ["orderId"] = orderId } : null);
    }

    private static (CommandDone?, ProblemHttpResult) Refuse(string field, string message)
    {
        var errors = new InputErrors();
        errors.Add(field, message);
        return (null, errors.ToProblem());
    }

    // A repeat must get its first answer even when nothing new is taken.
    private async Task<bool> IsKnownAsync(string actor, string key, CancellationToken cancellation)
    {
        await using TradingBotDbContext database = await databases.CreateDbContextAsync(cancellation);
        return await database.Commands.AnyAsync(command => command.Actor == actor && command.IdempotencyKey == key, cancellation);
    }

    private async Task<ProblemHttpResult?> RefuseNewAsync(HttpContext context, DuringMaintenance maintenance, CancellationToken cancellation)
    {
        if (maintenance == DuringMaintenance.Refused && flags.Problem is { } problem)
            return Problems.Refused("tradingHalted", $"Real trading was asked for, so nothing is traded at all: {problem}. Remove the setting and start the Api again; cancelling and stopping work.");
        if (maintenance == DuringMaintenance.Refused && await control.ReadAsync(cancellation) is { Maintenance: true } state)
        {
            context.Response.Headers.RetryAfter = "30";
            return Problems.Unavailable($"Maintenance: {state.MaintenanceMessage ?? state.Reason}. New requests are not taken until it ends; cancelling and stopping work.");
        }
        if (await workers.AnyAliveAsync(cancellation)) return null;
        context.Response.Headers.RetryAfter = "5";
        return Problems.Unavailable("No worker is running, so nothing can be traded now. Nothing was stored; try again when GET /api/health/detailed shows a worker.");
    }
}
