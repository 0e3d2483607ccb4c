using System.Globalization;
using TradingBot.ExchangeSim.Market;
using TradingBot.ExchangeSim.Recording;

namespace TradingBot.ExchangeSim.Hosting;

/// <summary>GET /sim/status: what runs here, for people. GET / leads there.</summary>
internal static class StatusPage
{
    public sealed record SymbolStatus(string Venue, string Symbol, string LastPrice, string BestBid, string BestAsk, long Trades, long LastUpdateId, int BidLevels, int AskLevels);

    public sealed record VenueStatus(string Venue, int Connections, long MessagesSent, long SlowClientsDisconnected);

    public sealed record Status(
        string Mode, long? Seed, IList<string>? Recordings, IReadOnlyList<string>? LeftOut, double Speed, DateTimeOffset Time, bool Ended, IReadOnlyList<VenueStatus> Venues, IReadOnlyList<SymbolStatus> Symbols);

    public static void MapTo(IEndpointRouteBuilder app)
    {
        app.MapGet("/", () => Results.Redirect("/sim/status"));
        app.MapGet("/sim/status", Handle);
    }

    private static Status Handle(RunningMarket running, SimulatorOptions options, RecordingOptions recording, IReadOnlyList<VenueGateway> gateways)
    {
        lock (running.Simulation.Gate)
        {
            return new Status(
                running.IsReplay ? "replay" : "generated",
                running.IsReplay ? null : options.Seed,
                running.IsReplay ? recording.Files : null,
                running.Simulation.Source is ReplaySource replay ? [.. replay.LeftOut] : null,
                running.IsReplay ? recording.Speed : options.Speed,
                DateTimeOffset.UnixEpoch.AddTicks(running.Clock.NowNs / 100),
                running.Simulation.Ended,
                [.. gateways.Select(gateway => new VenueStatus(VenueNames.NameOf(gateway.Venue), gateway.Connections.Count, gateway.MessagesSent, gateway.SlowClients))],
                [.. running.Simulation.Source.Markets.Select(Describe)]);
        }
    }

    private static SymbolStatus Describe(PublicMarket market) => new(
        VenueNames.NameOf(market.Instrument.Venue),
        market.Symbol,
        Text(market.LastTrade.Price),
        Text(market.Top.Bid.Price),
        Text(market.Top.Ask.Price),
        market.Trades.Next,
        market.UpdateId,
        market.Book.Bids.Count,
        market.Book.Asks.Count);

    private static string Text(long units) => ((decimal)units / Amounts.Unit).ToString(CultureInfo.InvariantCulture);
}
