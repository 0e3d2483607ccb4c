using TradingBot.SafetyProof.Attacks;
using TradingBot.SafetyProof.Beside;
using TradingBot.SafetyProof.Decoy;
using TradingBot.SafetyProof.Report;

namespace TradingBot.SafetyProof.Guard;

/// <summary>The product's guard alone: no gateway behind it, no database, nothing.</summary>
internal static class GuardProof
{
    public static async Task<IReadOnlyList<ProofRow>> RunAsync(IReadOnlyList<AttackRoute> routes, CancellationToken cancellation) =>
    [
        .. (await new GuardTrial(GuardUnderTest.Product, routes).RunAsync(cancellation)).Select(tally => ProofRow.From(tally.Layer, tally.Group, tally.Attacks, tally.Holes,
            tally.Group.Contains("pass", StringComparison.Ordinal) ? "all passed" : "each refused, counted once and reported once, where a refusal is due")),
        await BesideAsync(cancellation),
    ];

    private static async Task<ProofRow> BesideAsync(CancellationToken cancellation)
    {
        await using DecoyExchange decoy = new();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("tradingbot-proof-");
        try
        {
            (long tried, IReadOnlyList<string> holes) = await BesideTrial.RunAsync(decoy.Address, answer => decoy.Answer = answer, () => decoy.Requests.Count, folder.FullName, cancellation);
            return ProofRow.From("L6, L9 beside the guard", "key files, KuCoin's word about a key, what is signed; the canary; what is remembered of connections", tried, holes, "each as it should be");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
