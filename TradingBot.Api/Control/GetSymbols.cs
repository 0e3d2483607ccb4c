using Microsoft.AspNetCore.Http.HttpResults;
using TradingBot.Api.Access;
using TradingBot.Contracts.Operations;

namespace TradingBot.Api.Control;

/// <summary><c>GET /api/config/symbols</c>.</summary>
internal static class GetSymbols
{
    public static void MapTo(IEndpointRouteBuilder routes) => routes.MapGet("/api/config/symbols", HandleAsync)
        .RequireAuthorization(Roles.Viewer).WithTags("Control").WithName("GetSymbols").WithSummary("Which symbols each venue's feed follows, and why.");

    private static async Task<Ok<SymbolsConfiguration>> HandleAsync(SymbolsReader symbols, CancellationToken cancellation) =>
        TypedResults.Ok(await symbols.ReadAsync(cancellation));
}
