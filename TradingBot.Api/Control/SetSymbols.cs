using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;
using TradingBot.Api.Access;
using TradingBot.Api.Audit;
using TradingBot.Api.Commands;
using TradingBot.Api.Errors;
using TradingBot.Api.Input;
using TradingBot.Contracts.Operations;
using TradingBot.Storage.Symbols;

namespace TradingBot.Api.Control;

/// <summary><c>PUT /api/config/symbols/{venue}</c>. Only workers call the exchanges, so one of them asks the venue whether it has what is wanted.</summary>
internal static partial class SetSymbols
{
    private const int Most = 600;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static void MapTo(IEndpointRouteBuilder routes) => routes.MapPut("/api/config/symbols/{venue}", HandleAsync)
        .RequireAuthorization(Roles.Operator).WithTags("Control").WithName("SetSymbols").WithSummary("Chooses the symbols that a venue's feed follows, by list or by rule.")
        .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status422UnprocessableEntity).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<VenueSymbols>, ProblemHttpResult>> HandleAsync(
        string venue, JsonBody<SymbolsRequest> body, HttpContext context, SymbolStore store, SymbolsReader reader, WorkerPresence workers, AuditTrail audit, CancellationToken cancellation)
    {
        var errors = new InputErrors();
        string? at = errors.Venue("venue", venue);
        SymbolChoice choice = ChoiceOf(body.Value, errors);
        if (errors.Any) return errors.ToProblem();
        if (!await workers.AnyAliveAsync(cancellation)) return Problems.Unavailable("No worker is running that could ask the venue about these symbols; nothing was changed.");
        SymbolAnswer answer = await store.ProposeAsync(at!, choice, context.Actor(), Patience, cancellation);
        if (!answer.IsAnswered) return Problems.Unavailable($"No worker could ask {at} about these symbols within {Patience.TotalSeconds:0} s; nothing was changed. GET /api/market-data/{at}/status says how it does.");
        if (answer.Problem is { } problem) return Problems.Refused("unknownInstrument", $"{problem}; nothing was changed.");
        await audit.RecordAsync(context, AuditEventNames.SymbolsChanged, new { venue = at, choice.Symbols, choice.Rule });
        return TypedResults.Ok((await reader.ReadAsync(cancellation)).Venues.First(known => known.Venue == at));
    }

    private static SymbolChoice ChoiceOf(SymbolsRequest request, InputErrors errors)
    {
        if (request.Symbols is null == request.Rule is null)
        {
            errors.Add("symbols", "or rule must be given, and not both: {\"symbols\": [\"BTC-USDT\"]} or {\"rule\": {\"quote\": \"USDT\", \"top\": 10}}");
            return new(null, null);
        }
        return request.Rule is { } rule ? new(null, RuleOf(rule, errors)) : new(Listed("symbols", request.Symbols!, 1, errors), null);
    }

    private static SymbolChoiceRule RuleOf(SymbolRuleContract rule, InputErrors errors)
    {
        string quote = rule.Quote?.Trim().ToUpperInvariant() ?? "";
        if (!Asset().IsMatch(quote)) errors.Add("rule.quote", "must be an asset such as USDT");
        if (rule.Top is not (>= 1 and <= Most)) errors.Add("rule.top", $"must be a whole number from 1 to {Most}");
        return new(quote, rule.Top ?? 1, Listed("rule.exclude", rule.Exclude ?? [], 0, errors));
    }

    private static string[] Listed(string field, IReadOnlyList<string> symbols, int least, InputErrors errors)
    {
        if (symbols.Count < least || symbols.Count > Most) errors.Add(field, $"must have {least} to {Most} symbols");
        string[] plain = [.. symbols.Select(symbol => symbol?.Trim().ToUpperInvariant() ?? "")];
        foreach (string symbol in plain.Where(symbol => !Symbol().IsMatch(symbol)).Take(5)) errors.Add(field, $"has '{(symbol.Length <= 40 ? symbol : symbol[..40])}'; a symbol is such as BTC-USDT");
        if (plain.Distinct(StringComparer.Ordinal).Count() != plain.Length) errors.Add(field, "names a symbol twice");
        return plain;
    }

    [GeneratedRegex("^[A-Z0-9]{1,16}\\z")]
    private static partial Regex Asset();

    [GeneratedRegex("^[A-Z0-9]{1,16}-[A-Z0-9]{1,15}\\z")]
    private static partial Regex Symbol();
}
