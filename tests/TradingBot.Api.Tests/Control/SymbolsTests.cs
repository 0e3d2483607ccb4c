using System.Net;
using TradingBot.Api.Tests.Running;
using TradingBot.Contracts.Errors;
using TradingBot.Contracts.Operations;

namespace TradingBot.Api.Tests.Control;

public sealed class SymbolsTests(RunningSystem system) : SystemTests<RunningSystem>(system)
{
    [Fact]
    public async Task A_list_is_followed_and_told_with_who_chose_it_and_audited()
    {
        VenueSymbols chosen = await PutAsync("binance", """{"symbols":["eth-usdt","BTC-USDT"]}""");
        Assert.Equal(("binance", "chosen", "local"), (chosen.Venue, chosen.Source, chosen.Actor));
        Assert.Equal(["ETH-USDT", "BTC-USDT"], chosen.Symbols);
        Assert.Equal([("ETH-USDT", "listed"), ("BTC-USDT", "listed")], chosen.Followed.Select(symbol => (symbol.Symbol, symbol.Because)));
        VenueSymbols told = (await Api.GetAsync<SymbolsConfiguration>("/api/config/symbols")).Venues.Single(venue => venue.Venue == "binance");
        Assert.Equivalent(chosen, told, strict: true);
        Assert.Contains("SYMBOLS_CHANGED", (await Api.GetAsync("/api/audit?limit=100")).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rule_is_taken_and_told()
    {
        VenueSymbols chosen = await PutAsync("kucoin", """{"rule":{"quote":"usdt","top":1,"exclude":["SOL-USDT"]}}""");
        Assert.Null(chosen.Symbols);
        Assert.Equal(("USDT", 1), (chosen.Rule!.Quote, chosen.Rule.Top));
        Assert.Equal(["SOL-USDT"], chosen.Rule.Exclude);
        Assert.Equal("rule", Assert.Single(chosen.Followed).Because);
    }

    [Theory]
    [InlineData("""{"symbols":["BTC-USDT","NO-SUCH","NOT-THERE"]}""", "binance has no symbol NO-SUCH, NOT-THERE")]
    [InlineData("""{"rule":{"quote":"EUR","top":3}}""", "binance trades nothing against EUR")]
    public async Task What_the_venue_does_not_have_is_named_and_nothing_changes(string body, string problem)
    {
        SymbolsConfiguration before = await Api.GetAsync<SymbolsConfiguration>("/api/config/symbols");
        using HttpResponseMessage response = await Api.SendAsync(HttpMethod.Put, "/api/config/symbols/binance", body);
        ProblemContract told = await RunningApi.ProblemAsync(response, HttpStatusCode.UnprocessableEntity);
        Assert.Contains(problem, told.Detail, StringComparison.Ordinal);
        Assert.Equivalent(before, await Api.GetAsync<SymbolsConfiguration>("/api/config/symbols"), strict: true);
    }

    private async Task<VenueSymbols> PutAsync(string venue, string body)
    {
        using HttpResponseMessage response = await Api.SendAsync(HttpMethod.Put, $"/api/config/symbols/{venue}", body);
        return await RunningApi.ReadAsync<VenueSymbols>(response, HttpStatusCode.OK);
    }
}
