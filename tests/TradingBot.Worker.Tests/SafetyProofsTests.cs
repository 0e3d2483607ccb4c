using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TradingBot.Engine.Settings;
using TradingBot.Exchanges;
using TradingBot.Exchanges.Egress;
using TradingBot.Storage.Safety;
using TradingBot.Worker.Safety;

namespace TradingBot.Worker.Tests;

public sealed class SafetyProofsTests
{
    [Theory]
    [InlineData("live")]
    [InlineData("simulated")]
    public void Every_layer_of_a_sound_process_is_proven_with_what_was_seen(string feed)
    {
        using ServiceProvider services = Compose(feed);

        List<SafetyProof> proofs = SafetyProofs.OfThisProcess([], services.GetRequiredService<EgressGuard>());

        Assert.Equal(["credentials", "configuration", "no-code", "egress-guard", "frame-guard", "egress-list"], proofs.Select(proof => proof.Layer));
        Assert.All(proofs, proof => Assert.Equal((SafetyProofs.Ok, true), (proof.Status, proof.Evidence.Length > 0)));
    }

    [Fact]
    public void Proving_the_guard_counts_as_no_attempt()
    {
        using ServiceProvider services = Compose("live");
        EgressGuard guard = services.GetRequiredService<EgressGuard>();

        SafetyProofs.OfThisProcess([], guard);

        Assert.Equal(0, guard.Denials);
    }

    [Fact]
    public void A_setting_that_asks_for_real_trading_is_named()
    {
        using ServiceProvider services = Compose("live");

        List<SafetyProof> proofs = SafetyProofs.OfThisProcess(
            [new PaperTradingViolation("ALLOW_REAL_TRADES", "true", "there are no real trades")], services.GetRequiredService<EgressGuard>());

        SafetyProof failed = Assert.Single(proofs, proof => proof.Status != SafetyProofs.Ok);
        Assert.Equal(("configuration", "ALLOW_REAL_TRADES is true"), (failed.Layer, failed.Evidence));
    }

    private static ServiceProvider Compose(string feed)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Exchanges:Feed"] = feed,
            ["services:simulator:http:0"] = "http://127.0.0.1:3005",
        }).Build();
        return new ServiceCollection().AddSingleton(configuration).AddLogging().AddMetrics().AddExchanges(configuration).BuildServiceProvider();
    }
}
