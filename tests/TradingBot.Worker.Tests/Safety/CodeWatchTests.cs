using TradingBot.Engine.Executions;
using TradingBot.Storage.Safety;
using TradingBot.Worker.Safety;

namespace TradingBot.Worker.Tests.Safety;

public sealed class CodeWatchTests
{
    [Fact]
    public void What_the_worker_runs_was_compiled_under_the_ban_and_makes_no_execution()
    {
        IReadOnlyList<SafetyProof> proofs = new CodeWatch().Prove();

        Assert.Equal(["not-compilable", "type-design"], proofs.Select(proof => proof.Layer));
        Assert.All(proofs, proof => Assert.True(proof.Status == SafetyProofs.Ok, proof.Evidence));
        Assert.Superset(new HashSet<string> { "TradingBot.Engine", "TradingBot.Exchanges", "TradingBot.Storage", "TradingBot.Worker" }, CodeWatch.Ours.Select(assembly => assembly.GetName().Name!).ToHashSet());
    }

    [Fact]
    public void An_assembly_without_the_ban_or_with_a_client_of_its_own_is_named()
    {
        // This one has an HttpClient, and nobody banned it.
        SafetyProof proof = CodeWatch.ProveBan([typeof(CodeWatchTests).Assembly]);

        Assert.Equal(SafetyProofs.Failed, proof.Status);
        Assert.Contains("TradingBot.Worker.Tests was compiled without the ban", proof.Evidence, StringComparison.Ordinal);
        Assert.Contains("TradingBot.Worker.Tests uses System.Net.Http.HttpClient", proof.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void An_assembly_that_alters_an_execution_is_named()
    {
        SafetyProof proof = CodeWatch.ProveOrigin([typeof(CodeWatchTests).Assembly]);

        Assert.Equal(SafetyProofs.Failed, proof.Status);
        Assert.Contains("<Clone>$", proof.Evidence, StringComparison.Ordinal);
    }

    /// <summary>What no product's assembly does.</summary>
    internal static Execution Altered(Execution execution) => execution with { };
}
