using System.CommandLine;
using System.Globalization;
using TradingBot.Cli.Endpoints;
using TradingBot.Contracts.Operations;

namespace TradingBot.Cli.Emergency;

/// <summary><c>tb stop-trading</c>: the emergency stop.</summary>
internal static class StopTradingCommand
{
    public static Command Create(Connection connection, Output output)
    {
        var reason = new Option<string?>("--reason") { Description = "Why; goes into the audit log." };
        var command = new Command("stop-trading", "Stops all trading now and cancels open orders; exit code 1 unless every worker has acknowledged.") { reason };
        command.SetAction(async (parsed, cancellation) =>
        {
            using ApiClient api = connection.Open(parsed);
            StopTradingResponse answer = await api.PostAsync<StopTradingResponse>("/api/emergency/stop-all-trading", new StopTradingRequest(parsed.GetValue(reason)), cancellation);
            if (parsed.GetValue(connection.Json)) output.Json(answer);
            else Write(output, answer);
            return answer.Stopped && answer.Workers.All(worker => worker.Acknowledged) ? ExitCode.Ok : ExitCode.Failed;
        });
        return command;
    }

    private static void Write(Output output, StopTradingResponse answer)
    {
        output.Line(string.Create(CultureInfo.InvariantCulture, $"{(answer.Stopped ? "STOPPED" : "NOT STOPPED")} in {answer.ElapsedMs} ms, {answer.CancelledOrders} open orders cancelled."));
        output.Line(answer.Detail);
        output.Table(answer.Workers.Select(worker => new[] { worker.Id, worker.Acknowledged ? "acknowledged" : "NOT ACKNOWLEDGED" }));
        if (answer.Stopped) output.Line("Release it with: tb resume --reason \"…\" --confirm RESUME");
    }
}
