using System.Text.Json;
using TradingBot.LocalStack;
using TradingBot.LocalStack.Processes;
using TradingBot.LocalStack.Programs;
using TradingBot.SafetyProof.Attacks;
using TradingBot.SafetyProof.Gateway;
using TradingBot.SafetyProof.Report;

namespace TradingBot.SafetyProof.Network;

/// <summary>
/// A network namespace of its own, with nothing in it but loopback: what production's network policy gives a worker. The proof starts this very
/// program again inside it.
/// </summary>
internal static class IsolatedProof
{
    /// <summary>The command, hidden, that this program understands inside the namespace.</summary>
    public const string Command = "network-proof";

    private const string Layer = "L8 network";
    private const string Attack = "a network with the gateway alone";

    /// <summary>From outside: makes the namespace and runs what is inside.</summary>
    /// <param name="self">The command line of this program, without arguments.</param>
    /// <param name="nth">Every how many routes of the corpus are sent.</param>
    public static async Task<IReadOnlyList<ProofRow>> RunAsync(IReadOnlyList<string> self, int nth, CancellationToken cancellation)
    {
        if (await ReasonAgainstAsync(cancellation) is { } reason)
            return [ProofRow.Missing(Layer, Attack, reason), .. await GatewayProof.RunAsync(AttackCorpus.Sample(nth), cancellation)];
        CommandRun run = await CommandRun.RunAsync("unshare",
            ["--net", "--", "/bin/sh", "-c", "ip link set lo up && exec \"$@\"", "sh", .. self, "safety", Command, "--sample", nth.ToString(System.Globalization.CultureInfo.InvariantCulture)], cancellation);
        try
        {
            return JsonSerializer.Deserialize<List<ProofRow>>(run.Output) ?? [];
        }
        catch (JsonException)
        {
            return [ProofRow.Failed(Layer, Attack, $"what ran inside ended with {run.ExitCode}: {run.Output[..Math.Min(run.Output.Length, 300)]}")];
        }
    }

    /// <summary>From inside.</summary>
    public static async Task<IReadOnlyList<ProofRow>> RunInsideAsync(int nth, CancellationToken cancellation) =>
    [
        await UnreachableProof.RunAsync(cancellation), .. await GatewayProof.RunAsync(AttackCorpus.Sample(nth), cancellation), await SystemProof.RunAsync(cancellation),
    ];

    private static async Task<string?> ReasonAgainstAsync(CancellationToken cancellation)
    {
        if (!OperatingSystem.IsLinux()) return "network namespaces are Linux's";
        foreach (string program in (string[])["unshare", "ip"])
            if (ProgramCatalog.OnPath(program) is null) return $"'{program}' is not installed (apt-get install util-linux iproute2)";
        try
        {
            CommandRun trial = await CommandRun.RunAsync("unshare", ["--net", "--", "ip", "link", "set", "lo", "up"], cancellation);
            return trial.ExitCode == 0 ? null : $"a network namespace can't be made here (root only): {trial.Output}";
        }
        catch (LocalStackException failure)
        {
            return failure.Message;
        }
    }
}
