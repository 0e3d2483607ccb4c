using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TradingBot.Api.Access;
using TradingBot.Api.Errors;
using TradingBot.Api.Input;
using TradingBot.Contracts.Orders;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Executions;
using TradingBot.Engine.Instruments;
using TradingBot.Storage.Journal;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.Executions;

/// <summary><c>GET /api/executions/{executionId}/evidence</c>: what on the tape allowed an execution.</summary>
internal static class GetEvidence
{
    public static void MapTo(IEndpointRouteBuilder routes) => routes.MapGet("/api/executions/{executionId}/evidence", HandleAsync)
        .RequireAuthorization(Roles.Viewer).WithTags("Executions").WithName("GetEvidence").WithSummary("What on the tape allowed an execution.");

    private static async Task<Results<Ok<EvidenceContract>, ProblemHttpResult>> HandleAsync(string executionId, TradingBotDbContext database, CancellationToken cancellation)
    {
        var errors = new InputErrors();
        Guid id = errors.Id("executionId", executionId);
        if (errors.Any) return errors.ToProblem();
        var found = await database.TradeExecutions.Where(row => row.ExecutionId == id)
            .Join(database.Instruments, row => row.InstrumentId, row => row.InstrumentId, (execution, instrument) => new { execution.Evidence, instrument.Definition })
            .SingleOrDefaultAsync(cancellation);
        if (found is null) return Problems.NotFound($"There is no execution {id}.");
        Instrument instrument = JsonSerializer.Deserialize<Instrument>(found.Definition, JournalJson.Options)!;
        ExecutionEvidence evidence = JsonSerializer.Deserialize<ExecutionEvidence>(found.Evidence, JournalJson.Options)!;
        return TypedResults.Ok(new EvidenceContract(
            id, evidence.Model, evidence.BookUpdateId, evidence.TradeId, Base(evidence.QueueAheadBefore), Base(evidence.QueueAheadAfter), Base(evidence.LevelQuantity),
            Time(evidence.ExchangeTimeNs), Time(evidence.ReceiveTimeNs))
        {
            ExecutionModel = evidence.ExecutionModel,
            LevelPrice = evidence.LevelPrice is { } price ? instrument.ToDecimal(price) : null,
            LatencyMs = evidence.LatencyNs / 1_000_000m,
            FeeRule = evidence.FeeRule,
            IsRecovered = evidence.IsRecovered,
        });

        decimal? Base(Quantity? quantity) => quantity is { } known ? instrument.ToDecimal(known) : null;
    }

    // A tick is 100 nanoseconds.
    private static DateTimeOffset Time(long nanoseconds) => DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / 100);
}
