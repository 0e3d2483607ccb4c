using System.Security.Cryptography;

namespace TradingBot.Architecture.Tests;

/// <summary>What decides about real trades is not changed in passing: a second person looks at it first.</summary>
public class SafetyReviewTests
{
    private const string Reviewed = "eng/safety-review.sha256";

    private static readonly string[] Files =
    [
        "TradingBot.Exchanges/Egress/AddressSpace.cs", "TradingBot.Exchanges/Egress/BorrowedClient.cs", "TradingBot.Exchanges/Egress/EgressAllowList.cs", "TradingBot.Exchanges/Egress/EgressGuard.cs",
        "TradingBot.Exchanges/Egress/EgressRule.cs", "TradingBot.Exchanges/Egress/ExchangeConnector.cs", "TradingBot.Exchanges/Egress/ExchangeHttp.cs", "TradingBot.Exchanges/Egress/ExchangeSocket.cs",
        "TradingBot.Exchanges/Egress/FrameGuard.cs", "TradingBot.Exchanges/Egress/Keys/KuCoinKeyInfo.cs", "TradingBot.Exchanges/Egress/Keys/KuCoinReadKey.cs", "TradingBot.Exchanges/Egress/Keys/KuCoinSigner.cs",
        "TradingBot.Exchanges/Egress/Keys/SignedAccess.cs", "TradingBot.Exchanges/Egress/Watch/EgressCanary.cs", "TradingBot.SafetyProof/Code/TradingWords.cs", "TradingBot.Storage/Migrations/0001_trading.sql",
        "docker/egress-gateway/nginx.conf", "eng/BannedSymbols.Egress.txt", "eng/EgressBan.props",
    ];

    [Fact]
    public void What_decides_about_real_trades_is_as_it_was_reviewed()
    {
        Dictionary<string, string> reviewed = File.ReadLines(Path.Combine(Repository.Root, Reviewed)).Select(line => line.Split("  ")).ToDictionary(parts => parts[1], parts => parts[0]);
        string[] changed = [.. Files.Where(file => reviewed.GetValueOrDefault(file) != Hash(file))];

        Assert.Equal(Files, reviewed.Keys.Order(StringComparer.Ordinal));
        Assert.True(changed.Length == 0,
            $"Changed since it was last reviewed: {string.Join(", ", changed)}. These files decide what may leave the system and what the database takes. Have a second person review the change, "
            + $"run tb verify-safety, then record it: sha256sum {string.Join(' ', Files)} > {Reviewed}");
    }

    private static string Hash(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(Repository.Root, file))));
}
