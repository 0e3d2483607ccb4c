using TradingBot.ExchangeSim.Market;
using TradingBot.ExchangeSim.Protocol;

namespace TradingBot.ExchangeSim.Kucoin.Http;

/// <summary>GET /api/v3/currencies[/{currency}]: the assets of the listed symbols; and /api/v1/markets: the areas they are listed in.</summary>
internal static class CurrenciesEndpoint
{
    private const int Weight = 3;

    public static void MapTo(IEndpointRouteBuilder app)
    {
        app.MapGet("/api/v3/currencies", (HttpContext context, KucoinApi kucoin) => kucoin.Answer(context, Weight, null, writer =>
        {
            writer.Raw("["u8);
            foreach (string asset in Assets(kucoin))
            {
                Currency(writer, asset);
                writer.Raw(","u8);
            }
            writer.WithoutLastComma().Raw("]"u8);
        }));
        app.MapGet("/api/v3/currencies/{currency}", (HttpContext context, KucoinApi kucoin, string currency) =>
            kucoin.Answer(context, Weight, Assets(kucoin).Contains(currency) ? null : KucoinError.UnknownCurrency, writer => Currency(writer, currency)));
        app.MapGet("/api/v1/markets", (HttpContext context, KucoinApi kucoin) => kucoin.Answer(context, Weight, null, writer =>
        {
            writer.Raw("["u8);
            foreach (string area in kucoin.Simulation.MarketsOf(Venue.Kucoin).Select(market => market.Instrument.QuoteAsset).Distinct())
                writer.Quoted(area).Raw(","u8);
            writer.WithoutLastComma().Raw("]"u8);
        }));
    }

    private static List<string> Assets(KucoinApi kucoin) =>
        [.. kucoin.Simulation.MarketsOf(Venue.Kucoin).SelectMany(market => new[] { market.Instrument.BaseAsset, market.Instrument.QuoteAsset }).Distinct().Order(StringComparer.Ordinal)];

    // {"currency":"BTC","name":"BTC","fullName":"Bitcoin","precision":8,"confirms":null,"contractAddress":null,"isMarginEnabled":true,"isDebitEnabled":true,"chains":[…]}
    private static void Currency(MessageWriter writer, string asset) => writer
        .Raw("{\"currency\":\""u8).Plain(asset).Raw("\",\"name\":\""u8).Plain(asset).Raw("\",\"fullName\":\""u8).Plain(asset)
        .Raw("\",\"precision\":8,\"confirms\":null,\"contractAddress\":null,\"isMarginEnabled\":false,\"isDebitEnabled\":false,\"chains\":[]}"u8);
}
