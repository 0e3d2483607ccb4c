using System.CommandLine;
using System.Text.Json;
using TradingBot.SafetyProof.Gateway;
using TradingBot.SafetyProof.Network;

namespace TradingBot.Cli.Safety;

/// <summary><c>tb safety</c>: what belongs to the proofs and is not one.</summary>
internal static class SafetyCommand
{
    public static Command Create(Output output)
    {
        var gateway = new Command("gateway-config", "Writes the egress gateway's configuration for nginx, generated from the guard's allow-list.");
        gateway.SetAction(_ => output.Line(GatewayConfiguration.Create(new()).TrimEnd()));
        var sample = new Option<int>("--sample") { DefaultValueFactory = _ => 1 };
        // What verify-safety starts inside a network namespace; its answer is for that alone.
        var network = new Command(IsolatedProof.Command) { sample };
        network.Hidden = true;
        network.SetAction(async (parsed, cancellation) => output.Line(JsonSerializer.Serialize(await IsolatedProof.RunInsideAsync(parsed.GetValue(sample), cancellation))));
        return new Command("safety", "The egress gateway's configuration.") { gateway, network };
    }
}
