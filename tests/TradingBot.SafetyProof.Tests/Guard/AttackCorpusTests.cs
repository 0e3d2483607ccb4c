using TradingBot.SafetyProof.Attacks;
using TradingBot.SafetyProof.Decoy;
using TradingBot.SafetyProof.Guard;

namespace TradingBot.SafetyProof.Tests.Guard;

/// <summary>Every documented route that changes something at an exchange, in every spelling and disguise, against the guard alone.</summary>
public sealed class AttackCorpusTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void The_corpus_is_as_large_as_promised_and_has_every_route_once()
    {
        Assert.True(AttackCorpus.Routes.Count >= 224, $"{AttackCorpus.Routes.Count} routes");
        Assert.Equal(AttackCorpus.Routes.Count, AttackCorpus.Routes.Distinct().Count());
        Assert.All(AttackCorpus.Routes, route => Assert.Contains(route.Method, (string[])["POST", "PUT", "PATCH", "DELETE"]));
        Assert.All(AttackCorpus.Routes, route => Assert.StartsWith("/", route.Path, StringComparison.Ordinal));
        string[] products = ["binance-spot", "binance-margin-trading", "binance-wallet", "binance-sub-account", "binance-usds-futures", "binance-coin-futures", "kucoin-spot", "kucoin-margin", "kucoin-futures", "kucoin-account"];
        Assert.Empty(products.Except(AttackCorpus.Routes.Select(route => route.Venue)));
        Assert.Empty(AttackCorpus.Routes.Select(route => route.Venue).Except(AttackCorpus.Sample(20).Select(route => route.Venue)));
        string[] names = [.. AttackVariants.AtAllowedOrigin(AttackCorpus.Routes[0], new Uri("http://127.0.0.1:1/")).Concat(AttackVariants.Elsewhere(AttackCorpus.Routes[0])).Select(attack => attack.Name)];
        Assert.True(names.Length >= 12, $"{names.Length} variants");
        Assert.Equal(names.Length, names.Distinct().Count());
    }

    [Fact]
    public async Task The_guard_stops_and_reports_attacks_once_and_passes_the_allow_list()
    {
        IReadOnlyList<Tally> tallies = await new GuardTrial(GuardUnderTest.Product, AttackCorpus.Sample(10)).RunAsync(Cancellation);

        Assert.All(tallies, tally => Assert.True(tally.Holes.Count == 0 && tally.Attacks > 0, $"{tally.Group}: {tally.Holes.Count} of {tally.Attacks}, such as {string.Join("; ", tally.Holes.Take(5))}"));
        foreach (Tally tally in tallies) TestContext.Current.TestOutputHelper?.WriteLine($"{tally.Attacks,7} {tally.Group}");
    }

    [Fact]
    public async Task Without_the_guard_the_same_attacks_do_reach_the_decoy()
    {
        await using DecoyExchange decoy = new();
        using HttpMessageInvoker client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
        string[] impossible = ["as a WebSocket", "HTTP/2 with another authority", "a chunked body that is announced"];
        Attack[] attacks = [.. AttackVariants.AtAllowedOrigin(AttackCorpus.Routes[0], decoy.Address).Where(attack => !impossible.Contains(attack.Name))];
        foreach (Attack attack in attacks)
        {
            using HttpRequestMessage request = attack.Request();
            (await client.SendAsync(request, Cancellation)).Dispose();
        }
        Assert.Equal(attacks.Length, decoy.Requests.Count);
    }
}
