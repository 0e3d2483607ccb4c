using System.CommandLine;
using TradingBot.Cli.Endpoints;
using TradingBot.Contracts.Operations;

namespace TradingBot.Cli.Markets;

/// <summary><c>tb simulation</c>: whether the market is the simulator's or the exchanges'.</summary>
internal static class SimulationCommand
{
    public static Command Create(Connection connection, Output output)
    {
        var status = new Command("status", "Shows whose market is wanted, and whose each worker reads.");
        status.SetAction(async (parsed, cancellation) =>
        {
            using ApiClient api = connection.Open(parsed);
            return Write(await api.GetAsync<ControlDetail>("/api/control", cancellation), parsed.GetValue(connection.Json), output);
        });
        return new("simulation", "Whether the market is the simulator's or the exchanges'; trading is on paper either way.")
        {
            Move("on", true, "Moves all feeds to the simulator; orders wait until its market is there.", connection, output),
            Move("off", false, "Moves all feeds back to the exchanges.", connection, output),
            status,
        };
    }

    private static Command Move(string name, bool enabled, string description, Connection connection, Output output)
    {
        var command = new Command(name, description);
        command.SetAction(async (parsed, cancellation) =>
        {
            using ApiClient api = connection.Open(parsed);
            return Write(await api.PostAsync<ControlDetail>("/api/config/simulation-mode", new SimulationModeRequest(enabled), cancellation), parsed.GetValue(connection.Json), output);
        });
        return command;
    }

    private static int Write(ControlDetail control, bool asJson, Output output)
    {
        if (asJson)
        {
            output.Json(control);
            return ExitCode.Ok;
        }
        output.Line($"Simulation mode is {(control.SimulationMode ? "on" : "off")}; trading is {control.Mode}{(control.Reason.Length > 0 ? $": {control.Reason}" : "")}.");
        output.Table(control.Workers.Select(worker => new[] { $"  {worker.Id}", worker.Alive ? "alive" : "silent", $"reads the {worker.Feed} market" }));
        return ExitCode.Ok;
    }
}
